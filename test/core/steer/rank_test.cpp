#include "core/steer/rank.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace signpost::steer {
namespace {

using health::Standing;

constexpr std::uint16_t kTelecom = 1, kUnicom = 2, kMobile = 3;
constexpr std::uint16_t kNorth = 10, kSouth = 11, kGreater = 12;
constexpr Standing U = Standing::Up, D = Standing::Down, R = Standing::Drained,
                   T = Standing::TakenDown;

const geo::Regions kRegions{.regions = {{kNorth, {.greater = kGreater, .at = {{40, 116}}}},
                                        {kSouth, {.greater = kGreater, .at = {{23, 113}}}},
                                        {77, {.greater = kGreater, .at = {{31, 121}}}}},
                            .countries = {{5, {35, 139}}}};

/// Site 0: telecom and unicom in the north; site 1: unicom and mobile in the south.
std::vector<Endpoint> endpoints(const std::vector<Standing>& standings) {
    std::vector<Endpoint> all{
        {.site = 0, .link = 0, .place = {.isp = kTelecom, .region = kNorth, .tags = 1}},
        {.site = 0, .link = 1, .place = {.isp = kUnicom, .region = kNorth}},
        {.site = 1, .link = 2, .place = {.isp = kUnicom, .region = kSouth}},
        {.site = 1, .link = 3, .place = {.isp = kMobile, .region = kSouth, .tags = 2}}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].standing = standings[i];
        all[i].has_other_family = all[i].site == 1;
    }
    return all;
}

TEST_SUITE("core/steer/rank") {

    TEST_CASE("the same endpoints for different clients, rules and standings") {
        const SiteOrder a_first{{0, 1}};
        const Policy usual{.rules = {SameIsp{}, SameRegion{}, a_first}};
        const Policy table{.rules = {IspTable{{{.isp = kUnicom, .links = {3, 2}}}}, a_first}};
        const Policy region{.rules = {SameRegion{}}};
        const Policy tag{.rules = {SharedTag{}}};
        const Policy lines{.rules = {IspTable{{{.links = {0}},
                                               {.isp = kTelecom, .links = {1}},
                                               {.isp = kTelecom, .region = kSouth, .links = {2}},
                                               {.region = kGreater, .links = {3}},
                                               {.country = 5, .links = {2}}}}}};
        const Policy nearest{
            .rules = {Nearest{{geo::Coordinates{40, 116}, geo::Coordinates{23, 113}}}}};
        const Policy parity{.rules = {FamilyParity{}}};
        const Policy load{.rules = {Load{}}};
        const Policy none{};
        using Kept = std::vector<std::size_t>;
        struct Row {
            std::string why;
            const Policy& policy;
            geo::Location client;
            std::vector<Standing> standings;
            Kept kept;
            bool none_up;
        };
        // clang-format off
        const Row rows[] = {
            {"the client's own ISP", usual, {.isp = kTelecom}, {U, U, U, U}, {0}, false},
            {"of two links of its ISP, the one of its region", usual, {.isp = kUnicom, .region = kSouth}, {U, U, U, U}, {2}, false},
            {"its region unknown: the first site", usual, {.isp = kUnicom}, {U, U, U, U}, {1}, false},
            {"its ISP's only link is down: fall through to the region", usual, {.isp = kTelecom, .region = kSouth}, {D, U, U, U}, {2, 3}, false},
            {"nothing known: the first site", usual, {}, {U, U, U, U}, {0, 1}, false},
            {"the first site is down", usual, {}, {D, D, U, U}, {2, 3}, false},
            {"no rules: everything that is up", none, {}, {U, D, U, R}, {0, 2}, false},
            {"drained is given when nothing is up", none, {}, {D, R, D, T}, {1}, false},
            {"nothing up: all but what an operator took down", none, {}, {D, D, T, D}, {0, 1, 3}, true},
            {"all taken down", none, {}, {T, T, T, T}, {}, true},
            {"rules rank what is left when nothing is up", usual, {.isp = kMobile}, {D, D, D, D}, {3}, true},
            {"a table: unicom clients to mobile first", table, {.isp = kUnicom}, {U, U, U, U}, {3}, false},
            {"then to the next of the table", table, {.isp = kUnicom}, {U, U, U, D}, {2}, false},
            {"then to the rest", table, {.isp = kUnicom}, {U, U, D, D}, {0, 1}, false},
            {"a table tells other clients not apart", table, {.isp = kTelecom}, {U, U, U, U}, {0, 1}, false},
            {"the greater region, where the province has nothing", region, {.region = 77}, {U, U, U, U}, {0, 1, 2, 3}, false},
            {"the province first", region, {.region = kSouth}, {U, U, U, U}, {2, 3}, false},
            {"the rest of the greater region next", region, {.region = kSouth}, {U, U, D, D}, {0, 1}, false},
            {"a line for ISP and province before one for the ISP", lines, {.isp = kTelecom, .region = kSouth}, {U, U, U, U}, {2}, false},
            {"then the one for the greater region", lines, {.isp = kTelecom, .region = kSouth}, {U, U, D, U}, {3}, false},
            {"then the one for the ISP", lines, {.isp = kTelecom, .region = kSouth}, {U, U, D, D}, {1}, false},
            {"then the one for everybody", lines, {.isp = kTelecom, .region = kSouth}, {U, D, D, D}, {0}, false},
            {"whom no line names is last", table, {.isp = kUnicom}, {U, D, D, D}, {0}, false},
            {"a line for the greater region", lines, {.isp = kMobile, .region = 77}, {U, U, U, U}, {3}, false},
            {"a line for the country", lines, {.isp = kMobile, .country = 5}, {U, U, U, U}, {2}, false},
            {"the nearest site", nearest, {.region = kSouth}, {U, U, U, U}, {2, 3}, false},
            {"the nearest that is up", nearest, {.region = kSouth}, {U, U, D, D}, {0, 1}, false},
            {"the country's coordinates, where the region is not known", nearest, {.country = 5}, {U, U, U, U}, {0, 1}, false},
            {"nobody knows where the client is", nearest, {}, {U, U, U, U}, {0, 1, 2, 3}, false},
            {"a site that is up for both families", parity, {}, {U, U, U, U}, {2, 3}, false},
            {"load tells nobody apart", load, {}, {U, U, U, U}, {0, 1, 2, 3}, false},
            {"a shared tag", tag, {.tags = 6}, {U, U, U, U}, {3}, false},
            {"no shared tag", tag, {.tags = 8}, {U, U, U, U}, {0, 1, 2, 3}, false},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Ranking ranking =
                rank(row.policy, kRegions, row.client, endpoints(row.standings));
            CHECK(ranking.kept() == row.kept);
            CHECK(ranking.none_up == row.none_up);
        }
    }

    TEST_CASE(
        "what is at a site but on no link stands in a table where the site's first link does") {
        const Policy policy{.rules = {IspTable{{{.links = {3, 0, 2}}}, {0, 0, 1, 1}}}};
        constexpr LinkNumber kOther = 4;
        using Kept = std::vector<std::size_t>;
        const auto kept = [&policy](const std::vector<Endpoint>& all) {
            return rank(policy, {}, {}, all).kept();
        };
        CHECK(kept({{.site = 0, .link = kOther}, {.site = 1, .link = kOther}}) == Kept{1});
        CHECK(kept({{.site = 0, .link = 0}, {.site = 0, .link = kOther}}) == Kept{0, 1});
        CHECK(kept({{.site = 1, .link = 2}, {.site = 0, .link = kOther}}) == Kept{1});
        CHECK(kept({{.site = 0, .link = 1}, {.site = 0, .link = kOther}}) == Kept{1});
        CHECK(kept({{.site = 2, .link = kOther}, {.site = 1, .link = 2}}) == Kept{1});
    }

    TEST_CASE("a greater region as a whole suits its regions, and they suit it") {
        const Policy policy{.rules = {SameRegion{}}};
        const std::vector<Endpoint> all{{.place = {.region = 99}}, {.place = {.region = kGreater}}};
        using Kept = std::vector<std::size_t>;
        CHECK(rank(policy, kRegions, {.region = kSouth}, all).kept() == Kept{1});
        CHECK(rank(policy, kRegions, {.region = 99}, all).kept() == Kept{0});
        CHECK(rank(policy, kRegions, {.region = kGreater}, endpoints({U, U, U, U})).kept() ==
              Kept{0, 1, 2, 3});
        CHECK(rank(policy, kRegions, {}, all).kept() == Kept{0, 1});
    }

    TEST_CASE("what is given when nothing is up is the operator's choice") {
        auto all = endpoints({D, D, D, T});
        all[1].was_good = all[2].is_fallback = true;
        const auto kept = [&all](WhenNoneUp choice) {
            return rank({.rules = {}, .when_none_up = choice}, {}, {}, all).kept();
        };
        using Kept = std::vector<std::size_t>;
        CHECK(kept(WhenNoneUp::ServeAll) == Kept{0, 1, 2});
        CHECK(kept(WhenNoneUp::ServeLastGood) == Kept{1});
        CHECK(kept(WhenNoneUp::Fallback) == Kept{2});
        CHECK(kept(WhenNoneUp::NoData).empty());
        all[1].was_good = all[2].is_fallback = false; // nobody is marked
        CHECK(kept(WhenNoneUp::ServeLastGood) == Kept{0, 1, 2});
        CHECK(kept(WhenNoneUp::Fallback) == Kept{0, 1, 2});
        all[0].standing = Standing::Up;
        CHECK(kept(WhenNoneUp::NoData) == Kept{0});
    }

    TEST_CASE("why an endpoint is not given") {
        const Policy policy{.rules = {SameIsp{}, SiteOrder{{0}}}};
        const Ranking ranking = rank(policy, {}, {.isp = kUnicom}, endpoints({U, U, U, D}));
        CHECK(ranking.judgements[0].fate == Fate::Outranked);
        CHECK(ranking.judgements[0].step == 0);
        CHECK(ranking.judgements[1].fate == Fate::Kept);
        CHECK(ranking.judgements[2].fate == Fate::Outranked);
        CHECK(ranking.judgements[2].step == 1);
        CHECK(ranking.judgements[3].fate == Fate::NotUp);
        CHECK(rank(policy, {}, {}, {}).kept().empty());
    }

    Rule random_rule(std::mt19937 & random) {
        const auto number = [&random](unsigned limit) {
            return static_cast<std::uint16_t>(random() % limit);
        };
        switch (random() % 9) {
        case 0:
            return SameIsp{};
        case 1:
            return SameRegion{};
        case 2:
            return SameCountry{};
        case 3:
            return SharedTag{};
        case 4:
            return SiteOrder{{number(3), number(3)}};
        case 5:
            return Nearest{{geo::Coordinates{30, 100}, std::nullopt, geo::Coordinates{20, 110}}};
        case 6:
            return Load{};
        case 7:
            return FamilyParity{};
        default:
            return IspTable{
                {{.isp = number(4), .region = number(4), .links = {number(5), number(5)}},
                 {.country = number(2), .links = {number(5)}}}};
        }
    }

    geo::Regions random_regions(std::mt19937 & random) {
        geo::Regions regions;
        for (std::uint16_t region = 0; region < 4; ++region)
            regions.regions[region] = {.greater = static_cast<std::uint16_t>(random() % 3),
                                       .at = geo::Coordinates{double(random() % 90), 100}};
        return regions;
    }

    TEST_CASE("whatever the topology: never empty without reason, never down beside up, and a rule "
              "only narrows what the rules before it left") {
        for (unsigned seed = 0; seed < 20'000; ++seed) {
            CAPTURE(seed);
            std::mt19937 random(seed);
            const auto place = [&random] {
                return geo::Location{.isp = static_cast<std::uint16_t>(random() % 4),
                                     .region = static_cast<std::uint16_t>(random() % 4),
                                     .country = static_cast<std::uint16_t>(random() % 2),
                                     .tags = random() % 4};
            };
            std::vector<Endpoint> all(1 + random() % 8);
            for (Endpoint& one : all)
                one = {.site = static_cast<SiteNumber>(random() % 3),
                       .link = static_cast<LinkNumber>(random() % 5),
                       .place = place(),
                       .standing = static_cast<Standing>(random() % 4),
                       .was_good = random() % 2 == 0,
                       .is_fallback = random() % 2 == 0,
                       .has_other_family = random() % 2 == 0};
            const geo::Regions regions = random_regions(random);
            Policy policy{.rules = {}, .when_none_up = static_cast<WhenNoneUp>(random() % 4)};
            const geo::Location client = place();
            std::vector<std::size_t> before = rank(policy, regions, client, all).kept();
            for (auto rules = random() % 5; rules != 0; --rules) {
                policy.rules.push_back(random_rule(random));
                const Ranking ranking = rank(policy, regions, client, all);
                const std::vector<std::size_t> kept = ranking.kept();
                REQUIRE(std::ranges::includes(before, kept));
                REQUIRE(kept.empty() == before.empty());
                before = kept;
            }
            const auto count = [&all](Standing standing) {
                return std::ranges::count(all, standing, &Endpoint::standing);
            };
            for (const std::size_t kept : before) {
                const Standing standing = all[kept].standing;
                REQUIRE(standing != Standing::TakenDown);
                REQUIRE((standing == Standing::Up || count(Standing::Up) == 0));
                REQUIRE((standing != Standing::Down || count(Standing::Drained) == 0));
            }
            const bool may_be_empty = count(Standing::TakenDown) == std::ssize(all) ||
                                      (policy.when_none_up == WhenNoneUp::NoData &&
                                       count(Standing::Up) == 0 && count(Standing::Drained) == 0);
            REQUIRE(before.empty() == may_be_empty);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
