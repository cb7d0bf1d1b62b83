#include "control_plane/probe/timed_attempt.hpp"
#include "support/certificates.hpp"
#include "support/probing.hpp"
#include "support/scripted_peer.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>

namespace signpost::probe {
namespace {

using test::Channel;
using test::Identity;
using test::ScriptedPeer;

constexpr const char* kHello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Load: 7\r\n\r\nhello";

/// An authority in a file, and what it signs.
struct Authority {
    Identity authority{{.name = "Test CA", .is_authority = true}};
    test::TemporaryFolder folder;

    Authority() { folder.write("ca.pem", authority.certificate_pem()); }
    [[nodiscard]] config::TlsSettings settings(std::string name = "portal.example") const {
        return {.name = std::move(name), .ca_file = folder.file("ca.pem")};
    }
};

Answer ask(const config::HttpCheck& check, std::uint32_t timeout_ms = 10'000) {
    loop::Loop loop;
    Question question = test::question_for(check);
    question.timeout_ms = timeout_ms;
    return test::ask(loop, question);
}

std::string told(const config::HttpCheck& check, std::uint32_t timeout_ms = 10'000) {
    return test::to_text(ask(check, timeout_ms));
}

config::HttpCheck check_of(const ScriptedPeer& peer) {
    return {.port = peer.where().port, .host = "portal.example"};
}

std::string line_of(const std::string& request, std::string_view start) {
    const std::size_t at = request.find(start);
    return at == std::string::npos ? "" : request.substr(at, request.find('\r', at) - at);
}

} // namespace

TEST_SUITE("control_plane/probe/http") {
    TEST_CASE("a good answer is told with its steps and its load") {
        const ScriptedPeer peer(ScriptedPeer::says(kHello));
        config::HttpCheck check = check_of(peer);
        check.contains = "ell";
        check.load_header = "X-Load";
        const Answer answer = ask(check);
        CHECK(test::to_text(answer) == "ok");
        CHECK(answer.observation.load_percent == 7);
        CHECK(answer.observation.rtt_us > 0);
        REQUIRE(answer.stages.size() == 2);
        CHECK(answer.stages[0].what == "connected");
        CHECK(answer.stages[1].what == "status 200, 5 octets of body");
    }

    TEST_CASE("a bad answer is told, and why") {
        const ScriptedPeer broken(
            ScriptedPeer::says("HTTP/1.1 503 Sorry\r\nRetry-After: 7\r\n\r\n"));
        const Answer answer = ask(check_of(broken));
        CHECK(test::to_text(answer) == "failed: status 503 instead of 200");
        CHECK(answer.retry_after_s == 7);

        CHECK(told({.port = test::closed_port().port}) == "refused: connection refused");
        const test::BlackHole hole;
        CHECK(told({.port = hole.where().port}, 60) == "silent: no connection within 60 ms");
        const ScriptedPeer mute([](Channel& channel) { channel.wait_for_end(); });
        CHECK(told(check_of(mute), 60) == "failed: connected, but no answer within 60 ms");
        const ScriptedPeer endless([](Channel& channel) {
            channel.write("HTTP/1.1 200 OK\r\n\r\nfor");
            channel.wait_for_end();
        });
        CHECK(told(check_of(endless), 60) == "failed: the answer did not end within 60 ms");
        config::HttpCheck secure = check_of(mute);
        secure.tls = config::TlsSettings{};
        CHECK(told(secure, 1000) == "failed: connected, but no TLS within 1000 ms");
        const ScriptedPeer rubbish(ScriptedPeer::says("SSH-2.0-OpenSSH_9.2\r\n"));
        CHECK(told(check_of(rubbish)) == "failed: Received HTTP/0.9 when not allowed");
    }

    TEST_CASE("who accepts and resets at once has failed, whenever the reset comes") {
        loop::Loop loop;
        const test::ScriptedEndpoint resetting(loop, {.resets = true});
        CHECK(test::to_text(test::ask(
                  loop, test::question_for(config::HttpCheck{.port = resetting.where().port}))) ==
              "failed: connection reset");
        const ScriptedPeer at_once([](Channel& channel) { channel.reset(); });
        CHECK(told(check_of(at_once)).starts_with("failed: "));
        const ScriptedPeer asked([](Channel& channel) {
            channel.read_until("\r\n\r\n");
            channel.reset();
        });
        CHECK(told(check_of(asked)).starts_with("failed: "));
    }

    TEST_CASE("what is told holds no control characters, whatever was said") {
        const ScriptedPeer away(
            ScriptedPeer::says("HTTP/1.1 302 Found\r\nLocation: http://b/\xc2\x9b"
                               "31m\x1b[2J\r\nContent-Length: 0\r\n\r\n"));
        CHECK(told(check_of(away)) == "failed: status 302 to http://b/??31m?[2J instead of 200");
    }

    TEST_CASE("a loop that had no time blames nobody for silence") {
        loop::Loop loop;
        const test::ScriptedEndpoint mute(loop, {.accepts = false});
        Question question = test::question_for(config::HttpCheck{.port = mute.where().port});
        question.timeout_ms = 20;
        loop.post([] {
            const std::uint64_t start = monotonic_ms();
            while (monotonic_ms() < start + 100) {
            }
        });
        CHECK(test::to_text(test::ask_once(loop, question)) ==
              "unasked: we were too busy ourselves to hear an answer");
    }

    TEST_CASE("an endless body is cut off") {
        const ScriptedPeer peer(
            ScriptedPeer::says("HTTP/1.1 200 OK\r\n\r\n" + std::string(5'000'000, 'x')));
        CHECK(told(check_of(peer)) == "ok");
        config::HttpCheck check = check_of(peer);
        check.contains = "y";
        check.body_bytes_max = 1000;
        CHECK(told(check) == "failed: the body's first 1000 octets without \"y\"");
    }

    TEST_CASE("redirects are followed on the same address and port, and so many") {
        std::atomic<int> asked = 0;
        const ScriptedPeer peer([&](Channel& channel) {
            const std::string request = channel.read_until("\r\n\r\n");
            ++asked;
            if (request.starts_with("GET /login "))
                channel.write(kHello);
            else
                channel.write("HTTP/1.1 302 Found\r\nLocation: " +
                              std::string(request.starts_with("GET / ") ? "/second" : "/login") +
                              "\r\nContent-Length: 0\r\n\r\n");
        });
        config::HttpCheck check = check_of(peer);
        CHECK(told(check).starts_with("failed: status 302 to http://portal.example:"));
        check.redirects_max = 1;
        CHECK(told(check) == "failed: more than 1 redirects");
        asked = 0;
        check.redirects_max = 2;
        CHECK(told(check) == "ok");
        CHECK(asked == 3);

        const ScriptedPeer away(ScriptedPeer::says(
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\nContent-Length: 0\r\n\r\n"));
        check.port = away.where().port;
        CHECK(told(check) == "failed: status 302 to http://127.0.0.2/ instead of 200");
    }

    TEST_CASE("a redirect to where no connection comes about is silence") {
        SocketAddress where;
        std::latch told_already(1);
        const ScriptedPeer peer([&](Channel& channel) {
            if (channel.read_until("\r\n\r\n").empty()) return; // one that only filled the queue
            const std::vector<Fd> waiting = test::fill_queue(where);
            channel.write("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n");
            told_already.wait(); // and accepts nothing meanwhile
        });
        where = peer.where();
        config::HttpCheck check = check_of(peer);
        check.redirects_max = 1;
        CHECK(told(check, 500) == "silent: no connection within 500 ms");
        told_already.count_down();
    }

    TEST_CASE("it leaves from the source that it is given") {
        const ScriptedPeer peer(ScriptedPeer::says(kHello));
        loop::Loop loop;
        Question question = test::question_for(check_of(peer));
        question.source.address = parse_address("127.0.0.9");
        CHECK(test::to_text(test::ask(loop, question)) == "ok");
        question.source.address = parse_address("192.0.2.1");
        CHECK(test::to_text(test::ask(loop, question)).starts_with("unasked: source address"));
    }

    TEST_CASE("over TLS the name, the chain and the days left are looked at") {
        const Authority trusted;
        std::string heard;
        std::string name;
        const Identity good({.days_to = 41}, &trusted.authority);
        const ScriptedPeer peer(
            [&](Channel& channel) {
                heard = channel.read_until("\r\n\r\n");
                name = channel.asked_name();
                channel.write(kHello);
            },
            &good);
        config::HttpCheck check = check_of(peer);
        check.host = "www.portal.example";
        check.tls = trusted.settings();
        const Answer answer = ask(check);
        CHECK(test::to_text(answer) == "ok");
        CHECK(name == "portal.example");
        CHECK(line_of(heard, "Host:") == "Host: www.portal.example");
        REQUIRE(answer.stages.size() == 3);
        CHECK(answer.stages[1].what == "TLSv1.3, 41 days left");

        check.tls->days_left_min = 42;
        CHECK(told(check) == "failed: the certificate is good for 41 days, 42 are needed");
        check.tls->days_left_min = 41;
        CHECK(told(check) == "ok");
        check.tls->name = "b.example";
        CHECK(told(check) == "failed: SSL: no alternative certificate subject name matches target "
                             "host name 'b.example'");
        check.tls->is_verified = false;
        CHECK(told(check) == "ok");
        check.tls = config::TlsSettings{};
        CHECK(told(check) == "failed: SSL certificate problem: unable to get local issuer "
                             "certificate");
        check.tls->ca_file = trusted.folder.file("none.pem");
        CHECK(told(check).starts_with("unasked: the certificates to trust in "));
    }

    TEST_CASE("a certificate that has expired is told as such") {
        const Authority trusted;
        const Identity expired({.days_from = -30, .days_to = -2}, &trusted.authority);
        const ScriptedPeer peer(ScriptedPeer::says(kHello), &expired);
        config::HttpCheck check = check_of(peer);
        check.tls = trusted.settings("");
        CHECK(told(check) == "failed: SSL certificate problem: certificate has expired");
    }

    TEST_CASE("we have a certificate, too, if the check says so") {
        const Authority trusted;
        const Identity good({}, &trusted.authority);
        const Identity ours({.name = "prober.example"}, &trusted.authority);
        trusted.folder.write("our.pem", ours.certificate_pem());
        trusted.folder.write("our.key", ours.key_pem());
        std::string name;
        const ScriptedPeer peer(
            [&](Channel& channel) {
                channel.read_until("\r\n\r\n");
                name = channel.client_name();
                channel.write(kHello);
            },
            &good);
        config::HttpCheck check = check_of(peer);
        check.tls = trusted.settings();
        check.tls->certificate_file = trusted.folder.file("our.pem");
        check.tls->key_file = trusted.folder.file("our.key");
        CHECK(told(check) == "ok");
        CHECK(name == "prober.example");
    }
}

} // namespace signpost::probe
