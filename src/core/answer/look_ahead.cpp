#include "core/answer/look_ahead.hpp"

#include "core/wire/registry.hpp"

#include <span>
#include <utility>

namespace signpost::answer {

void LookAhead::add(Bytes query) noexcept {
    if (count_ == kQueriesMax || query.size() <= wire::kHeaderLength) return;
    if (looks_[count_].name.read(query.subspan(wire::kHeaderLength)) != 0) ++count_;
}

/// Each round reads what the round before has asked for.
void LookAhead::run(const zone::Zones& zones) noexcept {
    const auto looks = std::span(looks_).first(std::exchange(count_, 0));
    for (const Look& look : looks)
        zones.prefetch_slot(look.name);
    for (Look& look : looks)
        look.zone = zones.prefetch_zone(look.name);
    for (Look& look : looks)
        if (look.zone != nullptr) look.hash = look.zone->prefetch_slot(look.name);
    for (const Look& look : looks)
        if (look.zone != nullptr) look.zone->prefetch_node(look.hash);
}

} // namespace signpost::answer
