#include "core/zone/rrset_encoder.hpp"

#include "core/wire/octets.hpp"
#include "core/wire/rdata.hpp"

#include <algorithm>
#include <cstring>

namespace signpost::zone {
namespace {

/// Suffixes remembered for compression within an RRset. More would make the search of a large set
/// quadratic for little: names that share much stand near each other.
constexpr std::size_t kSuffixesMax = 64;

} // namespace

RRsetEncoder::RRsetEncoder(const wire::Name& apex, FindTarget find_target)
    : apex_(apex), find_target_(std::move(find_target)) {}

bool RRsetEncoder::encode(std::span<const StoredRecord> records, std::uint32_t ttl_s, Bytes owner,
                          bool owner_is_wildcard) {
    type_ = records.front().type;
    if (wire::rdata_names(type_).compressed) // cannot fail: it was read as one name before
        static_cast<void>(owner_.assign(owner, apex_.octets()));
    owner_is_wildcard_ = owner_is_wildcard;
    count_ = static_cast<std::uint16_t>(records.size());
    wire_.clear();
    fixups_.clear();
    targets_.clear();
    lowered_.clear();
    suffixes_.clear();
    return std::ranges::all_of(records, [&](const StoredRecord& record) {
        append_rr(record, ttl_s);
        return wire_.size() <= kWireMax;
    });
}

void RRsetEncoder::append_rr(const StoredRecord& record, std::uint32_t ttl_s) {
    std::uint8_t head[RRset::kRdataAt];
    wire::store16(&head[0], wire::pointer_to(wire::kHeaderLength)); // the question's name
    wire::store16(&head[2], record.type);
    wire::store16(&head[4], wire::klass::kIn);
    wire::store32(&head[6], ttl_s);
    wire::store16(&head[RRset::kRdlengthAt], static_cast<std::uint16_t>(record.rdata.size()));
    append(head);

    const wire::RdataNames names = wire::rdata_names(record.type);
    const std::size_t rdata_at = wire_.size();
    const std::size_t skip = std::min<std::size_t>(names.skip, record.rdata.size());
    append(record.rdata.first(skip));
    const Bytes rest = record.rdata.subspan(skip);
    if (names.has_target) {
        wire::Name target;
        if (target.read(rest) != 0) note_target(target, wire_.size());
    }
    if (!names.compressed) {
        append(rest);
        return;
    }
    append_names(rest, record.type == wire::type::kCname);
    wire::store16(&wire_[rdata_at - 2], static_cast<std::uint16_t>(wire_.size() - rdata_at));
}

/// The names of the RDATA, as many as it has, and whatever follows them.
void RRsetEncoder::append_names(Bytes rdata, bool is_alias) {
    wire::Name name;
    for (std::size_t left = wire::rdata_names(type_).count; left != 0; --left) {
        const std::size_t length = name.read(rdata);
        if (length == 0) break; // not a name after all (RFC 3597 \# data): as it stands
        append_name(name, rdata.first(length), is_alias);
        rdata = rdata.subspan(length);
    }
    append(rdata);
}

void RRsetEncoder::append_name(const wire::Name& name, Bytes spelling, bool is_alias) {
    for (std::size_t labels = name.label_count(); labels != 0; --labels) {
        const auto pointer = pointer_for(name.suffix(labels), is_alias);
        if (!pointer) continue;
        const std::size_t written = name.suffix_at(labels);
        remember(name, written);
        append(spelling.first(written));
        fixups_.push_back({static_cast<std::uint16_t>(wire_.size()), *pointer});
        wire_.resize(wire_.size() + 2);
        return;
    }
    remember(name, name.length() - 1);
    append(spelling);
}

/// What a name's tail can point to. An alias points to the apex only: following it must be able to
/// rebuild its target from the RDATA alone. A wildcard's own name never stands in a message.
std::optional<std::uint16_t> RRsetEncoder::pointer_for(Bytes suffix, bool is_alias) const noexcept {
    // A pointer to the root would be longer than the root.
    if (suffix.size() == apex_.length() && std::ranges::equal(suffix, apex_.octets()))
        return Fixup::kApex;
    if (is_alias) return std::nullopt;
    for (const Suffix& known : suffixes_)
        if (known.length == suffix.size() &&
            std::memcmp(&lowered_[known.at], suffix.data(), suffix.size()) == 0)
            return static_cast<std::uint16_t>(Fixup::kSelf | known.offset);
    if (owner_is_wildcard_) return std::nullopt;
    for (std::size_t labels = apex_.label_count() + 1; labels <= owner_.label_count(); ++labels)
        if (std::ranges::equal(owner_.suffix(labels), suffix))
            return static_cast<std::uint16_t>(Fixup::kOwner | owner_.suffix_at(labels));
    return std::nullopt;
}

/// Remembers the labels of `name` that are about to be written at the end of wire_.
void RRsetEncoder::remember(const wire::Name& name, std::size_t written) {
    const std::size_t base = lowered_.size();
    bool kept = false;
    for (std::size_t labels = name.label_count(); labels != 0; --labels) {
        const std::size_t at = name.suffix_at(labels);
        const std::size_t offset = wire_.size() + at;
        if (at >= written || offset >= Fixup::kSelfEnd || suffixes_.size() >= kSuffixesMax) break;
        suffixes_.push_back({base + at, name.length() - at, static_cast<std::uint16_t>(offset)});
        kept = true;
    }
    if (kept) lowered_.insert(lowered_.end(), name.octets().begin(), name.octets().end());
}

void RRsetEncoder::note_target(const wire::Name& name, std::size_t at) {
    const std::optional<OwnerId> owner = find_target_(name);
    if (!owner) return;
    const bool repeated =
        std::ranges::any_of(targets_, [&](const Target& target) { return target.node == *owner; });
    // Behind 64 KiB nothing is additional any more, so what does not fit the field is left out.
    if (repeated || at > UINT16_MAX) return;
    targets_.push_back({*owner, static_cast<std::uint16_t>(at), 0});
}

std::size_t RRsetEncoder::size() const noexcept {
    constexpr std::size_t kAlign = alignof(RRset);
    return sizeof(RRset) + fixups_.size() * sizeof(Fixup) + targets_.size() * sizeof(Target) +
           (wire_.size() + kAlign - 1) / kAlign * kAlign;
}

void RRsetEncoder::write(void* to) const noexcept {
    RRset head{};
    head.type_ = type_;
    head.count_ = count_;
    head.wire_length_ = static_cast<std::uint16_t>(wire_.size());
    head.fixup_count_ = static_cast<std::uint16_t>(fixups_.size());
    head.target_count_ = static_cast<std::uint16_t>(targets_.size());
    auto* octets = static_cast<std::uint8_t*>(to);
    const auto put = [&octets](const void* from, std::size_t size) {
        if (size != 0) std::memcpy(octets, from, size);
        octets += size;
    };
    put(&head, sizeof head);
    put(fixups_.data(), fixups_.size() * sizeof(Fixup));
    put(targets_.data(), targets_.size() * sizeof(Target));
    put(wire_.data(), wire_.size());
}

} // namespace signpost::zone
