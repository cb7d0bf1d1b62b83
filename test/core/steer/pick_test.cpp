#include "core/steer/pick.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

namespace signpost::steer {
namespace {

using Given = std::vector<std::size_t>;

/// How many of all draws give each number.
std::map<std::size_t, double> part_of_draws(const Shares& shares) {
    std::map<std::size_t, double> parts;
    double from = 0;
    for (const Share& share : shares.in_order) {
        const double to = static_cast<double>(share.last) + 1;
        for (const std::size_t number : shares.lists[share.list])
            parts[number] += (to - from) / 4294967296.0;
        from = to;
    }
    return parts;
}

std::vector<Contender> contenders(const std::vector<std::uint64_t>& weights) {
    std::vector<Contender> all;
    for (std::size_t i = 0; i < weights.size(); ++i)
        all.push_back({.number = i, .weight = weights[i], .key = 0x1234567 * (i + 1)});
    return all;
}

Shares always(const Given& given) {
    return {{given}, {{}}};
}

TEST_SUITE("core/steer/pick") {

    TEST_CASE("all: the first ones, in their order") {
        CHECK(shares_of(Pick::All, 2, contenders({1, 5, 1})) == always({0, 1}));
        CHECK(shares_of(Pick::All, 9, contenders({1, 5, 1})) == always({0, 1, 2}));
        CHECK(shares_of(Pick::All, 9, {}) == always({}));
    }

    TEST_CASE("one without a weight stands by until nobody has one") {
        for (const Pick pick : {Pick::All, Pick::Weighted, Pick::Rotate, Pick::Sticky}) {
            CHECK(shares_of(pick, 2, contenders({0, 3})) == always({1}));
            CHECK(part_of_draws(shares_of(pick, 2, contenders({0, 0}))).size() == 2);
        }
    }

    TEST_CASE("rotate: each in front equally often, the others behind it in turn") {
        const auto shares = shares_of(Pick::Rotate, 2, contenders({1, 1, 1}));
        CHECK(shares.lists == std::vector<Given>{{0, 1}, {1, 2}, {2, 0}});
        CHECK(shares.in_order ==
              std::vector<Share>{{0, 0x55555555}, {1, 0xaaaaaaaa}, {2, UINT32_MAX}});
        CHECK(shares.given(0x55555555) == Given{0, 1});
        CHECK(shares.given(0x55555556) == Given{1, 2});
        CHECK(shares.given(UINT32_MAX) == Given{2, 0});
    }

    TEST_CASE("weighted: as often as the weights say, and never twice in one answer") {
        const auto one = part_of_draws(shares_of(Pick::Weighted, 1, contenders({1, 2, 5})));
        CHECK(one.at(0) == doctest::Approx(0.125));
        CHECK(one.at(1) == doctest::Approx(0.25));
        CHECK(one.at(2) == doctest::Approx(0.625));
        const auto two = part_of_draws(shares_of(Pick::Weighted, 2, contenders({1, 1, 8})));
        CHECK(two.at(0) == doctest::Approx(0.5)); // the third is always given: its share is above 1
        CHECK(two.at(1) == doctest::Approx(0.5));
        CHECK(two.at(2) == doctest::Approx(1));
    }

    TEST_CASE("weighted: whatever the weights and the room, the shares of draws are those of the "
              "weights") {
        for (unsigned seed = 0; seed < 3000; ++seed) {
            CAPTURE(seed);
            std::mt19937_64 random(seed);
            std::vector<std::uint64_t> weights(1 + random() % 12);
            for (std::uint64_t& weight : weights)
                weight = 1 + random() % (random() % 4 == 0 ? 1'000'000'000 : 10);
            const std::size_t room = 1 + random() % 12;
            const auto shares = shares_of(Pick::Weighted, room, contenders(weights));
            REQUIRE(shares.in_order.back().last == UINT32_MAX);
            REQUIRE(shares.in_order.size() <= weights.size() + 1);
            for (const Given& given : shares.lists) {
                REQUIRE(given.size() == std::min(room, weights.size()));
                REQUIRE(std::set(given.begin(), given.end()).size() == given.size());
            }
            const auto parts = part_of_draws(shares);
            for (std::size_t a = 0; a < weights.size(); ++a)
                for (std::size_t b = 0; b < weights.size(); ++b) {
                    const double part_a = parts.contains(a) ? parts.at(a) : 0;
                    const double part_b = parts.contains(b) ? parts.at(b) : 0;
                    if (part_a > 0.999999 || part_b > 0.999999) continue; // always given
                    const auto weight_a = static_cast<double>(weights[a]);
                    const auto weight_b = static_cast<double>(weights[b]);
                    REQUIRE(std::abs(part_a * weight_b - part_b * weight_a) <
                            1e-6 * std::max(weight_a, weight_b));
                }
        }
    }

    TEST_CASE("sticky: who leaves moves only its own clients, and shares follow the weights") {
        const auto four = contenders({1, 1, 1, 3});
        const auto all = shares_of(Pick::Sticky, 1, four);
        const auto fewer = shares_of(Pick::Sticky, 1, std::span(four).first(3));
        unsigned moved = 0;
        for (std::uint64_t draw = 0; draw < 1ULL << 32; draw += 1 << 24) {
            const auto network = static_cast<std::uint32_t>(draw);
            const Given& before = all.given(network);
            if (before == Given{3})
                ++moved;
            else
                CHECK(before == fewer.given(network));
        }
        CHECK(moved > 100); // of 256, where 128 are its share
        CHECK(moved < 156);
        CHECK(all.in_order.back().last == UINT32_MAX);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
