#include "control_plane/probe/link_list.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>
#include <linux/netlink.h>

namespace signpost::probe {
namespace {

using test::from_hex;
using test::join;
using test::Octets;
using End = LinkList::End;

/// "eth" and its number; up, with carrier.
Octets link(std::uint8_t number, std::uint8_t flags = NLM_F_MULTI) {
    Octets octets = from_hex("2c000000 1000 0000 00000000 00000000" // RTM_NEWLINK
                             "00 00 0100 00000000 43000100 00000000"
                             "0900 0300 65746800 00000000");
    octets[6] = flags;
    octets[20] = number;
    octets[39] = static_cast<std::uint8_t>('0' + number);
    return octets;
}

Octets end(std::uint8_t flags = NLM_F_MULTI) {
    Octets octets = from_hex("14000000 0300 0000 00000000 00000000 00000000");
    octets[6] = flags;
    return octets;
}

constexpr std::uint8_t kTorn = NLM_F_MULTI | NLM_F_DUMP_INTR;

} // namespace

TEST_SUITE("control_plane/probe/link_list") {
    TEST_CASE("nothing is known against anybody before a whole list") {
        LinkList links;
        links.begin();
        CHECK(links.take_in(link(1)) == End::None);
        CHECK(links.fault_of("eth2").empty());
        CHECK(links.take_in(end()) == End::Whole);
        CHECK(links.fault_of("eth1").empty());
        CHECK(links.fault_of("eth2") == "there is no interface eth2");
    }

    TEST_CASE("what a whole list lacks is gone") {
        LinkList links;
        links.begin();
        REQUIRE(links.take_in(join({link(1), link(2), end()})) == End::Whole);
        links.begin();
        CHECK(links.fault_of("eth1").empty());
        CHECK(links.take_in(join({link(2), end()})) == End::Whole);
        CHECK(links.fault_of("eth1") == "there is no interface eth1");
        CHECK(links.fault_of("eth2").empty());
    }

    TEST_CASE("a list that changed while it was told takes nothing away") {
        for (const auto& torn : {join({link(2, kTorn), end()}), join({link(2), end(kTorn)})}) {
            LinkList links;
            links.begin();
            CHECK(links.take_in(torn) == End::Torn);
            CHECK_FALSE(links.is_complete());
            CHECK(links.fault_of("eth1").empty());

            links.begin();
            REQUIRE(links.take_in(join({link(1), link(2), end()})) == End::Whole);
            links.begin();
            CHECK(links.take_in(torn) == End::Torn);
            CHECK(links.fault_of("eth1").empty());
            links.begin();
            CHECK(links.take_in(join({link(2), end()})) == End::Whole);
            CHECK(links.fault_of("eth1") == "there is no interface eth1");
        }
    }
}

} // namespace signpost::probe
