#include "control_plane/http/http_client.hpp"
#include "loop/timer.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>

#include <cerrno>
#include <future>

namespace signpost::http {
namespace {

using test::Channel;
using test::ScriptedPeer;

constexpr std::string_view kHello =
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Load: 7\r\n\r\nhello";

Response fetch(Request request) {
    loop::Loop loop;
    HttpClient client(loop);
    Response response;
    const auto transfer = client.send(std::move(request), [&](Response came) {
        response = std::move(came);
        loop.stop();
    });
    loop.run();
    return response;
}

Request to(const ScriptedPeer& peer) {
    return {.url = peer.url(), .timeout_ms = 5000};
}

} // namespace

TEST_SUITE("control_plane/http/http_client") {
    TEST_CASE("a request is asked and its answer taken apart") {
        std::promise<std::string> asked;
        const ScriptedPeer peer([&](Channel& channel) {
            asked.set_value(channel.read_until("\r\n\r\n"));
            channel.write(kHello);
        });
        Request request = to(peer);
        request.url = "http://portal.example:8080/healthz?deep=1";
        request.connect_to = peer.where();
        request.headers = {{"Host", "portal.example"}, {"X-Probe", "yes"}, {"X-Empty", ""}};
        const Response response = fetch(std::move(request));

        CAPTURE(response.reason);
        CHECK(response.trouble == Trouble::None);
        CHECK(response.status == 200);
        CHECK(response.body == "hello");
        CHECK_FALSE(response.is_body_cut);
        CHECK(response.header("x-load") == "7");
        CHECK(response.header("x-other").empty());
        CHECK(response.times.answered_us > 0);
        const std::string heard = asked.get_future().get();
        CHECK(heard.starts_with("GET /healthz?deep=1 HTTP/1.1\r\n"));
        CHECK(heard.find("\r\nHost: portal.example\r\n") != std::string::npos);
        CHECK(heard.find("\r\nX-Probe: yes\r\n") != std::string::npos);
        CHECK(heard.find("\r\nX-Empty:\r\n") != std::string::npos);
        CHECK(heard.find("\r\nUser-Agent: signpost/") != std::string::npos);
    }

    TEST_CASE("a body is sent with POST") {
        std::promise<std::string> asked;
        const ScriptedPeer peer([&](Channel& channel) {
            asked.set_value(channel.read_until("{\"up\":1}"));
            channel.write("HTTP/1.1 204 No Content\r\n\r\n");
        });
        Request request = to(peer);
        request.method = "POST";
        request.body = "{\"up\":1}";
        CHECK(fetch(std::move(request)).status == 204);
        const std::string heard = asked.get_future().get();
        CHECK(heard.find("\r\nContent-Length: 8\r\n") != std::string::npos);
        CHECK(heard.find("Expect:") == std::string::npos);
    }

    TEST_CASE("HEAD waits for no body") {
        const ScriptedPeer peer(
            ScriptedPeer::says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
        Request request = to(peer);
        request.method = "HEAD";
        const Response response = fetch(std::move(request));
        CHECK(response.trouble == Trouble::None);
        CHECK(response.status == 200);
    }

    TEST_CASE("a body is cut at its limit and headers are not endless") {
        const std::string much(1'000'000, 'x');
        const ScriptedPeer peer(ScriptedPeer::says("HTTP/1.1 200 OK\r\n\r\n" + much));
        Request request = to(peer);
        request.body_bytes_max = 1000;
        const Response cut = fetch(std::move(request));
        CHECK(cut.trouble == Trouble::None);
        CHECK(cut.status == 200);
        CHECK(cut.body.size() == 1000);
        CHECK(cut.is_body_cut);

        std::string headers = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 5000; ++i)
            headers += "X-Some: header line\r\n";
        const ScriptedPeer talkative(ScriptedPeer::says(headers + "\r\n"));
        const Response refused = fetch(to(talkative));
        CHECK(refused.trouble == Trouble::Broken);
        CHECK(refused.reason == "its headers are longer than 32768 octets");
    }

    TEST_CASE("a redirect is told, not followed, and an interim answer is passed over") {
        const ScriptedPeer peer(
            ScriptedPeer::says("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n"
                               "HTTP/1.1 302 Found\r\nLocation: ../login?x=1\r\n"
                               "Content-Length: 0\r\n\r\n"));
        const Response response = fetch(to(peer));
        CHECK(response.status == 302);
        CHECK(response.redirect_url == peer.url("/login?x=1"));
        CHECK(response.header("X-Hint").empty());
    }

    TEST_CASE("what went wrong is told apart") {
        const Response refused = fetch({.url = "http://" + to_text(test::closed_port()) + "/"});
        CHECK(refused.trouble == Trouble::Unconnected);
        CHECK(refused.os_error == ECONNREFUSED);

        const ScriptedPeer resetting([](Channel& channel) { channel.reset(); });
        Request on_ours{.url = resetting.url(),
                        .connect_to = resetting.where(),
                        .socket = test::connected_to(resetting.where())};
        pollfd ended{.fd = on_ours.socket.number(), .events = 0, .revents = 0};
        REQUIRE(::poll(&ended, 1, 5000) == 1);
        const Response reset = fetch(std::move(on_ours));
        CHECK(reset.trouble == Trouble::Unconnected);
        CHECK(reset.os_error == ECONNRESET);

        const test::BlackHole hole;
        const Response silent =
            fetch({.url = "http://" + to_text(hole.where()) + "/", .timeout_ms = 50});
        CHECK(silent.trouble == Trouble::TimedOut);
        CHECK(silent.times.connected_us == 0);

        const ScriptedPeer mute([](Channel& channel) { channel.wait_for_end(); });
        const Response unanswered = fetch({.url = mute.url(), .timeout_ms = 50});
        CHECK(unanswered.trouble == Trouble::TimedOut);
        CHECK(unanswered.times.connected_us > 0);
        CHECK(unanswered.times.answered_us == 0);

        const ScriptedPeer rubbish(ScriptedPeer::says("SSH-2.0-OpenSSH_9.2\r\n"));
        CHECK(fetch(to(rubbish)).trouble == Trouble::Broken);
        const ScriptedPeer closing(ScriptedPeer::says(""));
        CHECK(fetch(to(closing)).trouble == Trouble::Broken);
        const ScriptedPeer half(
            ScriptedPeer::says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"));
        CHECK(fetch(to(half)).trouble == Trouble::Broken);
        const ScriptedPeer breaking([](Channel& channel) {
            channel.read_until("\r\n\r\n");
            channel.reset();
        });
        CHECK(fetch(to(breaking)).trouble == Trouble::Broken);
        CHECK(fetch({.url = "gopher://127.0.0.1/"}).trouble == Trouble::Impossible);
    }

    TEST_CASE("what a peer says wrong is its fault, whatever libcurl calls it") {
        const ScriptedPeer endless(
            ScriptedPeer::says("HTTP/1.1 200 OK\r\nX-Long: " + std::string(1'000'000, 'x')));
        const Response too_long = fetch(to(endless));
        CHECK(too_long.trouble == Trouble::Broken);
        CHECK(too_long.reason == "a line of its headers is endless");

        const ScriptedPeer chunked(ScriptedPeer::says(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"));
        CHECK(fetch(to(chunked)).trouble == Trouble::Broken);
    }

    TEST_CASE("how far a request has come can be asked while it is under way") {
        loop::Loop loop;
        HttpClient client(loop);
        const ScriptedPeer begins([](Channel& channel) {
            channel.read_until("\r\n\r\n");
            channel.write("HTTP/1.1 200 OK\r\n\r\nfor");
            channel.wait_for_end();
        });
        Request request = to(begins);
        request.timeout_ms = 0; // it would never end by itself
        const auto transfer =
            client.send(std::move(request), [](const Response&) { FAIL("it has no end"); });
        CHECK(transfer->times().connected_us == 0);
        loop::Timer look(loop, [&] {
            if (transfer->times().answered_us > 0) loop.stop();
        });
        look.start_every(std::chrono::milliseconds{1});
        loop.run();
        CHECK(transfer->times().connected_us > 0);
        CHECK(transfer->times().secured_us == 0);
    }

    TEST_CASE("a socket that is connected already is used, and closed in the end") {
        const ScriptedPeer peer(ScriptedPeer::says(std::string(kHello)));
        Request request = to(peer);
        request.url = "http://portal.example/";
        request.connect_to = peer.where();
        request.socket = test::connected_to(peer.where());
        const int socket = request.socket.number();
        const Response response = fetch(std::move(request));
        CHECK(response.reason == "");
        CHECK(response.status == 200);
        CHECK(response.times.connected_us > 0);
        CHECK(::fcntl(socket, F_GETFD) == -1);
    }

    TEST_CASE("a request that is given up is never answered") {
        loop::Loop loop;
        HttpClient client(loop);
        const ScriptedPeer mute([](Channel& channel) { channel.wait_for_end(); });
        const ScriptedPeer peer(ScriptedPeer::says(std::string(kHello)));
        int answered = 0;
        std::unique_ptr<Transfer> dropped =
            client.send(to(mute), [&](const Response&) { FAIL("it was given up"); });
        std::unique_ptr<Transfer> next;
        std::unique_ptr<Transfer> first = client.send(to(peer), [&](const Response&) {
            ++answered;
            dropped.reset();
            first.reset();
            next = client.send(to(peer), [&](const Response&) {
                ++answered;
                loop.stop();
            });
        });
        loop.run();
        CHECK(answered == 2);
    }

    TEST_CASE("many requests run side by side") {
        loop::Loop loop;
        HttpClient client(loop);
        const ScriptedPeer peer(ScriptedPeer::says(std::string(kHello)));
        constexpr int kMany = 50;
        int good = 0;
        int done = 0;
        std::vector<std::unique_ptr<Transfer>> transfers;
        transfers.reserve(kMany);
        for (int i = 0; i < kMany; ++i)
            transfers.push_back(client.send(to(peer), [&](const Response& response) {
                good += response.status == 200 ? 1 : 0;
                if (++done == kMany) loop.stop();
            }));
        loop.run();
        CHECK(good == kMany);
    }

    TEST_CASE("a certificate that nobody signed is told as such") {
        const test::Identity identity({.name = "127.0.0.1"});
        const ScriptedPeer peer(ScriptedPeer::says(std::string(kHello)), &identity);
        const Response refused = fetch(to(peer));
        CHECK(refused.trouble == Trouble::Insecure);
        CHECK(refused.reason == "SSL certificate problem: self-signed certificate");

        Request careless = to(peer);
        careless.trust.is_verified = false;
        void* seen = nullptr;
        careless.trust.inspect = [&](void* ssl) { seen = ssl; };
        const Response response = fetch(std::move(careless));
        CHECK(response.status == 200);
        CHECK(response.times.secured_us > 0);
        CHECK(seen != nullptr);
    }

    TEST_CASE("who prepares the TLS context decides whom to trust") {
        const test::Identity identity({.name = "127.0.0.1"});
        const ScriptedPeer peer(ScriptedPeer::says(std::string(kHello)), &identity);
        Request request = to(peer);
        bool was_asked = false;
        request.trust.prepare = [&](void* context) -> Result<std::monostate> {
            was_asked = context != nullptr;
            return std::monostate{};
        };
        CHECK(fetch(std::move(request)).trouble == Trouble::Insecure); // nothing is trusted
        CHECK(was_asked);

        request = to(peer);
        request.trust.prepare = [](void*) -> Result<std::monostate> { return Error("no CA file"); };
        const Response refused = fetch(std::move(request));
        CHECK(refused.trouble == Trouble::Impossible);
        CHECK(refused.reason == "no CA file");
    }
}

} // namespace signpost::http
