#include "control_plane/http/http_client.hpp"
#include "control_plane/reports/listener.hpp"
#include "loop/timer.hpp"
#include "support/scripted_peer.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace signpost::reports {
namespace {

using health::Outcome;

/// A listener and a client, on one loop.
struct Fixture {
    loop::Loop loop;
    http::HttpClient client{loop};
    std::vector<std::pair<Subject, health::Observation>> heard;
    std::unique_ptr<Listener> listener;

    explicit Fixture(const char* host = "127.0.0.1:0", const Limits& limits = kLimits) {
        auto opened = Listener::open(
            loop, {*parse_socket_address(host)},
            [this](const Subject& subject, const auto& observation) {
                heard.emplace_back(subject, observation);
                return subject.address != *parse_address("192.0.2.99");
            },
            limits);
        REQUIRE(opened.has_value());
        listener = *std::move(opened);
        listener->set_checks({{"portal", {.token = "secret", .load_max_percent = 90}}});
    }

    http::Request request(const std::string& path, std::string body) const {
        return {.method = "POST",
                .url = "http://" + to_text(listener->addresses().at(0)) + path,
                .headers = {{"Authorization", "Bearer secret"}},
                .body = std::move(body),
                .timeout_ms = 5000};
    }
    http::Response send(http::Request request) {
        http::Response response;
        const auto transfer = client.send(std::move(request), [&](http::Response came) {
            response = std::move(came);
            loop.stop();
        });
        loop.run();
        return response;
    }
    http::Response post(const std::string& path, std::string body) {
        return send(request(path, std::move(body)));
    }
};

/// Says something on one connection again and again.
class Client {
public:
    explicit Client(Fixture& fixture)
        : fixture_(fixture), socket_(test::connected_to(fixture.listener->addresses().at(0))) {}

    void say(std::string_view text) const {
        static_cast<void>(::send(socket_.number(), text.data(), text.size(), MSG_NOSIGNAL));
    }
    /// Until the connection is closed by the other side, or `is_enough`.
    void run(const std::function<void()>& again, const std::function<bool()>& is_enough) {
        loop::Timer timer(fixture_.loop, [&] {
            std::array<char, 4096> room{};
            const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
            is_closed_ = count == 0 || (count < 0 && errno != EAGAIN);
            if (is_closed_ || is_enough()) return fixture_.loop.stop();
            again();
        });
        timer.start_every(std::chrono::milliseconds{10});
        fixture_.loop.run();
    }
    [[nodiscard]] bool is_closed() const noexcept { return is_closed_; }

private:
    Fixture& fixture_;
    Fd socket_;
    bool is_closed_ = false;
};

constexpr const char* kPath = "/v1/reports/portal/192.0.2.1";
constexpr const char* kUp = R"({"state":"up","load_percent":37})";

} // namespace

TEST_SUITE("control_plane/reports/listener") {
    TEST_CASE("a report is heard") {
        Fixture fixture;
        const http::Response response = fixture.post(kPath, kUp);
        CHECK(response.status == 204);
        REQUIRE(fixture.heard.size() == 1);
        CHECK(fixture.heard[0].first == Subject{"portal", *parse_address("192.0.2.1")});
        CHECK(fixture.heard[0].second.outcome == Outcome::Ok);
        CHECK(fixture.heard[0].second.load_percent == 37);
        CHECK(fixture.heard[0].second.ended_ms > 0);
    }

    TEST_CASE("over IPv6, and with escapes in the path") {
        Fixture fixture("[::1]:0");
        CHECK(fixture.post("/v1/reports/portal/2001%3adb8%3a%3a1", kUp).status == 204);
        CHECK(fixture.heard.at(0).first.address == *parse_address("2001:db8::1"));
    }

    TEST_CASE("what is wrong is told in JSON, and nothing is heard") {
        Fixture fixture;
        const auto error_of = [](const http::Response& response) {
            return std::to_string(response.status) + " " + response.body;
        };
        CHECK(error_of(fixture.post(kPath, "{}")) ==
              "400 {\"error\":\"\\\"state\\\" is missing; a report is like {\\\"state\\\": "
              "\\\"up\\\", \\\"load_percent\\\": 37}\"}\n");
        CHECK(error_of(fixture.post("/v1/reports/portal/here", kUp)) ==
              "404 {\"error\":\"\\\"here\\\" is no IP address\"}\n");
        CHECK(error_of(fixture.post(kPath, std::string(5000, ' '))) ==
              "413 {\"error\":\"the body is longer than 4096 octets\"}\n");
        CHECK(error_of(fixture.post("/v1/reports/other/192.0.2.1", kUp)) ==
              "401 {\"error\":\"no check \\\"other\\\" of kind report has this token\"}\n");

        http::Request bad_token = fixture.request(kPath, kUp);
        bad_token.headers = {{"Authorization", "bearer Secret"}};
        CHECK(fixture.send(std::move(bad_token)).status == 401);
        http::Request no_token = fixture.request(kPath, kUp);
        no_token.headers = {};
        const http::Response refused = fixture.send(std::move(no_token));
        CHECK(error_of(refused) ==
              "401 {\"error\":\"the header \\\"Authorization: Bearer TOKEN\\\" is missing\"}\n");
        CHECK(refused.header("WWW-Authenticate") == "Bearer");
        http::Request get = fixture.request(kPath, "");
        get.method = "GET";
        const http::Response wrong_method = fixture.send(std::move(get));
        CHECK(wrong_method.status == 405);
        CHECK(wrong_method.header("Allow") == "POST");
        CHECK(fixture.heard.empty());
    }

    TEST_CASE("who is not watched is told so, and checks may change") {
        Fixture fixture;
        CHECK(fixture.post("/v1/reports/portal/192.0.2.99", kUp).status == 404);
        fixture.listener->set_checks({});
        CHECK(fixture.post(kPath, kUp).status == 401);
    }

    TEST_CASE("headers are not endless") {
        Fixture fixture;
        http::Request request = fixture.request(kPath, kUp);
        for (int i = 0; i < 400; ++i)
            request.headers.emplace_back("X-Some-Header", std::string(80, 'x'));
        CHECK(fixture.send(std::move(request)).status == 431);
        CHECK(fixture.post(kPath, kUp).status == 204);
    }

    TEST_CASE("too many at once are put off") {
        Fixture fixture("127.0.0.1:0", {.rate = {.per_s = 0, .at_once = 2, .addresses_max = 10}});
        CHECK(fixture.post(kPath, kUp).status == 204);
        CHECK(fixture.post(kPath, kUp).status == 204);
        const http::Response put_off = fixture.post(kPath, kUp);
        CHECK(put_off.status == 429);
        CHECK(put_off.header("Retry-After") == "1");
        CHECK(fixture.heard.size() == 2);
    }

    TEST_CASE("a body without end is not read for ever") {
        Fixture fixture;
        http::Request chunked = fixture.request(kPath, std::string(10'000, ' '));
        chunked.headers.emplace_back("Transfer-Encoding", "chunked");
        CHECK(fixture.send(std::move(chunked)).status == 413);
        chunked = fixture.request(kPath, std::string(10'000'000, ' '));
        chunked.headers.emplace_back("Transfer-Encoding", "chunked");
        const http::Response ended = fixture.send(std::move(chunked));
        CHECK(ended.trouble == http::Trouble::Broken);
        CHECK(ended.status == 0);
        CHECK(fixture.heard.empty());
    }

    TEST_CASE("connections that say nothing do not keep others out") {
        Fixture fixture;
        std::vector<Fd> idle;
        for (int i = 0; i < 40; ++i)
            idle.push_back(test::connected_to(fixture.listener->addresses().at(0)));
        CHECK(fixture.post(kPath, kUp).status == 204);
        for (int i = 0; i < 10; ++i)
            idle.push_back(test::connected_to(fixture.listener->addresses().at(0)));
        CHECK(fixture.post(kPath, kUp).status == 0); // no more than 50 from one address
        idle.clear();
        constexpr int kTriesMax = 100; // their ends may be seen one after another
        int tries = 0;
        while (fixture.post(kPath, kUp).status != 204 && ++tries < kTriesMax) {
        }
        CHECK(tries < kTriesMax);
    }

    TEST_CASE("who takes for ever over a request is hung up on") {
        Fixture fixture("127.0.0.1:0", {.connection_max_ms = 50});
        Client slow(fixture);
        slow.say("POST /");
        const std::uint64_t start = fixture.loop.now_ms();
        // An octet now and then is no silence.
        slow.run([&] { slow.say("x"); }, [&] { return fixture.loop.now_ms() >= start + 5000; });
        CHECK(slow.is_closed());
        CHECK(fixture.loop.now_ms() >= start + 50);
    }

    TEST_CASE("who keeps reporting may stay, who has no token may not") {
        for (const bool has_token : {true, false}) {
            CAPTURE(has_token);
            Fixture fixture("127.0.0.1:0", {.connection_max_ms = 400});
            const std::string request =
                std::string("POST ") + kPath + " HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                std::to_string(std::string_view(kUp).size()) + "\r\nAuthorization: Bearer " +
                (has_token ? "secret" : "guess") + "\r\n\r\n" + kUp;
            Client client(fixture);
            const std::uint64_t start = fixture.loop.now_ms();
            client.run([&] { client.say(request); },
                       [&] { return fixture.loop.now_ms() >= start + 900; });
            CHECK(client.is_closed() != has_token);
            CHECK(fixture.heard.empty() != has_token);
        }
    }

    TEST_CASE("why it cannot listen is told") {
        Fixture fixture;
        loop::Loop loop;
        const auto second = Listener::open(loop, fixture.listener->addresses(), {});
        REQUIRE_FALSE(second.has_value());
        CHECK(second.error().reason().ends_with("Address already in use"));

        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit none_left{.rlim_cur = 0, .rlim_max = before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none_left);
        const auto third = Listener::open(loop, {*parse_socket_address("127.0.0.1:0")}, {});
        ::setrlimit(RLIMIT_NOFILE, &before);
        REQUIRE_FALSE(third.has_value());
        CHECK(third.error().reason().ends_with("Too many open files"));
    }
}

} // namespace signpost::reports
