#include "support/probing.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::Channel;
using test::ScriptedPeer;

std::string told(const ScriptedPeer::Script& script, std::uint32_t timeout_ms = 20'000) {
    const ScriptedPeer peer(script);
    loop::Loop loop;
    Question question = test::question_for(
        config::MysqlCheck{.port = peer.where().port, .database = {.user = "prober"}});
    question.timeout_ms = timeout_ms;
    return test::to_text(test::ask(loop, question));
}

ScriptedPeer::Script says(std::string text) {
    return [text = std::move(text)](Channel& channel) {
        channel.write(text);
        channel.wait_for_end();
    };
}

/// A packet of the protocol: its length, its number, and what is in it.
std::string packet(int number, const std::string& body) {
    std::string octets;
    for (const int shift : {0, 8, 16})
        octets.push_back(static_cast<char>(body.size() >> shift & 0xFF));
    return octets + static_cast<char>(number) + body;
}

} // namespace

TEST_SUITE("control_plane/probe/mysql") {
    TEST_CASE("services of all manners, and what is told of them") {
        CHECK(told(says("HTTP/1.1 400 Bad Request\r\n\r\n")).starts_with("failed: "));
        CHECK(told(says(packet(0, "\xff\x10\x04"
                                  "Too many connections"))) == "failed: Too many connections");
        CHECK(told([](Channel& /*channel*/) {}).starts_with("failed: Lost connection"));
        CHECK(told([](Channel& channel) { channel.reset(); }) == "failed: connection reset");
        CHECK(told([](Channel& channel) { channel.wait_for_end(); }, 50) ==
              "failed: connected, but no login within 50 ms");
    }

    TEST_CASE("who never ends is cut off") {
        // A packet of four megabytes is refused at its length; small ones without end by their sum.
        CHECK(told(says(std::string("\0\0\x40\0", 4) + std::string(4'000'000, 'x')))
                  .starts_with("failed: "));
    }
}

} // namespace signpost::probe
