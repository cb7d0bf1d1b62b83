#include "core/geo/partition.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

namespace signpost::geo {
namespace {

unsigned common_bits(Key a, Key b) noexcept {
    const Key different = a ^ b;
    const auto upper = static_cast<std::uint64_t>(different >> 64);
    if (upper != 0) return static_cast<unsigned>(std::countl_zero(upper));
    return 64 + static_cast<unsigned>(std::countl_zero(static_cast<std::uint64_t>(different)));
}

} // namespace

Key key_of(const Address& address) noexcept {
    Key key = 0;
    for (const std::uint8_t octet : address.octets) // those behind an IPv4 address are 0
        key = key << 8 | octet;
    return key;
}

Address address_of(Key key, Family family) noexcept {
    Address address{.octets = {}, .family = family};
    for (std::size_t at = 0; at < address.length(); ++at)
        address.octets[at] = static_cast<std::uint8_t>(key >> (120 - 8 * at));
    return address;
}

std::vector<Network> networks_between(Key first, Key last, std::uint32_t value) {
    std::vector<Network> networks;
    for (;;) { // ends: every turn moves `first` behind a network
        Network network{.first = first, .bits = 128, .value = value};
        while (network.bits != 0) {
            const Network wider{first, static_cast<std::uint8_t>(network.bits - 1), value};
            const bool is_aligned = (first >> (128 - network.bits) & 1) == 0;
            if (!is_aligned || wider.last() > last) break;
            network = wider;
        }
        networks.push_back(network);
        if (network.last() == last) return networks;
        first = network.last() + 1;
    }
}

Partition::Partition(std::vector<Network> networks) {
    std::ranges::stable_sort(networks, [](const Network& a, const Network& b) {
        return std::tie(a.first, a.bits) < std::tie(b.first, b.bits);
    });
    struct Open { // a network that later ones may lie in
        Key last;
        std::uint32_t value;
    };
    std::vector<Open> open;
    append(0, 0);
    const auto close = [&] {
        const Key last = open.back().last;
        open.pop_back();
        if (last != kLastKey) append(last + 1, open.empty() ? 0 : open.back().value);
    };
    for (const Network& network : networks) {
        while (!open.empty() && open.back().last < network.first)
            close();
        open.push_back({network.last(), network.value});
        append(network.first, network.value);
    }
    while (!open.empty())
        close();
}

/// A run that begins where the last one did takes its place.
void Partition::append(Key first, std::uint32_t value) {
    if (!runs_.empty() && runs_.back().first == first) runs_.pop_back();
    if (runs_.empty() || runs_.back().value != value) runs_.push_back({first, value});
}

Partition Partition::overlay(const Partition& a, const Partition& b, const Combine& combine) {
    Partition result;
    result.runs_.clear();
    std::size_t in_a = 0;
    std::size_t in_b = 0;
    for (Key first = 0;;) { // ends: every turn begins a run of `a` or `b`
        result.append(first, combine(a.runs_[in_a].value, b.runs_[in_b].value));
        const Key last = std::min(a.last_of(in_a), b.last_of(in_b));
        if (last == kLastKey) return result;
        if (a.last_of(in_a) == last) ++in_a;
        if (b.last_of(in_b) == last) ++in_b;
        first = last + 1;
    }
}

std::size_t Partition::run_of(Key key) const noexcept {
    const auto next = std::ranges::upper_bound(runs_, key, {}, &Run::first);
    return static_cast<std::size_t>(next - runs_.begin()) - 1; // the first run begins at 0
}

/// Such a prefix leaves out both neighbours of the run.
std::uint8_t Partition::bits_around(Key key, std::size_t run) const noexcept {
    unsigned bits = 0;
    if (const Key first = runs_[run].first; first != 0) bits = common_bits(key, first - 1) + 1;
    if (const Key last = last_of(run); last != kLastKey)
        bits = std::max(bits, common_bits(key, last + 1) + 1);
    return static_cast<std::uint8_t>(bits);
}

Partition Partition::mapped(const std::function<std::uint32_t(std::uint32_t)>& map) const {
    Partition result;
    result.runs_.clear();
    for (const Run& run : runs_)
        result.append(run.first, map(run.value));
    return result;
}

} // namespace signpost::geo
