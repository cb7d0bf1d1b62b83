#include "core/zone/record_store.hpp"

#include "core/wire/rdata.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace signpost::zone {
namespace {

constexpr std::uint8_t bit(Trait trait) noexcept {
    return static_cast<std::uint8_t>(trait);
}

constexpr std::uint8_t traits_of(std::uint16_t rr_type) noexcept {
    namespace type = wire::type;
    switch (rr_type) {
    case type::kA:
    case type::kAaaa:
        return bit(Trait::Address);
    case type::kNs:
        return bit(Trait::Ns) | bit(Trait::Checkable);
    case type::kCname:
        return bit(Trait::Cname) | bit(Trait::Checkable);
    case type::kDname:
        return bit(Trait::Dname) | bit(Trait::Checkable);
    case type::kSoa:
        return bit(Trait::Checkable);
    default:
        return wire::rdata_names(rr_type).has_target ? bit(Trait::Checkable) : 0;
    }
}

bool is_wildcard(Bytes labels) noexcept {
    return labels.size() >= 2 && labels[0] == 1 && labels[1] == '*';
}

} // namespace

struct RecordStore::Entry {
    std::uint32_t next;
    std::uint32_t ttl_s;
    std::uint32_t line;
    std::uint16_t file;
    std::uint16_t type;
    std::uint16_t rdlength;
    std::uint16_t reserved;
};

RecordStore::RecordStore(Bytes apex) {
    apex_.read(apex);
    add_chains();
}

bool RecordStore::add(const Record& record) {
    if (name_.read(record.owner) == 0 || !is_in_zone(name_)) return false;
    Waiting& waiting = waiting_for(name_.octets().first(name_.length() - apex_.length()));
    const std::uint32_t handle = keep(record);
    append(waiting.chain, {handle, handle, traits_of(record.type)});
    ++record_count_;
    rdata_size_ += record.rdata.size();
    return true;
}

void RecordStore::finish() {
    for (std::size_t turn = begun_ - std::min(begun_, kWaitingMax); turn < begun_; ++turn)
        settle(waiting_[turn % kWaitingMax]);
    begun_ = 0;
}

RecordStore::Waiting& RecordStore::waiting_for(Bytes labels) {
    if (begun_ > 0) {
        Waiting& last = waiting_[(begun_ - 1) % kWaitingMax];
        if (std::ranges::equal(labels, Bytes(last.labels).first(last.length))) return last;
    }
    Waiting& next = waiting_[begun_ % kWaitingMax];
    if (begun_ >= kWaitingMax) settle(next);
    ++begun_;
    std::ranges::copy(labels, next.labels.begin());
    next.length = static_cast<std::uint8_t>(labels.size());
    next.hash = static_cast<std::uint32_t>(wire::hash_octets(next.labels.data(), next.length));
    next.chain = {};
    owners_.prefetch(next.hash);
    return next;
}

std::uint32_t RecordStore::keep(const Record& record) {
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
    return handle;
}

void RecordStore::append(Chain& chain, const Chain& more) noexcept {
    if (chain.first == kNone)
        chain.first = more.first;
    else
        std::memcpy(pool_.at(chain.last) + offsetof(Entry, next), &more.first, sizeof more.first);
    chain.last = more.last;
    chain.traits |= more.traits;
}

void RecordStore::settle(const Waiting& waiting) {
    const OwnerId owner = owners_.add(Bytes(waiting.labels).first(waiting.length), waiting.hash);
    add_chains();
    append(chains_[owner], waiting.chain);
    has_covers_ = has_covers_ || is_cut(owner) || is_redirect(owner);
}

/// Whoever became an owner gets a chain.
void RecordStore::add_chains() {
    while (chains_.size() < owners_.size()) {
        const Bytes labels = owners_.labels(static_cast<OwnerId>(chains_.size()));
        chains_.push_back({.traits = is_wildcard(labels) ? bit(Trait::Wildcard) : std::uint8_t{0}});
    }
}

bool RecordStore::is_in_zone(const wire::Name& name) const noexcept {
    return name.label_count() >= apex_.label_count() &&
           std::ranges::equal(name.suffix(apex_.label_count()), apex_.octets());
}

void RecordStore::read_name(OwnerId owner, wire::Name& into) const noexcept {
    // Cannot fail: the whole name was read before its labels were kept.
    static_cast<void>(into.assign(owners_.labels(owner), apex_.octets()));
}

void RecordStore::collect(OwnerId owner, std::vector<StoredRecord>& into) const {
    into.clear();
    for (std::uint32_t at = chains_[owner].first; at != kNone;) {
        Entry entry;
        std::memcpy(&entry, pool_.at(at), sizeof entry);
        into.push_back({entry.type, entry.file, entry.line, entry.ttl_s,
                        Bytes(pool_.at(at) + sizeof entry, entry.rdlength)});
        at = entry.next;
    }
}

bool RecordStore::is_cut(OwnerId owner) const noexcept {
    return owner != kApex && !has(owner, Trait::Wildcard) && has(owner, Trait::Ns);
}

bool RecordStore::is_redirect(OwnerId owner) const noexcept {
    return !has(owner, Trait::Wildcard) && has(owner, Trait::Dname);
}

std::optional<OwnerId> RecordStore::find(const wire::Name& name,
                                         std::size_t labels) const noexcept {
    const std::size_t from = name.suffix_at(labels);
    const std::size_t to = name.length() - apex_.length();
    return owners_.find(name.octets().subspan(from, to - from),
                        static_cast<std::uint32_t>(name.hash(from, to)));
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

std::optional<OwnerId> RecordStore::cover_of(OwnerId owner) const noexcept {
    // What stands right below the apex has nothing but the apex above it.
    if (!has_covers_ || (owners_.label_count(owner) <= 1 && !is_redirect(kApex)))
        return std::nullopt;
    wire::Name whole;
    read_name(owner, whole);
    return cover_of(whole);
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

} // namespace signpost::zone
