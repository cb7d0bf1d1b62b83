#include "support/own_network.hpp"
#include "support/probing.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace signpost::probe {
namespace {

using test::ask;
using test::question_for;

bool is_allowed(const Answer& answer) {
    if (answer.observation.outcome != health::Outcome::Unasked) return true;
    MESSAGE("skipped: ", answer.observation.detail);
    return false;
}

} // namespace

TEST_SUITE("control_plane/probe/icmp") {
    TEST_CASE("our own host answers, by whichever socket is allowed") {
        for (const auto* const host : {"127.0.0.1", "127.1.2.3", "::1"}) {
            CAPTURE(host);
            loop::Loop loop;
            const Answer answer = ask(loop, question_for(config::IcmpCheck{}, host));
            if (!is_allowed(answer)) return;
            CHECK(test::to_text(answer) == "ok");
            CHECK(answer.observation.rtt_us > 0);
        }
    }

    TEST_CASE("it goes out where it is told to") {
        loop::Loop loop;
        Question question = question_for(config::IcmpCheck{});
        question.source = {.address = parse_address("127.9.8.7"), .interface = "lo"};
        const Answer answer = ask(loop, question);
        if (is_allowed(answer)) CHECK(test::to_text(answer) == "ok");
    }

    TEST_CASE("where nobody may ping, a raw socket does, if that is allowed") {
        test::in_own_network([](test::OwnNetwork& network) {
            network.set_up("lo", true);
            std::ofstream("/proc/sys/net/ipv4/ping_group_range") << "1 0";
            loop::Loop loop;
            for (const auto* const host : {"127.0.0.1", "::1"}) {
                CAPTURE(host);
                CHECK(test::to_text(ask(loop, question_for(config::IcmpCheck{}, host))) == "ok");
            }
        });
    }

    TEST_CASE(
        "where everybody may ping, it needs no privilege; where there is no way, it says so") {
        test::in_own_network([](test::OwnNetwork& network) {
            network.set_up("lo", true);
            std::ofstream("/proc/sys/net/ipv4/ping_group_range") << "0 2147483647";
            loop::Loop loop;
            for (const auto* const host : {"127.0.0.1", "::1"}) {
                CAPTURE(host);
                CHECK(test::to_text(ask(loop, question_for(config::IcmpCheck{}, host))) == "ok");
            }
            CHECK(test::to_text(ask(loop, question_for(config::IcmpCheck{}, "192.0.2.1"))) ==
                  "unasked: connecting: Network is unreachable");
        });
    }
}

} // namespace signpost::probe
