#include "data_plane/loopback.hpp"
#include "data_plane/udp_port.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <thread>

namespace signpost::data_plane {
namespace {

/// Answers "re: " and the query; to a query that begins with "-" nothing.
std::size_t reply_to(Bytes query, MutableBytes reply) {
    if (query.empty() || query[0] == '-') return 0;
    const std::string text = "re: " + text_of(query);
    std::ranges::copy(text, reply.begin());
    return text.size();
}

void answer_batch(PacketPort& port) {
    for (Datagram& datagram : port.receive())
        datagram.reply_length = reply_to(datagram.query, datagram.reply);
    port.send();
}

/// A port that answers on its own thread until it goes.
class EchoServer {
public:
    explicit EchoServer(std::vector<SocketAddress> listen)
        : port_(open(std::move(listen))), thread_([this] {
              while (port_.wait() == Wait::Packets)
                  answer_batch(port_);
          }) {}
    ~EchoServer() { port_.stop(); }
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    [[nodiscard]] const UdpPort& port() const { return port_; }

private:
    static std::vector<BoundSocket> open(std::vector<SocketAddress> listen) {
        Result<Sockets> sockets = open_sockets({.listen = std::move(listen)});
        REQUIRE(sockets.has_value());
        return std::move(sockets->udp[0]);
    }
    UdpPort port_;
    std::jthread thread_; // last: it ends before the port goes
};

std::string ask(const SocketAddress& server, std::string_view query) {
    const TestClient client = TestClient::udp(server);
    client.send(query);
    return client.receive();
}

} // namespace

TEST_SUITE("data_plane/udp_port") {
    TEST_CASE("one socket answers") {
        for (const auto* const host : {"127.0.0.1", "::1"}) {
            const SocketAddress where = free_port(host);
            const EchoServer server({where});
            CHECK(ask(where, "hello") == "re: hello");
        }
    }

    TEST_CASE("several sockets are served by one port") {
        const SocketAddress v4 = free_port("127.0.0.1");
        const SocketAddress v6 = free_port("::1");
        const SocketAddress other = free_port("127.0.0.7");
        const EchoServer server({v4, v6, other});
        for (int round = 0; round < 3; ++round)
            for (const SocketAddress& where : {v4, v6, other})
                CHECK(ask(where, "hello") == "re: hello");
    }

    TEST_CASE("a wildcard socket answers from the address that was asked") {
        // A connected client takes the reply only from there.
        const std::uint16_t port = free_port("0.0.0.0").port;
        const EchoServer server({at("0.0.0.0", port), at("::", port)});
        for (const auto* const host : {"127.0.0.1", "127.0.0.5", "127.1.2.3", "::1"})
            CHECK(ask(at(host, port), "hello") == "re: hello");
    }

    TEST_CASE("the client's address is told, of the right family") {
        for (const auto* const host : {"127.0.0.1", "::1"}) {
            const SocketAddress where = free_port(host);
            Result<Sockets> sockets = open_sockets({.listen = {where}});
            REQUIRE(sockets.has_value());
            UdpPort port(std::move(sockets->udp[0]));
            const TestClient client = TestClient::udp(where);
            client.send("x");
            REQUIRE(port.wait() == Wait::Packets);
            REQUIRE(port.receive().size() == 1);
            CHECK(to_text(port.receive()[0].client.address) == host);
        }
    }

    TEST_CASE("a burst is answered in batches, silence where none is due") {
        const SocketAddress where = free_port("127.0.0.1");
        Result<Sockets> sockets = open_sockets({.listen = {where}});
        REQUIRE(sockets.has_value());
        UdpPort port(std::move(sockets->udp[0]));
        const TestClient client = TestClient::udp(where);
        for (int i = 0; i < 40; ++i)
            client.send((i % 3 == 0 ? "-" : "q") + std::to_string(i));

        REQUIRE(port.wait() == Wait::Packets);
        CHECK(port.receive().size() == UdpBatch::kPackets);
        answer_batch(port);
        REQUIRE(port.wait() == Wait::Packets);
        CHECK(port.receive().size() == 40 - UdpBatch::kPackets);
        answer_batch(port);
        for (int i = 0; i < 40; ++i)
            if (i % 3 != 0) CHECK(client.receive() == "re: q" + std::to_string(i));
    }

    TEST_CASE("a datagram larger than any query is cut, and the next one is whole") {
        const SocketAddress where = free_port("127.0.0.1");
        Result<Sockets> sockets = open_sockets({.listen = {where}});
        REQUIRE(sockets.has_value());
        UdpPort port(std::move(sockets->udp[0]));
        const TestClient client = TestClient::udp(where);
        client.send(std::string(20000, 'x'));
        client.send("next");
        REQUIRE(port.wait() == Wait::Packets);
        REQUIRE(port.receive().size() == 2);
        CHECK(port.receive()[0].query.size() == UdpBatch::kPayloadMax);
        CHECK(text_of(port.receive()[1].query) == "next");
    }

    TEST_CASE("a reply that cannot be sent is counted, and the rest of the batch goes out") {
        const SocketAddress where = free_port("127.0.0.1");
        Result<Sockets> sockets = open_sockets({.listen = {where}});
        REQUIRE(sockets.has_value());
        UdpPort port(std::move(sockets->udp[0]));
        const TestClient client = TestClient::udp(where);
        for (const auto* const query : {"a", "b", "c"})
            client.send(query);
        REQUIRE(port.wait() == Wait::Packets);
        REQUIRE(port.receive().size() == 3);
        for (Datagram& datagram : port.receive())
            datagram.reply_length = reply_to(datagram.query, datagram.reply);
        port.receive()[1].reply_length = 70000; // EMSGSIZE, as a firewall's EPERM
        port.send();
        CHECK(client.receive() == "re: a");
        CHECK(client.receive() == "re: c");
        CHECK(port.lost() == 1);
    }

    TEST_CASE("an unreachable client does not disturb the others") {
        const SocketAddress where = free_port("127.0.0.1");
        const EchoServer server({where});
        for (int i = 0; i < 20; ++i) {
            // Gone before the reply comes: loopback returns ICMP port unreachable.
            TestClient::udp(where).send("gone");
            CHECK(ask(where, "here") == "re: here");
        }
    }

    TEST_CASE("an idle port can be stopped") {
        const SocketAddress v4 = free_port("127.0.0.1");
        const SocketAddress v6 = free_port("::1");
        const SocketAddress any = at("0.0.0.0", v4.port);
        for (const auto& listen : {std::vector{v4}, std::vector{any}, std::vector{v4, v6}}) {
            const EchoServer server(listen);
            CHECK(ask(v4, "hello") == "re: hello"); // now it blocks, or is about to
        }
    }

    TEST_CASE("after stop everything received is answered, then the port ends") {
        const SocketAddress v4 = free_port("127.0.0.1");
        const SocketAddress any = free_port("0.0.0.0");
        for (const auto& listen :
             {std::vector{v4}, std::vector{any}, std::vector{any, v4}, std::vector{v4, any}}) {
            Result<Sockets> sockets = open_sockets({.listen = listen});
            REQUIRE(sockets.has_value());
            UdpPort port(std::move(sockets->udp[0]));
            std::vector<TestClient> clients;
            for (const SocketAddress& where : listen) {
                clients.push_back(TestClient::udp(at("127.0.0.1", where.port)));
                for (int i = 0; i < 100; ++i)
                    clients.back().send(std::to_string(i));
            }
            port.stop();
            while (port.wait() == Wait::Packets)
                answer_batch(port);
            for (const TestClient& client : clients)
                for (int i = 0; i < 100; ++i)
                    CHECK(client.receive() == "re: " + std::to_string(i));
        }
    }
}

} // namespace signpost::data_plane
