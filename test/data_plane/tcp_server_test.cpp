#include "data_plane/loopback.hpp"
#include "data_plane/tcp_server.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <string>

namespace signpost::data_plane {
namespace {

std::string frame_of(std::string_view message) {
    std::string frame{static_cast<char>(message.size() >> 8), static_cast<char>(message.size())};
    return frame + std::string(message);
}

/// "big" is answered with 60,000 octets, "-" with nothing, "who" with the client's address, and
/// anything else with "re: " before it.
std::size_t answer_to(Bytes query, const Address& client, MutableBytes out) {
    std::string text = "re: " + text_of(query);
    if (text == "re: big") text = std::string(60000, 'b');
    if (text == "re: -") text.clear();
    if (text == "re: who") text = to_text(client);
    std::memcpy(out.data(), text.data(), text.size());
    return text.size();
}

class Server {
public:
    explicit Server(const SocketAddress& where, const TcpLimits& limits = {},
                    std::uint32_t threads = 1)
        : server_(open(where, threads), limits, [] { return &answer_to; }) {}

    [[nodiscard]] TcpTotals totals() const { return server_.totals(); }
    void stop() { server_.stop(); }

private:
    static std::vector<std::vector<BoundSocket>> open(const SocketAddress& where,
                                                      std::uint32_t threads) {
        Result<Sockets> sockets = open_sockets({.listen = {where}, .tcp_threads = threads});
        REQUIRE(sockets.has_value());
        return std::move(sockets->tcp);
    }
    TcpServer server_;
};

std::string receive_message(const TestClient& client) {
    const std::string length = client.receive_exactly(2);
    if (length.size() < 2) return "";
    return client.receive_exactly(static_cast<std::size_t>(static_cast<unsigned char>(length[0]))
                                      << 8 |
                                  static_cast<unsigned char>(length[1]));
}

std::string ask(const TestClient& client, std::string_view query) {
    client.send(frame_of(query));
    return receive_message(client);
}

/// Sends what the kernel takes without waiting; false if the connection is broken.
bool send_some(const TestClient& client, std::string_view bytes) {
    return ::send(client.socket().number(), bytes.data(), bytes.size(),
                  MSG_NOSIGNAL | MSG_DONTWAIT) >= 0 ||
           errno == EAGAIN;
}

} // namespace

TEST_SUITE("data_plane/tcp_server") {
    TEST_CASE("a query is answered, and so are more on the same connection") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where);
        const TestClient client = TestClient::tcp(where);
        for (const auto* const query : {"one", "two", ""})
            CHECK(ask(client, query) == "re: " + std::string(query));
    }

    TEST_CASE("the client's address is told, of either family") {
        for (const auto* const host : {"127.0.0.1", "::1"}) {
            const SocketAddress where = free_port(host);
            const Server server(where);
            CHECK(ask(TestClient::tcp(where), "who") == host);
        }
    }

    TEST_CASE("a hundred pipelined queries are answered in order") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where);
        const TestClient client = TestClient::tcp(where);
        std::string queries;
        std::string answers;
        for (int i = 0; i < 100; ++i) {
            queries += frame_of(std::to_string(i));
            answers += frame_of("re: " + std::to_string(i));
        }
        client.send(queries);
        CHECK(client.receive_exactly(answers.size()) == answers);
    }

    TEST_CASE("a query that comes octet by octet is answered") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where);
        const TestClient client = TestClient::tcp(where);
        for (const char octet : frame_of("hello"))
            client.send({&octet, 1});
        CHECK(receive_message(client) == "re: hello");
    }

    TEST_CASE("a query that deserves no answer gets none, the next one does") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where);
        const TestClient client = TestClient::tcp(where);
        client.send(frame_of("-"));
        CHECK(ask(client, "next") == "re: next");
    }

    TEST_CASE("a client that asks and finishes sending is answered, then the connection ends") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where);
        const TestClient client = TestClient::tcp(where);
        for (int i = 0; i < 200; ++i)
            client.send(frame_of("big")); // more than the sockets' buffers hold
        client.finish_sending();
        for (int i = 0; i < 200; ++i)
            REQUIRE(receive_message(client).size() == 60000);
        CHECK(client.is_ended());
    }

    TEST_CASE("hundreds of slow and half-open clients do not delay a good one") {
        const SocketAddress where = free_port("127.0.0.1");
        // None of them is ended meanwhile: whoever waits for one of them waits too long.
        const Server server(where, {.connections_max = 1000,
                                    .connections_per_client_max = 1000,
                                    .idle_ms = 300'000,
                                    .stall_ms = 300'000});
        const std::string greedy_queries = [] {
            std::string queries;
            for (int i = 0; i < 200; ++i)
                queries += frame_of("big");
            return queries;
        }();
        std::vector<TestClient> slow;
        for (int i = 0; i < 120; ++i) {
            slow.push_back(TestClient::tcp(where)); // says nothing
            slow.push_back(TestClient::tcp(where));
            slow.back().send(frame_of("never finished").substr(0, 5));
            slow.push_back(TestClient::tcp(where)); // takes no answer
            slow.back().shrink_buffer();
            slow.back().send(greedy_queries);
        }
        const TestClient good = TestClient::tcp(where);
        for (int i = 0; i < 50; ++i)
            CHECK(ask(good, "hello") == "re: hello");
        CHECK(server.totals().open == 361);
        CHECK(server.totals().timed_out == 0);
    }

    TEST_CASE("a client that does not take its answers is closed after the stall limit") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.stall_ms = 50});
        const TestClient client = TestClient::tcp(where);
        for (int i = 0; i < 200; ++i)
            client.send(frame_of("big")); // more than the sockets' buffers hold
        CHECK(client.is_reset());
        CHECK(server.totals().timed_out == 1);
    }

    TEST_CASE(
        "a query that does not end is closed after the stall limit, though octets trickle in") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.idle_ms = 60'000, .stall_ms = 50});
        const TestClient client = TestClient::tcp(where);
        CHECK(ask(client, "hello") == "re: hello");
        client.send({"\xff\xff", 2});
        while (!client.is_readable_within(std::chrono::milliseconds{5}))
            send_some(client, "x");
        CHECK(client.is_ended());
        CHECK(server.totals().timed_out == 1);
    }

    TEST_CASE("an idle connection is closed, one that asks is kept") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.idle_ms = 1000});
        const TestClient idle = TestClient::tcp(where);
        const TestClient busy = TestClient::tcp(where);
        while (!idle.is_readable_within(std::chrono::milliseconds{5}))
            CHECK(ask(busy, "hello") == "re: hello");
        CHECK(idle.is_ended());
        CHECK(ask(busy, "hello") == "re: hello");
        CHECK(server.totals().timed_out == 1);
    }

    TEST_CASE("even a busy connection ends with its lifetime") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.lifetime_ms = 50});
        const TestClient client = TestClient::tcp(where);
        while (send_some(client, frame_of("hello")) && !receive_message(client).empty()) {
        }
        CHECK(server.totals().timed_out == 1);
    }

    TEST_CASE("idle connections go sooner when places are scarce") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.connections_max = 4, .idle_ms = 8000});
        std::vector<TestClient> clients;
        for (int i = 0; i < 3; ++i)
            clients.push_back(TestClient::tcp(where));
        const auto start = std::chrono::steady_clock::now();
        CHECK(clients[0].is_ended());
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{7});
    }

    TEST_CASE("one client address has only so many connections, another its own") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.connections_per_client_max = 2});
        std::optional<TestClient> first = TestClient::tcp(where, "127.0.0.2");
        const TestClient second = TestClient::tcp(where, "127.0.0.2");
        CHECK(ask(*first, "hello") == "re: hello");
        CHECK(ask(second, "hello") == "re: hello");
        CHECK(TestClient::tcp(where, "127.0.0.2").is_ended());
        CHECK(ask(TestClient::tcp(where, "127.0.0.3"), "hello") == "re: hello");

        first->finish_sending();
        CHECK(first->is_ended());
        CHECK(ask(TestClient::tcp(where, "127.0.0.2"), "hello") == "re: hello");
        CHECK(server.totals().refused == 1);
    }

    TEST_CASE("there are only so many connections in all, over all threads") {
        const SocketAddress where = free_port("127.0.0.1");
        const Server server(where, {.connections_max = 3}, 2);
        std::vector<TestClient> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(TestClient::tcp(where));
            CHECK(ask(clients.back(), "hello") == "re: hello");
        }
        CHECK(TestClient::tcp(where).is_ended());
        CHECK(server.totals().accepted == 3);
        CHECK(server.totals().refused == 1);
    }

    TEST_CASE("stop answers what was received, also on connections not yet accepted, then closes") {
        const SocketAddress where = free_port("127.0.0.1");
        Server server(where, {}, 2);
        std::vector<TestClient> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(TestClient::tcp(where));
            for (int query = 0; query < 10; ++query)
                clients.back().send(frame_of(std::to_string(query)));
        }
        server.stop();
        for (const TestClient& client : clients) {
            for (int query = 0; query < 10; ++query)
                CHECK(receive_message(client) == "re: " + std::to_string(query));
            CHECK(client.is_ended());
        }
        CHECK(server.totals().open == 0);
    }

    TEST_CASE("stop does not wait for ever for a client that takes no answers") {
        const SocketAddress where = free_port("127.0.0.1");
        Server server(where);
        const TestClient client = TestClient::tcp(where);
        for (int i = 0; i < 200; ++i)
            client.send(frame_of("big"));
        const auto start = std::chrono::steady_clock::now();
        server.stop();
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{10});
    }
}

TEST_SUITE("data_plane/connection_quota") {
    TEST_CASE("addresses of one IPv6 /64 count together") {
        ConnectionQuota quota({.connections_per_client_max = 1});
        const auto admit = [&quota](std::string_view text) {
            return quota.admit(at(text, 0).address);
        };
        CHECK(admit("2001:db8::1"));
        CHECK_FALSE(admit("2001:db8::2"));
        CHECK(admit("2001:db8:0:1::1"));
        CHECK(admit("192.0.2.1"));
        CHECK(admit("192.0.2.2"));
        CHECK(quota.total() == 4);
        quota.leave(at("2001:db8::2", 0).address);
        CHECK(admit("2001:db8::1"));
    }

    TEST_CASE("places are scarce when three quarters are taken") {
        ConnectionQuota quota({.connections_max = 8});
        for (int i = 0; i < 5; ++i)
            CHECK(quota.admit(at("192.0.2.1", 0).address));
        CHECK_FALSE(quota.is_scarce());
        CHECK(quota.admit(at("192.0.2.1", 0).address));
        CHECK(quota.is_scarce());
    }
}

} // namespace signpost::data_plane
