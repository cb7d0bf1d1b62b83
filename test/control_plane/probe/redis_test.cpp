#include "control_plane/probe/redis_replies.hpp"
#include "support/probing.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::Channel;
using test::ScriptedPeer;

Bytes bytes_of(std::string_view text) {
    return {static_cast<const std::uint8_t*>(static_cast<const void*>(text.data())), text.size()};
}

std::string told(const ScriptedPeer& peer, config::DatabaseSettings settings = {}) {
    loop::Loop loop;
    const Question question = test::question_for(
        config::RedisCheck{.port = peer.where().port, .database = std::move(settings)});
    return test::to_text(test::ask(loop, question));
}

/// Answers when it has heard the last word.
ScriptedPeer::Script says(std::string reply, std::string last = "PING\r\n") {
    return [reply = std::move(reply), last = std::move(last)](Channel& channel) {
        channel.read_until(last);
        channel.write(reply);
        channel.wait_for_end();
    };
}

} // namespace

TEST_SUITE("control_plane/probe/redis") {
    TEST_CASE("a command is its words, counted") {
        CHECK(redis_command({"AUTH", "s\r\nt"}) == "*2\r\n$4\r\nAUTH\r\n$4\r\ns\r\nt\r\n");
    }

    TEST_CASE("replies are read in parts, and of each what a probe can use") {
        RedisReplies replies;
        const std::string all =
            "+OK\r\n-ERR no\r\n:7\r\n$5\r\nhe\r\no\r\n$-1\r\n*2\r\n+a\r\n*0\r\n*0\r\n";
        for (const char octet : all)
            REQUIRE(replies.feed(bytes_of({&octet, 1})));
        REQUIRE(replies.all().size() == 7);
        CHECK(replies.all()[0].text == "OK");
        CHECK_FALSE(replies.all()[0].is_error);
        CHECK(replies.all()[1].text == "ERR no");
        CHECK(replies.all()[1].is_error);
        CHECK(replies.all()[2].text == "7");
        CHECK(replies.all()[3].text == "he\r\no");
        CHECK_FALSE(replies.all()[4].text.has_value());
        CHECK(replies.all()[5].text == "a");
        CHECK_FALSE(replies.all()[6].text.has_value());
    }

    TEST_CASE("what is no reply, or too much of one, is refused") {
        for (const char* text : {"HTTP/1.1 400 Bad Request\r\n", "*1025\r\n", "*2147483647\r\n",
                                 "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n"}) {
            CAPTURE(text);
            RedisReplies replies;
            CHECK_FALSE(replies.feed(bytes_of(text)));
        }
        RedisReplies replies;
        CHECK(replies.feed(bytes_of("$1000000\r\n")));
        CHECK(replies.feed(bytes_of(std::string(60'000, 'x'))));
        CHECK_FALSE(replies.feed(bytes_of(std::string(6'000, 'x'))));
    }

    TEST_CASE("services of all manners, and what is told of them") {
        CHECK(told(ScriptedPeer(says("+PONG\r\n"))) == "ok");
        CHECK(told(ScriptedPeer(says("-LOADING Redis is loading\r\n"))) ==
              "failed: command: \"LOADING Redis is loading\"");
        CHECK(told(ScriptedPeer(says("HTTP/1.1 400 Bad Request\r\n"))) ==
              "failed: no reply that Redis would give, or too much of one");
        const ScriptedPeer closing([](Channel& channel) { channel.read_until("PING\r\n"); });
        CHECK(told(closing) == "failed: closed the connection");
        const std::string info = "role:slave\r\nmaster_link_status:down\r\n";
        const ScriptedPeer replica(
            says("+OK\r\n$" + std::to_string(info.size()) + "\r\n" + info + "\r\n$4\r\nopen\r\n",
                 "gate\r\n"));
        config::DatabaseSettings settings{.password = "secret", .query = "GET gate"};
        CHECK(told(ScriptedPeer(says("+OK\r\n$4\r\nopen\r\n", "gate\r\n")), settings) == "ok");
        settings.role = config::DatabaseRole::Primary;
        CHECK(told(replica, settings) == "failed: is replica, not primary");
        settings.role = config::DatabaseRole::Replica;
        CHECK(told(replica, settings) == "ok");
        settings.expect = "shut";
        CHECK(told(replica, settings) == "failed: \"open\" instead of \"shut\"");
        settings.lag_max_s = 5;
        CHECK(told(replica, settings) == "failed: does not know how far it is behind");
    }
}

} // namespace signpost::probe
