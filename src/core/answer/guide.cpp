#include "core/answer/guide.hpp"

#include "core/wire/hash.hpp"

#include <algorithm>

namespace signpost::answer {

const Address& Guide::client() noexcept {
    is_by_subnet_ = is_subnet_believed();
    return is_by_subnet_ ? edns_.client_subnet.address : source_;
}

/// Only when a name is steered at all, and once for a query.
void Guide::know_client() noexcept {
    if (is_known_) return;
    is_known_ = true;
    client_ = &client();
    const geo::PrefixTable::Found found = steering_.clients->classify(*client_);
    class_ = found.value;
    note_scope(found.bits);
}

/// A prefix of no bits says: do not steer by my client. Then the source is all we go by, and the
/// answer is for all clients of this resolver, as without the option: scope 0 (RFC 7871 §7.1.2).
bool Guide::is_subnet_believed() const noexcept {
    return edns_.has_client_subnet && edns_.client_subnet.bits != 0 &&
           std::ranges::any_of(settings_.ecs_from,
                               [this](const Prefix& one) { return one.contains(source_); });
}

void Guide::note_scope(std::uint8_t bits) noexcept {
    if (is_by_subnet_) scope_bits_ = std::max(scope_bits_, bits);
}

bool Guide::is_closed(const steer::Plan& plan) noexcept {
    know_client();
    return plan.is_closed_to(plan.viewpoint_of(class_));
}

const zone::RRset* Guide::choose(const steer::Plan& plan, steer::Kind kind) noexcept {
    know_client();
    const steer::Choice& choice = plan.choice(kind, plan.viewpoint_of(class_));
    if (choice.count == 1) return plan.drawn(choice, 0);
    if (choice.is_by_network) return plan.drawn(choice, draw_of_network());
    // Steps of the golden ratio spread the draws of each name evenly, whatever names are asked in
    // between: a plain count would fall into step with them.
    ticket_ += 0x9e3779b1;
    return plan.drawn(choice, ticket_);
}

/// A network is a /24, or a /56: what one household or office has.
std::uint32_t Guide::draw_of_network() noexcept {
    const std::size_t octets = client_->family == Family::V4 ? 3 : 7;
    note_scope(static_cast<std::uint8_t>(8 * octets));
    return static_cast<std::uint32_t>(wire::hash_octets(client_->octets.data(), octets) >> 32);
}

} // namespace signpost::answer
