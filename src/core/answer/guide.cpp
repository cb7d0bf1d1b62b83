#include "core/answer/guide.hpp"

#include "core/wire/hash.hpp"
#include "core/wire/octets.hpp"

#include <algorithm>
#include <array>

namespace signpost::answer {
namespace {

bool is_among(const Address& source, const std::vector<Prefix>& networks) noexcept {
    return std::ranges::any_of(networks,
                               [&source](const Prefix& one) { return one.contains(source); });
}

} // namespace

/// A prefix of no bits says: do not steer by my client. Then the source is all we go by, and the
/// answer is for all clients of this resolver, as without the option: scope 0 (RFC 7871 §7.1.2).
const Subject& Guide::subject() noexcept {
    if (has_subject_) return subject_;
    has_subject_ = true;
    is_by_subnet_ = edns_.has_client_subnet && edns_.client_subnet.bits != 0 &&
                    is_among(source_, settings_.ecs_from);
    subject_ = is_by_subnet_ ? Subject{.address = edns_.client_subnet.address,
                                       .has_tags = is_among(source_, settings_.ecs_tags_from)}
                             : Subject{.address = source_};
    return subject_;
}

void Guide::note_scope(std::size_t bits) noexcept {
    if (is_by_subnet_) scope_bits_ = std::max(scope_bits_, static_cast<std::uint8_t>(bits));
}

std::size_t Guide::viewpoint_in(const steer::Plan& plan) noexcept {
    if (!has_class_) {
        has_class_ = true;
        const geo::PrefixTable::Found found = steering_.clients->classify(subject().address);
        class_ = found.value;
        note_scope(found.bits);
    }
    const std::size_t viewpoint = plan.viewpoint_of(class_);
    return subject_.has_tags ? viewpoint : plan.viewpoints().without_tags[viewpoint];
}

bool Guide::is_closed(const steer::Plan& plan) noexcept {
    has_steered_ = true;
    return plan.closes() && plan.is_closed_to(viewpoint_in(plan));
}

const zone::RRset* Guide::choose(const steer::Plan& plan, steer::Kind kind) noexcept {
    has_steered_ = true;
    const std::size_t viewpoint = plan.is_same_for_all(kind) ? 0 : viewpoint_in(plan);
    const steer::Choice& choice = plan.choice(kind, viewpoint);
    if (choice.count == 1) return plan.drawn(choice, 0);
    return plan.drawn(choice, choice.is_by_network ? draw_of_network() : draw_of_ticket());
}

/// A network is a /24, or a /56: what one household or office has. An IPv4 address that is carried
/// counts as what it is.
std::uint32_t Guide::draw_of_network() noexcept {
    constexpr std::size_t kV4Octets = 3;
    constexpr std::size_t kV6Octets = 7;
    const Address& address = subject().address;
    const std::size_t carried_at = geo::carried_ipv4_at(address);
    const bool is_v4 = address.family == Family::V4 || carried_at != 0;
    const std::size_t octets = is_v4 ? kV4Octets : kV6Octets;
    note_scope(8 * (carried_at + octets));
    std::array<std::uint8_t, kV6Octets + wire::kWordSlack> network{};
    std::copy_n(&address.octets[carried_at], octets, network.begin());
    return static_cast<std::uint32_t>(wire::hash_octets(network.data(), octets) >> 32);
}

/// A hash of the count, so that the draws of one reply, and those of one name between which others
/// are asked for, have nothing to do with each other.
std::uint32_t Guide::draw_of_ticket() noexcept {
    std::array<std::uint8_t, sizeof ticket_ + wire::kWordSlack> octets{};
    wire::store32(octets.data(), ++ticket_);
    return static_cast<std::uint32_t>(wire::hash_octets(octets.data(), sizeof ticket_) >> 32);
}

} // namespace signpost::answer
