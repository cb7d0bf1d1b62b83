#include "control_plane/probe/rhythm.hpp"

#include <algorithm>

namespace signpost::probe {

std::uint64_t place_of(std::string_view check, const Address& target) noexcept {
    // FNV-1a, then a multiplication that carries every bit into the high ones.
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto mix = [&hash](std::uint8_t octet) { hash = (hash ^ octet) * 0x100000001b3; };
    for (const char letter : check)
        mix(static_cast<std::uint8_t>(letter));
    for (const std::uint8_t octet : target.octets)
        mix(octet);
    return (hash * 0x9e3779b97f4a7c15) >> 32;
}

std::uint64_t Rhythm::slot_after(std::uint64_t after_ms) const noexcept {
    const std::uint64_t offset = place % interval_ms;
    const std::uint64_t start = after_ms - after_ms % interval_ms;
    return start + offset > after_ms ? start + offset : start + offset + interval_ms;
}

std::uint64_t Rhythm::first(std::uint64_t now_ms) const noexcept {
    const Rhythm brisk{.place = place, .interval_ms = std::min<std::uint32_t>(interval_ms, 1000)};
    return brisk.slot_after(now_ms);
}

std::uint64_t Rhythm::next(std::uint64_t now_ms) const noexcept {
    return slot_after(now_ms + interval_ms / 2);
}

} // namespace signpost::probe
