#include "core/health/tracker.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

TEST_SUITE("core/health/tracker") {
    using signpost::health::Observation;
    using signpost::health::Outcome;
    using signpost::health::Tracker;
    using signpost::health::TrackerRules;
    using signpost::health::Verdict;

    constexpr std::uint64_t kStep_ms = 1000;

    /// o: good, f: wrong answer, s: silent with a witness, d: silent without, r: refused, u:
    /// unasked, n: no way with a witness, N: without, w: the witness of what waits. One a second.
    Tracker::Outcome see(Tracker & tracker, const TrackerRules& rules, char what,
                         std::uint64_t now_ms) {
        if (what == 'w') return tracker.hear(rules, now_ms, now_ms);
        constexpr std::string_view kLetters = "ofsrudnN";
        constexpr Outcome kOutcomes[] = {Outcome::Ok,          Outcome::Failed,     Outcome::Silent,
                                         Outcome::Refused,     Outcome::Unasked,    Outcome::Silent,
                                         Outcome::Unreachable, Outcome::Unreachable};
        const Observation observation{.outcome = kOutcomes[kLetters.find(what)],
                                      .started_ms = now_ms - 500,
                                      .ended_ms = now_ms};
        std::optional<std::uint64_t> witness_ms;
        if (what != 'd' && what != 'N') witness_ms = now_ms - 250; // its middle
        return tracker.observe(rules, observation, witness_ms, now_ms);
    }

    /// A letter for what each led to: . nothing, ? undecided, a awaiting, D fell, U rose, S
    /// suppressed.
    std::string play(Tracker & tracker, const TrackerRules& rules, std::string_view script) {
        std::string text;
        std::uint64_t now_ms = kStep_ms;
        for (const char what : script) {
            text += ".?aDUS"[static_cast<std::size_t>(see(tracker, rules, what, now_ms))];
            now_ms += kStep_ms;
        }
        return text;
    }

    TEST_CASE("observations become verdicts by thresholds") {
        struct Row {
            const char* script;
            const char* expected;
            TrackerRules rules;
            const char* why;
        };
        constexpr TrackerRules kPlain{.flap_suppress = 0};
        constexpr TrackerRules kOnce{.fall = 1, .fall_of = 1, .rise = 1, .flap_suppress = 0};
        constexpr TrackerRules kOfFive{.fall = 3, .fall_of = 5, .flap_suppress = 0};
        constexpr TrackerRules kOf64{.fall = 64, .fall_of = 64, .flap_suppress = 0};
        const std::string many(63, 'f');
        // clang-format off
        const Row rows[] = {
            {"oo", "U.", kPlain, "the first good one is enough where nothing is known"},
            {"ff", "?D", kPlain, "the first failures need their threshold"},
            {"off", "U?D", kPlain, "a fall takes two"},
            {"ofof", "U?.?", kPlain, "in a row"},
            {"offooo", "U?D..U", kPlain, "a rise takes three"},
            {"offoofooo", "U?D.....U", kPlain, "in a row"},
            {"or", "UD", kPlain, "hard evidence counts at once"},
            {"r", "D", kPlain, "even first of all"},
            {"ofuf", "U?.D", kPlain, "what could not be asked says nothing"},
            {"offouoo", "U?D...U", kPlain, "nor against a rise"},
            {"oss", "U?D", kPlain, "silence that others do not share counts"},
            {"odd", "Uaa", kPlain, "without a witness it waits"},
            {"odwdw", "Ua?aD", kPlain, "until there is one for each"},
            {"oddddw", "Uaaaa?", kPlain, "silence without any witness counts once"},
            {"oddddwsf", "Uaaaa?D.", kPlain, "and then goes on"},
            {"odos", "Ua.?", kPlain, "an answer ends what waits"},
            {"odf", "Ua?", kPlain, "an answer that is wrong says nothing of the silence before"},
            {"odr", "UaD", kPlain, "hard evidence does not wait"},
            {"on", "UD", kPlain, "no way is hard evidence while others are heard"},
            {"oN", "Ua", kPlain, "without a witness it may be our own uplink"},
            {"oNNNw", "UaaaD", kPlain, "and one witness is enough"},
            {"oNo", "Ua.", kPlain, "an answer ends that, too"},
            {"oNdw", "Uaa?", kPlain, "it counts as what it was last"},
            {"dw", "aD", kOnce, "a threshold of one"},
            {"ofo", "UDU", kOnce, "both ways"},
            {"ofofof", "U?.?.D", kOfFive, "three of the last five"},
            {"offooof", "U??...?", kOfFive, "and of no more"},
            {"offfooofoof", "U??D..U?..?", kOfFive, "what led to a fall does not count again after"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CAPTURE(row.script);
            Tracker tracker;
            CHECK(play(tracker, row.rules, row.script) == row.expected);
        }
        Tracker tracker;
        CHECK(play(tracker, kOf64, "o" + many + "f").back() == 'D');
    }

    TEST_CASE("a silence that began before the last witness was asked is the same silence") {
        const TrackerRules rules{.flap_suppress = 0};
        Tracker tracker;
        const auto silence = [](std::uint64_t started_ms) {
            return Observation{
                .outcome = Outcome::Silent, .started_ms = started_ms, .ended_ms = started_ms + 800};
        };
        // Nobody hears anything from 900 to 2000.
        CHECK(tracker.observe(rules, silence(1000), 500, 1800) == Tracker::Outcome::Awaiting);
        CHECK(tracker.hear(rules, 2100, 2110) == Tracker::Outcome::Undecided);
        CHECK(tracker.observe(rules, silence(1950), 2100, 2750) == Tracker::Outcome::Undecided);
        CHECK(tracker.verdict() == Verdict::Unknown);
        CHECK(tracker.observe(rules, silence(2900), 3400, 3700) == Tracker::Outcome::Fell);
    }

    TEST_CASE("what flaps is kept away until its penalty has halved often enough") {
        // Each fall costs 1000; a second one within the half-life is beyond 1500.
        const TrackerRules rules{.fall = 1,
                                 .fall_of = 1,
                                 .rise = 1,
                                 .flap_half_life_s = 60,
                                 .flap_suppress = 1500,
                                 .flap_reuse = 500};
        Tracker tracker;
        CHECK(play(tracker, rules, "ofofo") == "UDUDS");
        CHECK(tracker.verdict() == Verdict::Down);
        const std::optional<std::uint64_t> reuse_ms = tracker.reuse_ms(rules);
        REQUIRE(reuse_ms.has_value());
        // 1000 * 2^(-2/60) + 1000 at 4 s: 1977; two half-lives lack 2^(-1/60) of it to 500.
        CHECK(*reuse_ms > 4000 + 118'000);
        CHECK(*reuse_ms < 4000 + 120'000);
        CHECK(tracker.reuse(rules, *reuse_ms - 10) == Tracker::Outcome::Nothing);
        CHECK(tracker.reuse(rules, *reuse_ms) == Tracker::Outcome::Rose);
        CHECK(tracker.verdict() == Verdict::Up);
        CHECK_FALSE(tracker.reuse_ms(rules));
    }

    TEST_CASE("the second fall within a half-life is one too many, however long it lasts") {
        const TrackerRules rules{.fall = 1, .fall_of = 1, .rise = 1};
        struct Row {
            std::uint64_t second_s; ///< When it falls again, after the first fall,
            std::uint64_t back_s;   ///< and when it is good again.
            Tracker::Outcome outcome;
            const char* why;
        };
        // clang-format off
        const Row rows[] = {
            {2, 4, Tracker::Outcome::Suppressed, "again at once"},
            {59, 61, Tracker::Outcome::Suppressed, "just within the half-life"},
            {59, 59 + 58, Tracker::Outcome::Suppressed, "with less than 1500 by then, but not yet below 750"},
            {59, 59 + 62, Tracker::Outcome::Rose, "calm by the time it comes back"},
            {61, 63, Tracker::Outcome::Rose, "after the half-life"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            Tracker tracker;
            REQUIRE(see(tracker, rules, 'o', 1000) == Tracker::Outcome::Rose);
            REQUIRE(see(tracker, rules, 'f', 10'000) == Tracker::Outcome::Fell);
            REQUIRE(see(tracker, rules, 'o', 11'000) == Tracker::Outcome::Rose);
            REQUIRE(see(tracker, rules, 'f', 10'000 + row.second_s * 1000) ==
                    Tracker::Outcome::Fell);
            CHECK(see(tracker, rules, 'o', 10'000 + row.back_s * 1000) == row.outcome);
        }
    }

    TEST_CASE("falls while it is kept away are none for others, but add to the penalty") {
        const TrackerRules rules{
            .fall = 1, .fall_of = 1, .rise = 1, .flap_suppress = 1500, .flap_reuse = 500};
        Tracker calm;
        Tracker restless;
        CHECK(play(calm, rules, "ofofo") == "UDUDS");
        CHECK(play(restless, rules, "ofofofofo") == "UDUDS.S.S");
        CHECK(*restless.reuse_ms(rules) > *calm.reuse_ms(rules) + 60'000);
    }

    TEST_CASE("an operator's release ends the suppression and forgives") {
        const TrackerRules rules{.fall = 1, .fall_of = 1, .rise = 1, .flap_suppress = 1500};
        Tracker tracker;
        CHECK(tracker.release() == Tracker::Outcome::Nothing);
        CHECK(play(tracker, rules, "ofofo") == "UDUDS");
        CHECK(tracker.release() == Tracker::Outcome::Rose);
        CHECK(play(tracker, rules, "fofo") == "DUDS");
    }

    TEST_CASE("a restored verdict takes as much to change as any other") {
        const TrackerRules rules;
        Tracker down;
        down.restore(Verdict::Down);
        CHECK(play(down, rules, "ooo") == "..U");
        Tracker up;
        up.restore(Verdict::Up);
        CHECK(play(up, rules, "ff") == "?D");
    }

    TEST_CASE("forgotten failures do not count") {
        const TrackerRules rules;
        Tracker tracker;
        CHECK(play(tracker, rules, "of") == "U?");
        tracker.forget_failures();
        CHECK(play(tracker, rules, "f") == "?");
        Tracker rising;
        CHECK(play(rising, rules, "roo") == "D..");
        rising.pass_over();
        CHECK(play(rising, rules, "ooo") == "..U");
    }
}
