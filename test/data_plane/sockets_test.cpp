#include "data_plane/loopback.hpp"
#include "data_plane/sockets.hpp"
#include "loop/socket_address.hpp"

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sched.h>

#include <array>

namespace signpost::data_plane {
namespace {

bool mentions(const Error& error, std::string_view words) {
    return error.reason().find(words) != std::string::npos;
}

} // namespace

TEST_SUITE("data_plane/sockets") {
    TEST_CASE("each worker and each TCP thread gets a socket for each address") {
        const SocketAddress v4 = free_port("127.0.0.1");
        const SocketAddress v6 = free_port("::1");
        const auto sockets =
            open_sockets({.listen = {v4, v6}, .udp_workers = 3, .tcp_threads = 2, .by_cpu = true});
        REQUIRE(sockets.has_value());
        REQUIRE((*sockets).udp.size() == 3);
        REQUIRE((*sockets).tcp.size() == 2);
        for (const auto& worker : (*sockets).udp) {
            REQUIRE(worker.size() == 2);
            CHECK(worker[1].address == v6);
        }
        CHECK((*sockets).tcp[1].size() == 2);
    }

    TEST_CASE(
        "a wildcard of both families can share a port, and have a special address beside it") {
        const std::uint16_t port = free_port("0.0.0.0").port;
        CHECK(open_sockets({.listen = {at("0.0.0.0", port), at("::", port), at("127.0.0.1", port)}})
                  .has_value());
    }

    TEST_CASE("a second instance on the same address is refused") {
        const SocketAddress where = free_port("127.0.0.1");
        const auto first = open_sockets({.listen = {where}});
        REQUIRE(first.has_value());
        for (const auto& listen : {where, at("0.0.0.0", where.port)}) {
            const auto second = open_sockets({.listen = {listen}});
            REQUIRE_FALSE(second.has_value());
            CHECK(mentions(second.error(), to_text(listen)));
            CHECK(mentions(second.error(), "in use; another server, perhaps a running signpostd"));
        }
    }

    TEST_CASE("an address that is taken over TCP only is refused too") {
        const SocketAddress where = free_port("127.0.0.1");
        const loop::RawSocketAddress raw = loop::to_raw(where);
        const Fd other(::socket(AF_INET, SOCK_STREAM, 0));
        REQUIRE(::bind(other.number(), raw.get(), raw.length) == 0);
        REQUIRE(::listen(other.number(), 1) == 0);
        const auto sockets = open_sockets({.listen = {where}});
        REQUIRE_FALSE(sockets.has_value());
        CHECK(mentions(sockets.error(), "(TCP)"));
    }

    TEST_CASE("an address of another machine is refused with the reason") {
        const auto sockets = open_sockets({.listen = {at("192.0.2.1", 20053)}});
        REQUIRE_FALSE(sockets.has_value());
        CHECK(mentions(sockets.error(), "192.0.2.1:20053 (UDP)"));
        CHECK(mentions(sockets.error(), "no network interface"));
    }

    TEST_CASE("by CPU, a packet goes to the worker of the CPU that took it") {
        // On loopback that is the CPU of the sender.
        const SocketAddress where = free_port("127.0.0.1");
        const auto sockets = open_sockets({.listen = {where}, .udp_workers = 2, .by_cpu = true});
        REQUIRE(sockets.has_value());
        cpu_set_t before{};
        REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
        for (std::size_t cpu = 0; cpu < 2; ++cpu) {
            if (!CPU_ISSET(cpu, &before)) continue;
            cpu_set_t only{};
            CPU_SET(cpu, &only);
            REQUIRE(::sched_setaffinity(0, sizeof only, &only) == 0);
            TestClient::udp(where).send("x");
            std::array<char, 16> got{};
            const int worker = (*sockets).udp[cpu][0].socket.number();
            CHECK(::recv(worker, got.data(), got.size(), MSG_DONTWAIT) == 1);
        }
        ::sched_setaffinity(0, sizeof before, &before);
    }

    TEST_CASE("the buffers granted are told") {
        const auto modest =
            open_sockets({.listen = {free_port("127.0.0.1")}, .socket_buffer_bytes = 65536});
        REQUIRE(modest.has_value());
        CHECK((*modest).buffer_bytes == 65536);
    }
}

} // namespace signpost::data_plane
