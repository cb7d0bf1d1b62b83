#include "core/zone/record_store.hpp"

#include "core/wire/registry.hpp"

#include <algorithm>
#include <cstring>

namespace signpost::zone {
namespace {

constexpr std::size_t kFirstSlots = 16;

} // namespace

RecordStore::RecordStore(Bytes apex) : slots_(kFirstSlots) {
    apex_.read(apex);
    intern(apex_);
}

bool RecordStore::add(const Record& record) {
    if (name_.read(record.owner) == 0 || !is_in_zone(name_)) return false;

    const std::uint32_t handle = pool_.add(sizeof(Entry) + record.rdata.size());
    const Entry entry{.next = kNone,
                      .ttl_s = record.ttl_s,
                      .line = record.line,
                      .file = record.file,
                      .type = record.type,
                      .rdlength = static_cast<std::uint16_t>(record.rdata.size()),
                      .reserved = 0};
    std::memcpy(pool_.at(handle), &entry, sizeof entry);
    if (!record.rdata.empty())
        std::memcpy(pool_.at(handle) + sizeof entry, record.rdata.data(), record.rdata.size());

    // Records of one owner mostly stand together, so the last owner is worth a look first.
    const Bytes labels = name_.octets().first(name_.length() - apex_.length());
    if (!std::ranges::equal(labels, name(last_owner_))) last_owner_ = intern(name_);
    Owner& owner = owners_[last_owner_];
    if (owner.first == kNone)
        owner.first = handle;
    else
        std::memcpy(pool_.at(owner.last) + offsetof(Entry, next), &handle, sizeof handle);
    owner.last = handle;

    has_covers_ = has_covers_ || record.type == wire::type::kDname ||
                  (record.type == wire::type::kNs && last_owner_ != kApex);
    ++record_count_;
    rdata_size_ += record.rdata.size();
    return true;
}

bool RecordStore::is_in_zone(const wire::Name& name) const noexcept {
    return name.label_count() >= apex_.label_count() &&
           std::ranges::equal(name.suffix(apex_.label_count()), apex_.octets());
}

Bytes RecordStore::name(OwnerId owner) const noexcept {
    return {pool_.at(owners_[owner].name), owners_[owner].name_length};
}

void RecordStore::read_name(OwnerId owner, wire::Name& into) const noexcept {
    // Cannot fail: the whole name was read before its labels were kept.
    static_cast<void>(into.assign(name(owner), apex_.octets()));
}

RecordStore::Entry RecordStore::entry_at(std::uint32_t handle) const noexcept {
    Entry entry;
    std::memcpy(&entry, pool_.at(handle), sizeof entry);
    return entry;
}

bool RecordStore::has_type(OwnerId owner, std::uint16_t type) const noexcept {
    for (std::uint32_t at = owners_[owner].first; at != kNone;) {
        const Entry entry = entry_at(at);
        if (entry.type == type) return true;
        at = entry.next;
    }
    return false;
}

void RecordStore::collect(OwnerId owner, std::vector<StoredRecord>& into) const {
    into.clear();
    for (std::uint32_t at = owners_[owner].first; at != kNone;) {
        const Entry entry = entry_at(at);
        into.push_back({entry.type, entry.file, entry.line, entry.ttl_s,
                        Bytes(pool_.at(at) + sizeof entry, entry.rdlength)});
        at = entry.next;
    }
}

bool RecordStore::is_wildcard(OwnerId owner) const noexcept {
    const Bytes labels = name(owner);
    return labels.size() >= 2 && labels[0] == 1 && labels[1] == '*';
}

bool RecordStore::is_cut(OwnerId owner) const noexcept {
    return owner != kApex && !is_wildcard(owner) && has_type(owner, wire::type::kNs);
}

bool RecordStore::is_redirect(OwnerId owner) const noexcept {
    return !is_wildcard(owner) && has_type(owner, wire::type::kDname);
}

std::optional<OwnerId> RecordStore::find(const wire::Name& name) const noexcept {
    return find_at(name, 0);
}

std::optional<OwnerId> RecordStore::find(const wire::Name& name,
                                         std::size_t labels) const noexcept {
    return find_at(name, name.suffix_at(labels));
}

std::optional<OwnerId> RecordStore::cover_of(const wire::Name& name) const noexcept {
    if (!has_covers_) return std::nullopt;
    if (is_redirect(kApex) && name.label_count() > apex_.label_count()) return kApex;
    for (std::size_t labels = apex_.label_count() + 1; labels < name.label_count(); ++labels) {
        const std::optional<OwnerId> owner = find(name, labels);
        if (!owner) return std::nullopt;
        if (is_cut(*owner) || is_redirect(*owner)) return owner;
    }
    return std::nullopt;
}

std::optional<OwnerId> RecordStore::source_of(const wire::Name& name) const noexcept {
    for (std::size_t labels = name.label_count();; --labels) { // ends: the apex is an owner
        const std::optional<OwnerId> owner = find(name, labels);
        if (!owner) continue;
        if (labels == name.label_count()) return owner;
        constexpr std::uint8_t kStar[] = {1, '*'};
        wire::Name wildcard;
        if (!wildcard.assign(kStar, name.suffix(labels))) return std::nullopt;
        return find(wildcard);
    }
}

std::size_t RecordStore::slot_of(const wire::Name& name, std::size_t from,
                                 std::uint32_t hash) const noexcept {
    const Bytes labels = name.octets().subspan(from, name.length() - apex_.length() - from);
    for (std::size_t at = hash;; ++at) { // ends: at most three quarters of the slots are in use
        const std::size_t slot = at & (slots_.size() - 1);
        const auto [slot_hash, owner] = slots_[slot];
        if (owner == kNone) return slot;
        if (slot_hash == hash && std::ranges::equal(this->name(owner), labels)) return slot;
    }
}

std::optional<OwnerId> RecordStore::find_at(const wire::Name& name,
                                            std::size_t from) const noexcept {
    const auto hash = static_cast<std::uint32_t>(name.hash(from, name.length() - apex_.length()));
    const OwnerId owner = slots_[slot_of(name, from, hash)].owner;
    if (owner == kNone) return std::nullopt;
    return owner;
}

OwnerId RecordStore::intern(const wire::Name& name) {
    bool is_new = false;
    const OwnerId owner = intern(name, 0, is_new);
    // Ancestors from below upwards: the first that is known has all its own already.
    for (std::size_t labels = name.label_count(); is_new && labels > apex_.label_count();)
        intern(name, name.suffix_at(--labels), is_new);
    return owner;
}

OwnerId RecordStore::intern(const wire::Name& name, std::size_t from, bool& is_new) {
    const std::size_t to = name.length() - apex_.length();
    const auto hash = static_cast<std::uint32_t>(name.hash(from, to));
    const std::size_t slot = slot_of(name, from, hash);
    is_new = slots_[slot].owner == kNone;
    if (!is_new) return slots_[slot].owner;

    const auto owner = static_cast<OwnerId>(owners_.size());
    const Bytes labels = name.octets().subspan(from, to - from);
    const std::uint32_t handle = pool_.add(labels.size());
    if (!labels.empty()) std::memcpy(pool_.at(handle), labels.data(), labels.size());
    owners_.push_back(
        {.hash = hash, .name = handle, .name_length = static_cast<std::uint8_t>(labels.size())});
    names_size_ += labels.size();
    slots_[slot] = {hash, owner};
    if (4 * owners_.size() > 3 * slots_.size()) grow();
    return owner;
}

void RecordStore::grow() {
    std::vector<Slot> wider(slots_.size() * 2);
    for (const Slot& slot : slots_) {
        if (slot.owner == kNone) continue;
        std::size_t at = slot.hash;
        while (wider[at & (wider.size() - 1)].owner != kNone)
            ++at;
        wider[at & (wider.size() - 1)] = slot;
    }
    slots_ = std::move(wider);
}

} // namespace signpost::zone
