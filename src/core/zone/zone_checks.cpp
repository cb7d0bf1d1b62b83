#include "core/zone/zone_checks.hpp"

#include "core/wire/presentation.hpp"
#include "core/wire/rdata.hpp"

#include <algorithm>

namespace signpost::zone {
namespace {

namespace type = wire::type;

/// Types that may stand beside a CNAME (RFC 2181 §10.1, RFC 4034 §4).
bool may_join_cname(std::uint16_t rr_type) {
    return rr_type == type::kCname || rr_type == type::kRrsig || rr_type == type::kNsec ||
           rr_type == type::kKey;
}

class Checker {
public:
    Checker(const RecordStore& store, std::span<const std::string> files,
            std::vector<Complaint>& complaints)
        : store_(store), files_(files), complaints_(complaints) {}

    void check_apex() {
        store_.collect(RecordStore::kApex, records_);
        const std::string apex = wire::name_to_text(store_.apex().octets());
        // MNAME and RNAME of at least an octet each, and five 32-bit fields (RFC 1035 §3.3.13).
        constexpr std::size_t kSoaMin = 22;
        if (const StoredRecord* soa = first(type::kSoa); soa == nullptr)
            complain("the zone has no SOA record: it needs one at " + apex);
        else if (soa->rdata.size() < kSoaMin)
            complain(*soa, Severity::Error, "the RDATA of the SOA record is too short");
        if (first(type::kNs) == nullptr)
            complain("the zone has no NS record: it needs at least one at " + apex);
    }

    void check(OwnerId owner) {
        const std::optional<OwnerId> cover = store_.cover_of(owner);
        // A check of another type has to make it Checkable (record_store.cpp).
        if (!cover && !store_.has(owner, Trait::Checkable)) return;
        owner_ = owner;
        store_.collect(owner, records_);
        check_soa();
        check_single(type::kCname, "CNAME");
        check_single(type::kDname, "DNAME");
        check_cname_alone();
        check_wildcard();
        if (cover) check_covered(*cover);
        for (const StoredRecord& record : records_)
            if (wire::rdata_names(record.type).has_target) check_target(record);
    }

private:
    [[nodiscard]] const StoredRecord* first(std::uint16_t rr_type) const {
        const auto found = std::ranges::find(records_, rr_type, &StoredRecord::type);
        return found == records_.end() ? nullptr : &*found;
    }

    void check_soa() {
        if (owner_ == RecordStore::kApex)
            check_single(type::kSoa, "SOA");
        else if (const StoredRecord* soa = first(type::kSoa))
            complain(*soa, Severity::Error,
                     owner_name() + " has a SOA record, but only the apex of a zone may have one");
    }

    /// Equal copies of a record count once (RFC 2181 §5).
    void check_single(std::uint16_t rr_type, const std::string& mnemonic) {
        const StoredRecord* one = first(rr_type);
        if (one == nullptr) return;
        for (const StoredRecord& record : records_)
            if (record.type == rr_type && !std::ranges::equal(record.rdata, one->rdata)) {
                complain(record, Severity::Error,
                         owner_name() + " has two " + mnemonic + " records; the other is on line " +
                             std::to_string(one->line));
                return;
            }
    }

    void check_cname_alone() {
        const StoredRecord* cname = first(type::kCname);
        const StoredRecord* dname = first(type::kDname);
        const StoredRecord* ns = first(type::kNs);
        if (cname != nullptr && !std::ranges::all_of(records_, [](const StoredRecord& record) {
                return may_join_cname(record.type);
            }))
            complain(*cname, Severity::Error,
                     owner_name() + " has a CNAME and other records; a CNAME must stand alone");
        if (dname != nullptr && ns != nullptr && owner_ != RecordStore::kApex)
            complain(*dname, Severity::Error,
                     owner_name() + " has a DNAME and NS records below the apex (RFC 6672 §2.3)");
    }

    void check_wildcard() {
        if (!store_.has(owner_, Trait::Wildcard)) return;
        for (const std::uint16_t rr_type : {type::kNs, type::kDname})
            if (const StoredRecord* record = first(rr_type))
                complain(*record, Severity::Warning,
                         owner_name() + " is a wildcard with NS or DNAME records; they are served "
                                        "as plain data and delegate nothing (RFC 4592 §4)");
    }

    void check_covered(OwnerId cover) {
        for (const StoredRecord& record : records_) {
            if (store_.is_cut(cover) && (record.type == type::kA || record.type == type::kAaaa))
                continue; // glue
            complain(record, Severity::Warning,
                     owner_name() + " stands below the " +
                         (store_.is_cut(cover) ? "delegation " : "DNAME ") + text_of(cover) +
                         " and is never served");
            return;
        }
    }

    void check_target(const StoredRecord& record) {
        wire::Name target;
        const std::size_t skip = wire::rdata_names(record.type).skip;
        if (record.rdata.size() < skip || target.read(record.rdata.subspan(skip)) == 0) return;
        if (target.label_count() == 0 || !store_.is_in_zone(target)) return;

        const std::optional<OwnerId> cover = cover_at_or_above(target);
        if (cover) {
            // Only a server below its own cut cannot be found without glue (RFC 9471 §2.1).
            if (record.type == type::kNs && *cover == owner_ && !has_address(store_.find(target)))
                complain_about(record, target, Severity::Error,
                               "has no glue: add its A or AAAA record below the delegation");
            return;
        }
        const std::optional<OwnerId> source = store_.source_of(target);
        if (source && store_.has(*source, Trait::Cname))
            complain_about(record, target, Severity::Warning, "is a CNAME (RFC 2181 §10.3)");
        else if (!has_address(source))
            complain_about(record, target,
                           record.type == type::kNs ? Severity::Error : Severity::Warning,
                           "has no A or AAAA record in this zone");
    }

    [[nodiscard]] std::optional<OwnerId> cover_at_or_above(const wire::Name& target) const {
        if (const auto cover = store_.cover_of(target)) return cover;
        const std::optional<OwnerId> exact = store_.find(target);
        return exact && store_.is_cut(*exact) ? exact : std::nullopt;
    }

    [[nodiscard]] bool has_address(std::optional<OwnerId> owner) const {
        return owner && store_.has(*owner, Trait::Address);
    }

    [[nodiscard]] std::string text_of(OwnerId owner) const {
        wire::Name name;
        store_.read_name(owner, name);
        return wire::name_to_text(name.octets());
    }
    [[nodiscard]] std::string owner_name() const { return text_of(owner_); }

    void complain(std::string what) {
        complaints_.push_back({Severity::Error, {files_[0], 0, 0}, std::move(what)});
    }
    void complain(const StoredRecord& record, Severity severity, std::string what) {
        complaints_.push_back({severity, {files_[record.file], record.line, 0}, std::move(what)});
    }
    void complain_about(const StoredRecord& record, const wire::Name& target, Severity severity,
                        const std::string& what) {
        const std::string mnemonic = record.type == type::kNs   ? "NS"
                                     : record.type == type::kMx ? "MX"
                                                                : "SRV";
        complain(record, severity,
                 "the " + mnemonic + " target " + wire::name_to_text(target.octets()) + " " + what);
    }

    const RecordStore& store_;
    std::span<const std::string> files_;
    std::vector<Complaint>& complaints_;
    OwnerId owner_ = RecordStore::kApex;
    std::vector<StoredRecord> records_;
};

} // namespace

void check_zone(const RecordStore& store, std::span<const std::string> files,
                std::vector<Complaint>& complaints) {
    Checker checker(store, files, complaints);
    checker.check_apex();
    for (OwnerId owner = 0; owner < store.owners().size(); ++owner)
        checker.check(owner);
}

} // namespace signpost::zone
