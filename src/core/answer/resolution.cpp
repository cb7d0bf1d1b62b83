#include "core/answer/resolution.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace signpost::answer {

using steer::Kind;
using wire::Rcode;
using zone::Node;
using zone::Relation;
using zone::RRset;
namespace type = wire::type;

namespace {

std::optional<Kind> kind_of(std::uint16_t type) noexcept {
    switch (type) {
    case type::kA:
        return Kind::A;
    case type::kAaaa:
        return Kind::Aaaa;
    case type::kCname:
        return Kind::Cname;
    default:
        return std::nullopt;
    }
}

} // namespace

Outcome Resolution::resolve() noexcept {
    zone_ = zone_for_name();
    if (zone_ == nullptr) {
        outcome_.rcode = Rcode::Refused;
        outcome_.why = wire::ExtendedError::NotAuthoritative;
        outcome_.authoritative = false;
        return outcome_;
    }
    apex_at_ = suffix_at(zone_->apex().size());
    while (answer_in_zone() == Step::Follow) { // ends: at most kLinksMax turns
    }
    return outcome_;
}

/// The DS of a zone is its parent's to answer (RFC 4035 §3.1.4.1), if the parent is here too and
/// has the name: one that has not would deny it, and with it all that is below (RFC 8020).
const zone::Zone* Resolution::zone_for_name() const noexcept {
    const zone::Zone* zone = zones_.find(*name_);
    if (type_ == type::kDs && zone != nullptr && zone->is_apex(*name_))
        if (const zone::Zone* parent = zones_.find_above(*name_))
            if (parent->find(*name_).relation != Relation::NoName) return parent;
    return zone;
}

Resolution::Step Resolution::answer_in_zone() noexcept {
    const zone::Match match = zone_->find(*name_);
    switch (match.relation) {
    case Relation::Exists:
        return answer_from(*match.node);
    case Relation::Redirect:
        return redirect(*match.node);
    case Relation::NoName:
        deny(Rcode::NoName);
        return Step::Done;
    case Relation::Delegation:
        break;
    }
    const bool at_cut = match.node->name_length() + zone_->apex().size() == name_->length();
    if (at_cut && type_ == type::kDs) return answer_from(*match.node);
    refer(*match.node);
    return Step::Done;
}

Resolution::Step Resolution::answer_from(const Node& node) noexcept {
    const steer::Plan* plan = guide_.plan_of(node);
    return plan == nullptr ? answer_as_zone_says(node) : answer_steered(node, *plan);
}

/// Types that are not steered are answered as the zone says, behind the steered CNAME if there is
/// one. A kind that is steered and gives the client nothing is NODATA.
Resolution::Step Resolution::answer_steered(const Node& node, const steer::Plan& plan) noexcept {
    if (guide_.is_closed(plan) && !serves_zone(node)) {
        outcome_.why = wire::ExtendedError::Prohibited;
        deny_by(plan);
        return Step::Done;
    }
    if (type_ == type::kAny) {
        answer_any(node, &plan);
        return Step::Done;
    }
    const std::optional<Kind> kind = kind_of(type_);
    const bool is_steered = kind && plan.steers(*kind);
    if (const RRset* given = is_steered ? guide_.choose(plan, *kind) : nullptr) {
        answer_with(*given);
        return Step::Done;
    }
    if (plan.steers(Kind::Cname)) {
        if (const RRset* cname = guide_.choose(plan, Kind::Cname)) return follow_cname(*cname);
    } else if (!is_steered) {
        return answer_as_zone_says(node);
    }
    deny_by(plan);
    return Step::Done;
}

/// Whether the question is for what a zone needs to be seen to be served, whoever its apex is for.
bool Resolution::serves_zone(const Node& node) const noexcept {
    return &node == &zone_->apex_node() && (type_ == type::kNs || type_ == type::kSoa);
}

Resolution::Step Resolution::answer_as_zone_says(const Node& node) noexcept {
    if (type_ == type::kAny && node.rrset_count() != 0)
        answer_any(node, nullptr);
    else if (const RRset* rrset = node.find(type_))
        answer_with(*rrset);
    else if (node.has(Node::Cname))
        return follow_cname(*node.find(type::kCname));
    else
        deny(Rcode::NoError);
    return Step::Done;
}

/// With a plan, what is steered is what the client would get if it asked for that type.
void Resolution::answer_any(const Node& node, const steer::Plan* plan) noexcept {
    // An RRset points into itself, so the last must begin where a pointer reaches all of kSelfEnd.
    // What stands behind a large one may be left out: RFC 8482 §4.1 allows any subset.
    constexpr std::size_t kBeginMax = wire::kPointableEnd - zone::Fixup::kSelfEnd;
    bool has_any = false;
    const auto give = [&](const RRset* rrset) {
        if (rrset == nullptr || (has_any && !all_of_any_) || writer_.at() > kBeginMax) return;
        append(Section::Answer, *rrset, anchors());
        has_any = true;
    };
    const auto is_steered = [plan](std::uint16_t rr_type) {
        const std::optional<Kind> kind = kind_of(rr_type);
        return plan != nullptr && kind && plan->steers(*kind);
    };
    if (plan != nullptr)
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
            if (plan->steers(kind)) give(guide_.choose(*plan, kind));
    const RRset* rrset = node.first();
    for (std::size_t left = node.rrset_count(); left != 0; --left, rrset = rrset->next())
        if (!is_steered(rrset->type())) give(rrset);
    if (!has_any && plan != nullptr) deny_by(*plan);
}

void Resolution::answer_with(const RRset& rrset) noexcept {
    const std::size_t rrset_at = writer_.at();
    append(Section::Answer, rrset, anchors());
    if (outcome_.fits) append_addresses(rrset, rrset_at, nullptr);
}

/// NODATA or NXDOMAIN, with the SOA that says for how long (RFC 2308 §3).
void Resolution::deny(Rcode rcode) noexcept {
    outcome_.rcode = rcode;
    append(Section::Authority, zone_->negative_soa(), {apex_at_, apex_at_});
}

/// What a client gets nothing of may be given as soon as an answer would have run out.
void Resolution::deny_by(const steer::Plan& plan) noexcept {
    const std::size_t soa_at = writer_.at();
    deny(Rcode::NoError);
    if (outcome_.fits) writer_.cap_ttl(soa_at, plan.negative_ttl_s());
}

/// Behind an alias the reply stays authoritative: AA speaks of the first owner (RFC 1034 §6.2.7).
void Resolution::refer(const Node& cut) noexcept {
    outcome_.authoritative = links_ != 0;
    const RRset& servers = *cut.find(type::kNs);
    const std::size_t servers_at = writer_.at();
    const std::size_t cut_at = suffix_at(cut.name_length() + zone_->apex().size());
    append(Section::Authority, servers, {cut_at, apex_at_});
    if (outcome_.fits) append_addresses(servers, servers_at, &cut);
}

/// Addresses of the names in `rrset`, which stands at `rrset_at`. They may be left out where room
/// is short, but not the glue without which `cut` cannot be followed (RFC 9471 §3).
void Resolution::append_addresses(const RRset& rrset, std::size_t rrset_at,
                                  const Node* cut) noexcept {
    for (const zone::Target& target : rrset.targets()) {
        const std::size_t owner_at = writer_.labels_at(rrset_at + target.at);
        if (owner_at >= wire::kPointableEnd) return;
        const Node& node = *zone_->node_at(target.node);
        // Whoever needs the addresses of a steered name asks for them. Glue is never steered.
        if (guide_.plan_of(node) != nullptr) continue;
        // At the cut itself or below it, and not below another (RFC 9471 §2.1).
        const bool is_needed =
            cut != nullptr &&
            (&node == cut || (node.has(Node::Occluded) && zone_->node_at(node.link()) == cut));
        append_address(node, type::kA, {owner_at, apex_at_}, is_needed);
        append_address(node, type::kAaaa, {owner_at, apex_at_}, is_needed);
    }
}

void Resolution::append_address(const Node& node, std::uint16_t address_type, Anchors where,
                                bool is_needed) noexcept {
    const RRset* addresses = node.find(address_type);
    if (addresses == nullptr) return;
    if (!writer_.append(Section::Additional, *addresses, where) && is_needed) outcome_.fits = false;
}

/// The encoder compresses an alias's target against the apex or not at all, so the labels that
/// stand in its RDATA are all of it up to there.
Resolution::Step Resolution::follow_cname(const RRset& cname) noexcept {
    const std::size_t cname_at = writer_.at();
    append(Section::Answer, cname, anchors());
    if (!outcome_.fits) return Step::Done;

    const Bytes rdata = cname.wire().subspan(RRset::kRdataAt);
    const bool ends_at_apex = !cname.fixups().empty();
    const bool is_name = ends_at_apex ? spare_->assign(rdata.first(rdata.size() - 2), zone_->apex())
                                      : spare_->read(rdata) != 0;
    if (!is_name) return Step::Done;
    const Tail tail = ends_at_apex ? Tail{apex_at_, zone_->apex().size()} : Tail{};
    redirected_by_ = nullptr;
    return move_to(writer_.labels_at(cname_at + RRset::kRdataAt), tail);
}

/// The name stands below a DNAME: RFC 6672 §3.1-2. One whose target is below itself would only make
/// the name longer, up to YXDOMAIN: it is given once.
Resolution::Step Resolution::redirect(const Node& node) noexcept {
    const steer::Plan* plan = guide_.plan_of(node);
    if (plan != nullptr && guide_.is_closed(*plan)) {
        outcome_.why = wire::ExtendedError::Prohibited;
        deny_by(*plan);
        return Step::Done;
    }
    const RRset& dname = *node.find(type::kDname);
    if (std::exchange(redirected_by_, &dname) == &dname) return Step::Done;
    const std::size_t owner_length = node.name_length() + zone_->apex().size();
    const std::size_t dname_at = append_dname(dname, owner_length);
    if (!outcome_.fits) return Step::Done;

    const Bytes target = dname.wire().subspan(RRset::kRdataAt);
    const std::size_t labels_length = name_->length() - owner_length;
    if (!spare_->assign(name_->octets().first(labels_length), target)) {
        outcome_.rcode = Rcode::NameTooLong;
        return Step::Done;
    }
    const Tail tail{dname_at + RRset::kRdataAt, target.size()};
    const std::size_t cname_at = writer_.at();
    outcome_.fits = append_synthesised_cname(dname, labels_length, tail);
    if (!outcome_.fits || type_ == type::kCname) return Step::Done;
    return move_to(cname_at + RRset::kRdataAt, tail);
}

/// Where `dname`, which owns the last `owner_length` octets of the name, stands in the answer. A
/// chain may meet it more than once, but an RRset stands there once (RFC 2181 §5).
std::size_t Resolution::append_dname(const RRset& dname, std::size_t owner_length) noexcept {
    const auto before = std::span(dnames_).first(dname_count_);
    const auto given = std::ranges::find(before, &dname, &GivenDname::rrset);
    if (given != before.end()) return given->at;
    const std::size_t at = writer_.at();
    append(Section::Answer, dname, {suffix_at(owner_length), apex_at_});
    dnames_[dname_count_++] = {&dname, at};
    return at;
}

/// The CNAME from the current name to *spare_, with the TTL of the DNAME: the first
/// `labels_length` octets of the name as the client spelt them, then `tail`, the DNAME's target.
bool Resolution::append_synthesised_cname(const RRset& dname, std::size_t labels_length,
                                          Tail tail) noexcept {
    std::array<std::uint8_t, wire::Name::kMaxLength + 2> target;
    spell(labels_length, target.data());
    std::size_t length = labels_length;
    if (tail.length == 1) { // the root: shorter than a pointer to it
        target[length++] = 0;
    } else {
        wire::store16(&target[length], wire::pointer_to(tail.at));
        length += 2;
    }
    std::array<std::uint8_t, RRset::kRdataAt> head;
    std::memcpy(head.data(), dname.wire().data(), head.size()); // class and TTL stay
    wire::store16(head.data(), wire::pointer_to(name_at_));
    wire::store16(&head[2], type::kCname);
    wire::store16(&head[RRset::kRdlengthAt], static_cast<std::uint16_t>(length));
    return writer_.append(Section::Answer, head, Bytes(target).first(length));
}

/// Copies the first `length` octets of the current name as the message spells them.
void Resolution::spell(std::size_t length, std::uint8_t* to) const noexcept {
    const std::size_t own = std::min(length, name_->length() - tail_.length);
    std::memcpy(to, &writer_.written()[name_at_], own);
    std::memcpy(to + own, &writer_.written()[tail_.at], length - own);
}

/// A tail may in turn end in the pointer of an earlier alias: it leads on.
std::size_t Resolution::suffix_at(std::size_t length) const noexcept {
    if (length > tail_.length) return name_at_ + name_->length() - length;
    return writer_.labels_at(tail_.at + tail_.length - length);
}

/// Goes on with *spare_, which stands at `name_at` but for its tail.
Resolution::Step Resolution::move_to(std::size_t name_at, Tail tail) noexcept {
    if (!is_new_name()) return Step::Done;
    std::swap(name_, spare_);
    name_at_ = name_at;
    tail_ = tail;
    zone_ = zone_for_name();
    if (zone_ == nullptr) return Step::Done;
    apex_at_ = suffix_at(zone_->apex().size());
    return Step::Follow;
}

/// False if *spare_ was met before in this chain, or the chain is too long to go on. Names are told
/// apart by hash alone: equal hashes of different names would only end a chain early.
bool Resolution::is_new_name() noexcept {
    if (links_ == kLinksMax) return false;
    seen_[links_++] = name_->hash(0, name_->length());
    const std::uint64_t next = spare_->hash(0, spare_->length());
    return std::find(seen_.begin(), seen_.begin() + links_, next) == seen_.begin() + links_;
}

} // namespace signpost::answer
