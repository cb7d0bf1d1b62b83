#include "core/zone/zone_layout.hpp"

#include "core/wire/octets.hpp"
#include "core/wire/presentation.hpp"
#include "core/wire/rdata.hpp"
#include "core/wire/registry.hpp"
#include "core/zone/rrset_encoder.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <new>
#include <utility>

namespace signpost::zone {

namespace {

namespace type = wire::type;

constexpr std::size_t words(std::size_t octets) {
    return (octets + Zone::kWord - 1) / Zone::kWord;
}

} // namespace

class ZoneLayout {
public:
    ZoneLayout(const RecordStore& store, std::span<const std::string> files,
               std::vector<Complaint>& complaints)
        : store_(store), files_(files), complaints_(complaints),
          encoder_(store.apex(), [this](const wire::Name& target) { return find_target(target); }) {
    }

    void append_nodes() {
        reserve();
        zone_->apex_node_ = static_cast<std::uint32_t>(used_);
        node_of_.reserve(store_.owners().size());
        hash_of_.reserve(store_.owners().size());
        for (OwnerId owner = 0; owner < store_.owners().size(); ++owner)
            append_node(owner);
        describe_apex();
        if (zone_->apex_node().find(type::kSoa) != nullptr) append_negative_soa();
    }

    void link_nodes() {
        link_targets();
        for (OwnerId owner = 0; owner < store_.owners().size(); ++owner) {
            // A wildcard that is covered stands in for nobody, and its parent's link may be taken.
            if (const std::optional<OwnerId> cover = store_.cover_of(owner))
                link(owner, Node::Occluded, *cover);
            else if (store_.has(owner, Trait::Wildcard))
                link_wildcard(owner);
        }
    }

    /// The store is not read here any more.
    void fill_slots() {
        auto* slots = static_cast<Zone::Slot*>(at(kSlotsAt));
        std::fill_n(slots, zone_->slot_count_, Zone::Slot{0, Zone::kNoNode});
        for (std::size_t owner = 0; owner < node_of_.size(); ++owner) {
            const std::uint32_t hash = hash_of_[owner];
            std::size_t index = zone_->first_slot(hash);
            while (slots[index].node != Zone::kNoNode)
                if (++index == zone_->slot_count_) index = 0;
            slots[index] = {hash, node_of_[owner]};
        }
    }

    [[nodiscard]] std::shared_ptr<const Zone> take_zone() {
        zone_->size_ = used_ * Zone::kWord;
        trim();
        std::shared_ptr<Line[]> block = std::move(block_);
        return {std::move(block), zone_};
    }

private:
    /// What a zone's block is made of.
    struct alignas(Zone) Line {
        std::byte octets[alignof(Zone)];
    };
    using Block = std::unique_ptr<Line[]>;

    static constexpr std::size_t kSlotsAt = words(sizeof(Zone));
    static constexpr std::size_t kSlackWords = words(wire::kWordSlack); // behind the last name

    static Block make_block(std::size_t size) {
        return std::make_unique_for_overwrite<Line[]>(size * Zone::kWord / sizeof(Line) + 1);
    }

    /// The slots' room, and for the nodes room that is never too little: as if each record were an
    /// RRset of its own, and none of its names were compressed.
    void reserve() {
        constexpr std::size_t kSlotsPerThreeNodes = 5;
        constexpr std::size_t kPartWord = 1; // what rounding up to words adds at most
        constexpr std::size_t kNodeMax = words(sizeof(Node)) + kPartWord;
        constexpr std::size_t kRecordMax =
            words(sizeof(RRset)) + wire::RdataNames::kCountMax * words(sizeof(Fixup)) +
            words(sizeof(Target)) + words(RRset::kRdataAt) + kPartWord;
        const OwnerTable& owners = store_.owners();
        const std::size_t slots = owners.size() * kSlotsPerThreeNodes / 3 + 2;
        used_ = kSlotsAt + words(slots * sizeof(Zone::Slot));
        room_ = used_ + owners.size() * kNodeMax + words(owners.labels_size()) +
                store_.record_count() * kRecordMax + words(store_.rdata_size()) + kRecordMax +
                words(soa_size()) + // once more, for negative answers
                kSlackWords;
        block_ = make_block(room_);
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the block owns what is placed in it.
        zone_ = ::new (block_.get()) Zone;
        zone_->slot_count_ = static_cast<std::uint32_t>(slots);
    }

    /// In octets of RDATA; 0 without a SOA record.
    [[nodiscard]] std::size_t soa_size() {
        store_.collect(RecordStore::kApex, records_);
        const auto soa = std::ranges::find(records_, type::kSoa, &StoredRecord::type);
        return soa == records_.end() ? 0 : soa->rdata.size();
    }

    /// Copies the zone to room of its size. The block of a large one comes from the system, and
    /// what it has too much was never touched; below that, the heap may give memory that was.
    void trim() {
        constexpr std::size_t kFromHeapMax = std::size_t{32} << 20; // octets, in glibc
        if (zone_->size_ >= kFromHeapMax) return;
        Block fitting = make_block(used_ + kSlackWords);
        std::byte* to = &fitting[0].octets[0];
        std::memcpy(to + sizeof(Zone), at(kSlotsAt), zone_->size_ - sizeof(Zone));
        // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): as above.
        zone_ = ::new (to) Zone(*zone_);
        block_ = std::move(fitting);
    }

    [[nodiscard]] void* at(std::size_t offset) const noexcept {
        return &block_[0].octets[0] + offset * Zone::kWord;
    }

    /// The next `octets` of the block, rounded up to words.
    void* extend(std::size_t octets) {
        void* room = at(used_);
        used_ += words(octets);
        assert(used_ + kSlackWords <= room_ && "reserve() takes every kind of record into account");
        return room;
    }

    void append_node(OwnerId owner) {
        const Bytes name = store_.owners().labels(owner);
        node_of_.push_back(static_cast<std::uint32_t>(used_));
        hash_of_.push_back(store_.owners().hash(owner));
        zone_->deepest_ = std::max(zone_->deepest_,
                                   static_cast<std::uint8_t>(store_.owners().label_count(owner)));

        Node head{};
        head.name_length_ = static_cast<std::uint8_t>(name.size());
        head.flags_ = flags_of(owner);
        void* at = extend(sizeof head);
        if (!name.empty()) std::memcpy(extend(name.size()), name.data(), name.size());
        head.rrset_count_ = append_rrsets(owner);
        std::memcpy(at, &head, sizeof head);
    }

    [[nodiscard]] std::uint8_t flags_of(OwnerId owner) const {
        unsigned flags = 0;
        if (store_.is_cut(owner)) flags |= Node::Cut;
        if (store_.has(owner, Trait::Cname)) flags |= Node::Cname;
        if (store_.is_redirect(owner)) flags |= Node::Dname;
        return static_cast<std::uint8_t>(flags);
    }

    std::uint16_t append_rrsets(OwnerId owner) {
        store_.collect(owner, records_);
        if (!std::ranges::is_sorted(records_, {}, &StoredRecord::type))
            std::ranges::stable_sort(records_, {}, &StoredRecord::type);
        std::uint16_t count = 0;
        for (auto from = records_.begin(); from != records_.end(); ++count) {
            const auto to = std::find_if(from, records_.end(), [from](const StoredRecord& record) {
                return record.type != from->type;
            });
            append_rrset(owner, {from, to});
            from = to;
        }
        return count;
    }

    void append_rrset(OwnerId owner, std::span<StoredRecord> records) {
        const std::uint32_t ttl_s = common_ttl(records);
        const std::size_t distinct = drop_copies(records);
        if (!encoder_.encode(records.first(distinct), ttl_s, store_.owners().labels(owner),
                             store_.has(owner, Trait::Wildcard))) {
            complain(records.front(), Severity::Error,
                     "the RRset of type " + std::to_string(records.front().type) + " at " +
                         text_of(owner) + " does not fit into a message of 65535 octets");
            return;
        }
        if (encoder_.has_targets()) with_targets_.push_back(static_cast<std::uint32_t>(used_));
        encoder_.write(extend(encoder_.size()));
    }

    /// RFC 2181 §5.2: one TTL for all records of a set. The first wins, as in other servers.
    std::uint32_t common_ttl(std::span<const StoredRecord> records) {
        const std::uint32_t ttl_s = records.front().ttl_s;
        for (const StoredRecord& record : records)
            if (record.ttl_s != ttl_s) {
                complain(record, Severity::Warning,
                         "TTL " + std::to_string(record.ttl_s) +
                             " differs from that of the RRset's first record; " +
                             std::to_string(ttl_s) + " is used for all (RFC 2181 §5.2)");
                break;
            }
        return ttl_s;
    }

    /// Moves equal copies of a record behind the distinct ones, which keep their order; returns how
    /// many are distinct (RFC 2181 §5).
    static std::size_t drop_copies(std::span<StoredRecord> records) {
        if (records.size() == 1) return 1;
        const auto less = [](const StoredRecord& a, const StoredRecord& b) {
            return std::ranges::lexicographical_compare(a.rdata, b.rdata);
        };
        std::vector<StoredRecord> seen(records.begin(), records.end());
        std::ranges::stable_sort(seen, less);
        const auto is_copy = [&](const StoredRecord& record) {
            // Among equals the first of the file comes first, by the stability of the sort.
            const auto first = std::ranges::lower_bound(seen, record, less);
            return first->rdata.data() != record.rdata.data();
        };
        // std::ranges::stable_partition returns a view, and clang 14 cannot read libstdc++'s views.
        const auto copies =
            std::stable_partition(records.begin(), records.end(), std::not_fn(is_copy));
        return static_cast<std::size_t>(copies - records.begin());
    }

    /// Where a name's addresses stand in this zone: authoritative, from a wildcard, or glue.
    [[nodiscard]] std::optional<OwnerId> find_target(const wire::Name& target) const {
        if (!store_.is_in_zone(target)) return std::nullopt;
        const std::optional<OwnerId> cover = store_.cover_of(target);
        if (cover && store_.is_redirect(*cover)) return std::nullopt;
        const std::optional<OwnerId> owner = cover ? store_.find(target) : store_.source_of(target);
        return owner && store_.has(*owner, Trait::Address) ? owner : std::nullopt;
    }

    void describe_apex() {
        const Bytes apex = store_.apex().octets();
        std::ranges::copy(apex, zone_->apex_.begin());
        zone_->apex_length_ = static_cast<std::uint8_t>(apex.size());
        zone_->apex_label_count_ = static_cast<std::uint8_t>(store_.apex().label_count());
        zone_->record_count_ = store_.record_count();
        zone_->name_count_ = store_.owners().size();
    }

    void append_negative_soa() {
        store_.collect(RecordStore::kApex, records_);
        const auto soa = std::ranges::find(records_, type::kSoa, &StoredRecord::type);
        // SERIAL and MINIMUM are the first and last of five 32-bit fields (RFC 1035 §3.3.13).
        const std::uint32_t minimum_s = wire::load32(soa->rdata.last(4).data());
        zone_->serial_ = wire::load32(soa->rdata.last(20).data());
        static_cast<void>(encoder_.encode({&*soa, 1}, std::min(soa->ttl_s, minimum_s), {}, false));
        zone_->negative_soa_ = static_cast<std::uint32_t>(used_);
        encoder_.write(extend(encoder_.size()));
    }

    void link_targets() {
        for (const std::uint32_t offset : with_targets_) {
            for (Target& target : static_cast<RRset*>(at(offset))->mutable_targets())
                target.node = node_of_[target.node];
        }
    }

    void link_wildcard(OwnerId wildcard) {
        store_.read_name(wildcard, name_);
        const std::optional<OwnerId> parent = store_.find(name_, name_.label_count() - 1);
        link(*parent, Node::Wildcard, wildcard); // every ancestor is an owner
    }

    void link(OwnerId owner, Node::Flag flag, OwnerId to) {
        auto* node = static_cast<Node*>(at(node_of_[owner]));
        node->flags_ |= flag;
        node->link_ = node_of_[to];
    }

    [[nodiscard]] std::string text_of(OwnerId owner) const {
        wire::Name name;
        store_.read_name(owner, name);
        return wire::name_to_text(name.octets());
    }
    void complain(const StoredRecord& record, Severity severity, std::string what) {
        complaints_.push_back({severity, {files_[record.file], record.line, 0}, std::move(what)});
    }

    const RecordStore& store_;
    std::span<const std::string> files_;
    std::vector<Complaint>& complaints_;
    Block block_;
    Zone* zone_ = nullptr; ///< The beginning of block_.
    RRsetEncoder encoder_;
    std::vector<std::uint32_t> node_of_;      ///< Offset by owner.
    std::vector<std::uint32_t> hash_of_;      ///< By owner; outlives the store.
    std::vector<std::uint32_t> with_targets_; ///< Offsets of RRsets with targets.
    std::vector<StoredRecord> records_;
    wire::Name name_;
    std::size_t used_ = 0; ///< Words of the block.
    std::size_t room_ = 0; ///< All its words.
};

std::shared_ptr<const Zone> lay_out(std::unique_ptr<RecordStore> store,
                                    std::span<const std::string> files,
                                    std::vector<Complaint>& complaints) {
    ZoneLayout layout(*store, files, complaints);
    layout.append_nodes();
    layout.link_nodes();
    store.reset();
    layout.fill_slots();
    return layout.take_zone();
}

} // namespace signpost::zone
