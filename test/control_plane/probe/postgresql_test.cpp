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
        config::PostgresqlCheck{.port = peer.where().port, .database = {.user = "prober"}});
    question.timeout_ms = timeout_ms;
    return test::to_text(test::ask(loop, question));
}

/// Wants no TLS; when it has heard who logs in it says `reply`.
ScriptedPeer::Script says(std::string reply) {
    return [reply = std::move(reply)](Channel& channel) {
        channel.read_until(std::string("\x04\xd2\x16\x2f", 4)); // SSLRequest
        channel.write("N");
        channel.read_until("prober");
        channel.write(reply);
        channel.wait_for_end();
    };
}

const std::string kWelcome = std::string("R\0\0\0\x08\0\0\0\0", 9); // AuthenticationOk

} // namespace

TEST_SUITE("control_plane/probe/postgresql") {
    TEST_CASE("services of all manners, and what is told of them") {
        CHECK(told(says(kWelcome + std::string("Z\0\0\0\x05I", 6))) == "ok");
        CHECK(told(says(std::string("R\0\0\0\x08\0\0\0\x07", 9))) ==
              "failed: wants a login by Kerberos or GSSAPI; let the user log in with a password");
        CHECK(told(says(std::string("R\0\0\0\x08\0\0\0\x03", 9))) ==
              "failed: wants the password in clear text, without TLS");
        CHECK(told(says("HTTP/1.1 400 Bad Request\r\n\r\n")).starts_with("failed: "));
        CHECK(told([](Channel& channel) {
                  channel.read_until(std::string("\x04\xd2\x16\x2f", 4));
                  channel.write("HTTP/1.1 400 Bad Request\r\n\r\n");
              }) == "failed: received invalid response to SSL negotiation: H");
        CHECK(told([](Channel& /*channel*/) {}).starts_with("failed: "));
        CHECK(told([](Channel& channel) { channel.reset(); }) == "failed: connection reset");
        CHECK(told([](Channel& channel) { channel.wait_for_end(); }, 50) ==
              "failed: connected, but no login within 50 ms");
    }

    TEST_CASE("what follows a word unasked is looked at, too") {
        CHECK(told([](Channel& channel) {
                  channel.read_until(std::string("\x04\xd2\x16\x2f", 4));
                  channel.write("N" + std::string("R\0\0\0\x08\0\0\0\x07", 9));
                  channel.wait_for_end();
              }) ==
              "failed: wants a login by Kerberos or GSSAPI; let the user log in with a password");
    }

    TEST_CASE("who never ends is cut off") {
        std::string notices = kWelcome;
        while (notices.size() < (std::size_t{1} << 20U) + 100'000)
            notices += std::string("N\0\0\0\x0dSNOTICE\0\0", 14);
        CHECK(told(says(notices)) == "failed: too much was sent");
    }
}

} // namespace signpost::probe
