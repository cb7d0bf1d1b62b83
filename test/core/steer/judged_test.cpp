#include "core/steer/judged.hpp"
#include "support/steering.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <random>

namespace signpost::steer {
namespace {

using health::Condition;
using health::Standing;
using health::Standings;
using health::Subject;
using health::SubjectKind;

constexpr std::uint8_t kFailback = 2;

Subject checked() {
    return {
        .kind = SubjectKind::Endpoint, .name = "192.0.2.1", .check = "web", .probe_at = "10.0.0.1"};
}

/// 192.0.2.1 at link l of site A, 192.0.2.2 and 2001:db8::2 of site B, 192.0.2.3 nowhere.
Service make_service() {
    Service service =
        test::make_service(test::make_zone("example.", "www A 192.0.2.1\n"), "www.example.", {},
                           {test::offer("A 192.0.2.1"), test::offer("A 192.0.2.2"),
                            test::offer("AAAA 2001:db8::2"), test::offer("A 192.0.2.3")});
    for (Offer& offer : service.offers)
        offer.subject = {.kind = SubjectKind::Endpoint, .name = offer.text};
    Offer& first = service.offers[0];
    first.subject = checked();
    first.link = "l";
    first.site = "A";
    first.has_link = true;
    first.has_site = true;
    for (const std::size_t other : {std::size_t{1}, std::size_t{2}}) {
        service.offers[other].endpoint.site = 1;
        service.offers[other].site = "B";
        service.offers[other].has_site = true;
    }
    service.offers[3].endpoint.site = 2;
    service.offers[3].link = "l";
    service.offers[3].site = "A";
    service.ttl_steady_s = {60, 4, 60};
    service.ttl_unsteady_s = 5;
    service.failback = kFailback;
    return service;
}

Standings with(const std::vector<std::pair<Subject, Condition>>& conditions) {
    Standings standings;
    for (const auto& [subject, condition] : conditions)
        standings.conditions.emplace(subject, condition);
    return standings;
}

Subject named(const char* text) {
    return *health::parse_subject(text);
}

/// What becomes of the first offer.
Offer first(const std::vector<std::pair<Subject, Condition>>& conditions) {
    return judged(make_service(), with(conditions)).offers[0];
}

TEST_SUITE("core/steer/judged") {

    TEST_CASE("an endpoint stands as the worst of site, link and itself, and tells which") {
        struct Row {
            const char* why;
            std::vector<std::pair<Subject, Condition>> conditions;
            Standing standing;
            const char* cause;
        };
        const Condition kDrained{.standing = Standing::Drained, .cause = "drained by ops"};
        const Condition kDown{.standing = Standing::Down, .cause = "it is down: refused"};
        const Condition kTakenDown{.standing = Standing::TakenDown};
        const Condition kUp{.standing = Standing::Up};
        // clang-format off
        const Row rows[] = {
            {"nothing is said of it", {}, Standing::Up, ""},
            {"of another", {{named("link/m"), kDown}, {named("site/l"), kDown}}, Standing::Up, ""},
            {"its site", {{named("site/A"), kDrained}}, Standing::Drained, "drained by ops"},
            {"its link", {{named("link/l"), kDown}}, Standing::Down, "it is down: refused"},
            {"itself", {{checked(), kDown}}, Standing::Down, "it is down: refused"},
            {"a link is worse than its site", {{named("site/A"), kDrained}, {named("link/l"), kDown}},
             Standing::Down, "it is down: refused"},
            {"of equals the widest", {{named("site/A"), {.standing = Standing::Down}}, {named("link/l"), kDown}},
             Standing::Down, "site A is down"},
            {"with another check", {{{SubjectKind::Endpoint, "192.0.2.1", "other", "10.0.0.1"}, kDown}}, Standing::Up, ""},
            {"probed elsewhere", {{{SubjectKind::Endpoint, "192.0.2.1", "web", ""}, kDown}}, Standing::Up, ""},
            {"a word on it counts in place of its check", {{named("endpoint/192.0.2.1"), kUp}, {checked(), kDown}},
             Standing::Up, ""},
            {"but not of its link", {{named("endpoint/192.0.2.1"), kUp}, {named("link/l"), kDown}},
             Standing::Down, "it is down: refused"},
            {"so does one on the service", {{named("service/www.example"), kUp}, {checked(), kDown}}, Standing::Up, ""},
            {"but not of a word on itself", {{named("service/www.example"), kUp}, {named("endpoint/192.0.2.1"), kTakenDown}},
             Standing::TakenDown, "endpoint 192.0.2.1 is taken down"},
            {"but not one that only announces a drain",
             {{named("endpoint/192.0.2.1"), {.is_unsteady = true}}, {checked(), kDown}},
             Standing::Down, "it is down: refused"},
            {"what is held up since a short while counts in its place, too",
             {{named("endpoint/192.0.2.1"), {.is_unsteady = true, .is_held_up = true}}, {checked(), kDown}}, Standing::Up, ""},
            {"nor one that drains it", {{named("endpoint/192.0.2.1"), kDrained}, {checked(), kDown}},
             Standing::Down, "it is down: refused"},
            {"nor one that drains the service", {{named("service/www.example"), kDrained}, {checked(), kDown}},
             Standing::Down, "it is down: refused"},
            {"of what is up it does", {{named("endpoint/192.0.2.1"), kDrained}, {checked(), {.is_unsteady = true}}},
             Standing::Drained, "drained by ops"},
            {"nor on the service", {{named("service/www.example"), {.is_unsteady = true}}, {checked(), kDown}},
             Standing::Down, "it is down: refused"},
            {"a service taken down", {{named("service/www.example"), kTakenDown}, {named("endpoint/192.0.2.1"), kUp}},
             Standing::TakenDown, "service www.example. is taken down"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Offer offer = first(row.conditions);
            CHECK(offer.endpoint.standing == row.standing);
            CHECK(offer.cause == row.cause);
        }
    }

    TEST_CASE("a drain that is only announced lowers the TTL and brings back nothing") {
        const Condition announced{.standing = Standing::Up, .is_unsteady = true};
        const Condition down{.standing = Standing::Down};
        for (const Subject& word :
             {Subject{.kind = SubjectKind::Endpoint, .name = "192.0.2.1"},
              Subject{.kind = SubjectKind::Service, .name = "www.example."}}) {
            const Service service = judged(make_service(), with({{word, announced}}));
            CHECK(service.offers[0].endpoint.standing == Standing::Up);
            CHECK(service.ttl_s[0] == 5);
            const Service other =
                judged(make_service(), with({{word, announced}, {checked(), down}}));
            CHECK(other.offers[0].endpoint.standing == Standing::Down);
        }
    }

    TEST_CASE("what is at no link or site is not judged by one of its name") {
        const Service service =
            judged(make_service(), with({{named("link/l"), {.standing = Standing::Down}},
                                         {named("site/A"), {.standing = Standing::Down}}}));
        CHECK(service.offers[3].endpoint.standing == Standing::Up);
    }

    TEST_CASE("what its policy holds back is down, for others it is up") {
        const std::string cause = "it is up since a minute ago and held back";
        const auto held = [&cause](std::uint32_t bits) {
            return first({{checked(), {.held_by = bits, .cause = cause}}});
        };
        CHECK(held(1U << kFailback).endpoint.standing == Standing::Down);
        CHECK(held(1U << kFailback).cause == cause);
        CHECK(first({{checked(), {.held_by = 1U << kFailback}}}).cause ==
              "endpoint 192.0.2.1 is held back");
        CHECK(held(~(1U << kFailback)).endpoint.standing == Standing::Up);
        CHECK(held(~(1U << kFailback)).cause.empty());
        CHECK(first({{checked(), {.standing = Standing::TakenDown, .held_by = 1U << kFailback}}})
                  .endpoint.standing == Standing::TakenDown);
    }

    TEST_CASE("of its weight it gets the least share that one of them has") {
        CHECK(first({}).share_percent == 100);
        CHECK(first({{named("site/A"), {.share_percent = 30}},
                     {named("link/l"), {.share_percent = 20}},
                     {checked(), {.share_percent = 40}}})
                  .share_percent == 20);
    }

    TEST_CASE("answers are short-lived while something is not up, or has just flipped") {
        const auto ttl = [](const std::vector<std::pair<Subject, Condition>>& conditions) {
            return judged(make_service(), with(conditions)).ttl_s;
        };
        const std::array<std::uint32_t, kKinds> kSteady{60, 4, 60};
        const std::array<std::uint32_t, kKinds> kShort{5, 4, 5};
        CHECK(ttl({}) == kSteady);
        CHECK(ttl({{named("link/other"), {.standing = Standing::Down}}}) == kSteady);
        CHECK(ttl({{named("endpoint/192.0.2.1"), {.standing = Standing::Up}}}) == kSteady);
        CHECK(ttl({{named("site/B"), {.is_unsteady = true}}}) == kShort);
        CHECK(ttl({{named("site/B"), {.standing = Standing::Drained, .is_unsteady = true}}}) ==
              kShort);
        CHECK(ttl({{named("site/B"), {.standing = Standing::Drained}}}) == kSteady); // and finished
        CHECK(ttl({{named("link/l"), {.held_by = 1U << kFailback}}}) == kShort);
        Service with_fallback = make_service();
        with_fallback.offers[3].is_held_back = true; // that is how it is, not bad times
        CHECK(judged(with_fallback, {}).ttl_s == kSteady);
    }

    TEST_CASE("that something was seen too long ago is marked, whatever it is") {
        CHECK_FALSE(first({}).is_stale);
        for (const Subject& subject : {named("site/A"), named("link/l"), checked()}) {
            CHECK(first({{subject, {.is_stale = true}}}).is_stale);
            CHECK(first({{subject, {.is_stale = true}}}).endpoint.standing == Standing::Up);
        }
        CHECK_FALSE(first({{named("endpoint/192.0.2.1"), {.standing = Standing::Up}},
                           {checked(), {.is_stale = true}}})
                        .is_stale);
    }

    TEST_CASE("a fallback from elsewhere is down at best") {
        Service service = make_service();
        service.offers[0].is_held_back = true;
        CHECK(judged(service, {}).offers[0].endpoint.standing == Standing::Down);
        CHECK(judged(service, {}).offers[0].cause == "held back as a fallback");
        const Offer taken =
            judged(service, with({{checked(), {.standing = Standing::TakenDown}}})).offers[0];
        CHECK(taken.endpoint.standing == Standing::TakenDown);
        CHECK(taken.cause == "endpoint 192.0.2.1 is taken down");
    }

    TEST_CASE("the other family counts where it is up, at the same site") {
        const auto has_other = [](const Standings& standings) {
            const Service service = judged(make_service(), standings);
            std::vector<bool> all;
            for (const Offer& offer : service.offers)
                all.push_back(offer.endpoint.has_other_family);
            return all;
        };
        CHECK(has_other({}) == std::vector{false, true, true, false});
        CHECK(has_other(with({{named("endpoint/2001:db8::2"), {.standing = Standing::Drained}}})) ==
              std::vector{false, false, true, false});
    }

    TEST_CASE("what a service was judged by before leaves nothing behind") {
        std::mt19937 random(20251122); // any seed will do; the same one each time
        const auto below = [&random](std::uint32_t end) {
            return static_cast<std::uint32_t>(random() % end);
        };
        const Subject subjects[] = {named("site/A"),
                                    named("site/B"),
                                    named("link/l"),
                                    checked(),
                                    named("endpoint/192.0.2.1"),
                                    named("endpoint/2001:db8::2"),
                                    named("service/www.example.")};
        Service service = make_service();
        service.offers[1].is_held_back = true;
        for (int turn = 0; turn < 500; ++turn) {
            Standings standings;
            for (const Subject& subject : subjects)
                if (below(2) == 0)
                    standings.conditions[subject] = {.standing = static_cast<Standing>(below(4)),
                                                     .is_unsteady = below(4) == 0,
                                                     .share_percent =
                                                         static_cast<std::uint8_t>(1 + below(100)),
                                                     .held_by = below(8),
                                                     .is_stale = below(4) == 0,
                                                     .cause = std::to_string(below(3))};
            Service fresh = make_service();
            fresh.offers[1].is_held_back = true;
            service = judged(std::move(service), standings);
            REQUIRE(service.offers == judged(fresh, standings).offers);
            REQUIRE(service.ttl_s == judged(fresh, standings).ttl_s);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steer
