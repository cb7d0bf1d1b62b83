#include "control_plane/reports/occupancy.hpp"

#include <doctest/doctest.h>

namespace signpost::reports {
namespace {

using Late = std::vector<int>;

Address at(const char* text) {
    return *parse_address(text);
}

} // namespace

TEST_SUITE("control_plane/reports/occupancy") {
    TEST_CASE("one network has so many connections, whatever others have") {
        Occupancy occupancy({.per_network = 2, .connection_max_ms = 10});
        occupancy.begin(3, at("192.0.2.1"), 0);
        CHECK(occupancy.has_room(at("192.0.2.1")));
        occupancy.begin(4, at("192.0.2.1"), 0);
        CHECK_FALSE(occupancy.has_room(at("192.0.2.1")));
        CHECK(occupancy.has_room(at("192.0.2.2")));
        occupancy.end(3);
        CHECK(occupancy.has_room(at("192.0.2.1")));
    }

    TEST_CASE("the addresses of an IPv6 network of 64 bits are one client's") {
        Occupancy occupancy({.per_network = 2, .connection_max_ms = 10});
        occupancy.begin(3, at("2001:db8::1"), 0);
        occupancy.begin(4, at("2001:db8::ffff:0:0:2"), 0);
        CHECK_FALSE(occupancy.has_room(at("2001:db8::3")));
        CHECK(occupancy.has_room(at("2001:db8:0:1::1")));
    }

    TEST_CASE("whose time is up is told once, and counts until its end") {
        Occupancy occupancy({.per_network = 2, .connection_max_ms = 10});
        CHECK_FALSE(occupancy.next_late_ms());
        occupancy.begin(3, at("192.0.2.1"), 0);
        occupancy.begin(4, at("192.0.2.1"), 5);
        CHECK(occupancy.next_late_ms() == 10);
        CHECK(occupancy.take_late(9).empty());
        CHECK(occupancy.take_late(10) == Late{3});
        CHECK(occupancy.take_late(14).empty());
        CHECK(occupancy.next_late_ms() == 15);
        CHECK_FALSE(occupancy.has_room(at("192.0.2.1")));
        occupancy.renew(3, 14); // it is being closed
        CHECK(occupancy.take_late(100) == Late{4});
        CHECK_FALSE(occupancy.next_late_ms());
    }

    TEST_CASE("who renews has its time again") {
        Occupancy occupancy({.per_network = 2, .connection_max_ms = 10});
        occupancy.begin(3, at("192.0.2.1"), 0);
        occupancy.renew(3, 8);
        CHECK(occupancy.take_late(17).empty());
        CHECK(occupancy.take_late(18) == Late{3});
        occupancy.renew(7, 0); // nobody there
        CHECK_FALSE(occupancy.next_late_ms());
    }
}

} // namespace signpost::reports
