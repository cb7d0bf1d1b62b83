// Networks that nest, for property tests of maps: drawn from few bits, so that they meet often.
#pragma once

#include "core/geo/partition.hpp"

#include <random>
#include <vector>

namespace signpost::test {

/// `count` networks in one family, each with a value from 1 to `values`; their first bits are drawn
/// from a few, so that many lie in each other, side by side, or are equal.
[[nodiscard]] std::vector<geo::Network> random_networks(std::mt19937& random, Family family,
                                                        std::size_t count, std::uint32_t values);

/// An address that is often in or right beside one of `networks`.
[[nodiscard]] Address random_address(std::mt19937& random, Family family,
                                     const std::vector<geo::Network>& networks);

/// The value of the longest network that covers `key`, of equal ones the last; 0 without one.
[[nodiscard]] std::uint32_t value_at(const std::vector<geo::Network>& networks, geo::Key key);

[[nodiscard]] geo::Key random_key(std::mt19937& random, Family family);

} // namespace signpost::test
