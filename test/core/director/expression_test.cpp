#include "core/director/expression.hpp"
#include "core/director/world.hpp"

#include <doctest/doctest.h>

TEST_SUITE("core/director/expression") {
    using namespace signpost::director;
    using signpost::health::Verdict;
    using signpost::health::WhenUnknown;

    Expression of(std::uint32_t probe) {
        return {.kind = Expression::Kind::Probe, .number = probe, .terms = {}};
    }

    /// Probe 0 is up, 1 is down, 2 is unknown and counts as up, 3 is unknown and counts as down.
    std::vector<ProbeState> four_probes() {
        std::vector<ProbeState> probes(4);
        probes[0].tracker.restore(Verdict::Up);
        probes[1].tracker.restore(Verdict::Down);
        probes[3].when_unknown = WhenUnknown::Down;
        return probes;
    }

    TEST_CASE("expressions are three-valued, and counted as two") {
        struct Row {
            Expression expression;
            Verdict value;
            Verdict counted;
            const char* why;
        };
        const Expression all = at_least(2, {of(0), of(2)});
        // clang-format off
        const Row rows[] = {
            {of(0), Verdict::Up, Verdict::Up, "a probe that is up"},
            {of(1), Verdict::Down, Verdict::Down, "one that is down"},
            {of(2), Verdict::Unknown, Verdict::Up, "unknown counts as up"},
            {of(3), Verdict::Unknown, Verdict::Down, "or by its rule"},
            {negated(of(0)), Verdict::Down, Verdict::Down, "not up"},
            {negated(of(1)), Verdict::Up, Verdict::Up, "not down"},
            {negated(of(2)), Verdict::Unknown, Verdict::Down, "not unknown is unknown"},
            {all, Verdict::Unknown, Verdict::Up, "all, one unknown"},
            {at_least(2, {of(1), of(2)}), Verdict::Down, Verdict::Down, "all, one down: whatever the other is"},
            {at_least(1, {of(0), of(3)}), Verdict::Up, Verdict::Up, "any, one up: whatever the other is"},
            {at_least(1, {of(1), of(3)}), Verdict::Unknown, Verdict::Down, "any, none up"},
            {at_least(2, {of(0), of(1), of(2)}), Verdict::Unknown, Verdict::Up, "two of three"},
            {at_least(1, {of(1), negated(all)}), Verdict::Unknown, Verdict::Down, "nested"},
        };
        // clang-format on
        const std::vector<ProbeState> probes = four_probes();
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(value(row.expression, probes) == row.value);
            CHECK(counted(row.expression, probes) == row.counted);
        }
    }

    TEST_CASE("a stale probe is unknown, and counts as its rule says") {
        std::vector<ProbeState> probes = four_probes();
        probes[0].is_stale = true;
        probes[1].is_stale = true;
        CHECK(value(of(1), probes) == Verdict::Unknown);
        CHECK(counted(of(1), probes) == Verdict::Down);
        probes[1].when_unknown = WhenUnknown::Up;
        CHECK(counted(of(1), probes) == Verdict::Up);
        probes[0].when_unknown = WhenUnknown::Down;
        CHECK(counted(of(0), probes) == Verdict::Down);
    }

    TEST_CASE("the reason is a probe that makes the expression what it is") {
        const std::vector<ProbeState> probes = four_probes();
        CHECK(find_reason(at_least(2, {of(0), of(1)}), probes) == 1);
        CHECK(find_reason(at_least(1, {of(1), of(0)}), probes) == 0);
        CHECK(find_reason(negated(at_least(1, {of(1), of(0)})), probes) == 0);
        const Expression both = at_least(2, {of(1), negated(of(0)), of(2)});
        CHECK(is_reason(both, 0, probes));
        CHECK(is_reason(both, 1, probes));
        CHECK_FALSE(is_reason(both, 2, probes));
        CHECK_FALSE(is_reason(both, 3, probes));
        CHECK(probes_of(at_least(1, {of(3), negated(of(1)), of(3)})) ==
              std::vector<std::uint32_t>{1, 3});
    }
}
