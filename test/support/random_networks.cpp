#include "support/random_networks.hpp"

namespace signpost::test {
namespace {

unsigned bits_of(Family family) {
    return family == Family::V4 ? 32 : 128;
}

} // namespace

geo::Key random_key(std::mt19937& random, Family family) {
    geo::Key key = 0;
    // Octets of few bits, so that networks nest.
    for (int octet = 0; octet < 16; ++octet)
        key =
            key << 8 | (random() % 4 == 0 ? random() % 256 : (random() % 2) * 0x80 + random() % 2);
    return family == Family::V4 ? key & geo::Key{0xffffffff} << 96 : key;
}

std::vector<geo::Network> random_networks(std::mt19937& random, Family family, std::size_t count,
                                          std::uint32_t values) {
    std::vector<geo::Network> networks;
    for (; count != 0; --count) {
        const auto bits = static_cast<std::uint8_t>(random() % (bits_of(family) + 1));
        geo::Key first = random_key(random, family);
        if (!networks.empty() && random() % 2 == 0)
            first = networks[random() % networks.size()].first;
        first = bits == 0 ? 0 : first & ~geo::Key{0} << (128 - bits);
        networks.push_back({first, bits, 1 + static_cast<std::uint32_t>(random() % values)});
    }
    return networks;
}

Address random_address(std::mt19937& random, Family family,
                       const std::vector<geo::Network>& networks) {
    geo::Key key = random_key(random, family);
    if (!networks.empty() && random() % 4 != 0) {
        const geo::Network& near = networks[random() % networks.size()];
        const geo::Key step = geo::Key{1} << (128 - bits_of(family));
        switch (random() % 4) {
        case 0:
            key = near.first;
            break;
        case 1:
            key = near.first - step; // wraps to the end of the space
            break;
        case 2:
            key = near.last() + 1; // wraps to its beginning
            break;
        default:
            key = near.last();
        }
    }
    return geo::address_of(family == Family::V4 ? key & geo::Key{0xffffffff} << 96 : key, family);
}

std::uint32_t value_at(const std::vector<geo::Network>& networks, geo::Key key) {
    const geo::Network* best = nullptr;
    for (const geo::Network& network : networks)
        if (network.first <= key && key <= network.last())
            if (best == nullptr || network.bits >= best->bits) best = &network;
    return best == nullptr ? 0 : best->value;
}

} // namespace signpost::test
