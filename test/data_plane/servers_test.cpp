// Real queries, real snapshots: UdpServer and TcpServer as app makes them.
#include "data_plane/loopback.hpp"
#include "data_plane/tcp_server.hpp"
#include "data_plane/udp_server.hpp"

#include <doctest/doctest.h>

namespace signpost::data_plane {
namespace {

std::unique_ptr<const Snapshot> empty_snapshot(std::uint64_t generation) {
    Settings settings;
    settings.cookies.secrets.emplace_back();
    return std::make_unique<const Snapshot>(Snapshot{
        .generation = generation,
        .zones =
            std::make_shared<const zone::Zones>(std::vector<std::shared_ptr<const zone::Zone>>{}),
        .settings = std::make_shared<const Settings>(std::move(settings))});
}

/// A query for the address of "a.", which nobody here has: REFUSED.
std::string query_with(std::uint16_t id) {
    using namespace std::string_literals;
    return std::string{static_cast<char>(id >> 8), static_cast<char>(id)} +
           "\0\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1"s;
}

bool is_refusal(std::string_view reply, std::uint16_t id) {
    constexpr unsigned kResponse = 0x80;
    constexpr unsigned kRefused = 5;
    const auto octet = [&reply](std::size_t i) { return static_cast<unsigned char>(reply.at(i)); };
    return reply.size() >= 12 && reply.substr(0, 2) == query_with(id).substr(0, 2) &&
           (octet(2) & kResponse) != 0 && (octet(3) & 15U) == kRefused;
}

std::uint64_t sum(const std::vector<const answer::Counters*>& all, answer::Count count) {
    std::uint64_t total = 0;
    for (const answer::Counters* counters : all)
        total += counters->value(count);
    return total;
}

} // namespace

TEST_SUITE("data_plane/servers") {
    TEST_CASE("UDP workers answer while snapshots are published, and all is counted") {
        const SocketAddress where = free_port("127.0.0.1");
        Published<Snapshot> snapshots(empty_snapshot(1));
        Result<Sockets> sockets = open_sockets({.listen = {where}, .udp_workers = 2});
        REQUIRE(sockets.has_value());
        UdpServer server(std::move(sockets->udp), snapshots, true);
        for (std::uint16_t i = 0; i < 200; ++i) {
            const TestClient client = TestClient::udp(where);
            client.send(query_with(i));
            CHECK(is_refusal(client.receive(), i));
            snapshots.publish(empty_snapshot(i + 2U));
        }
        server.stop();
        CHECK(snapshots.reclaim() == 0); // no worker holds one any more
        CHECK(sum(server.counters(), answer::Count::UdpQueries) == 200);
        CHECK(server.lost() == 0);
    }

    TEST_CASE("TCP threads answer from snapshots, and count it") {
        const SocketAddress where = free_port("127.0.0.1");
        Published<Snapshot> snapshots(empty_snapshot(1));
        Result<Sockets> sockets = open_sockets({.listen = {where}, .tcp_threads = 2});
        REQUIRE(sockets.has_value());
        TcpServer server(std::move(sockets->tcp), {}, snapshots);
        for (std::uint16_t i = 0; i < 20; ++i) {
            const TestClient client = TestClient::tcp(where);
            const std::string query = query_with(i);
            client.send(std::string{'\0', static_cast<char>(query.size())} + query);
            const std::string length = client.receive_exactly(2);
            CHECK(is_refusal(client.receive_exactly(static_cast<unsigned char>(length.at(1))), i));
        }
        CHECK(sum(server.counters(), answer::Count::TcpQueries) == 20);
    }
}

} // namespace signpost::data_plane
