#include "control_plane/probe/link_message.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::from_hex;
using test::join;
using test::Octets;

// As `strace ip monitor link` shows them, on a machine that is little-endian as ours are.
const Octets kHeader = from_hex("2c000000 1000 0000 00000000 00000000"); // 44 octets, RTM_NEWLINK
const Octets kLink = from_hex("00 00 0100 07000000 43000100 00000000"); // 7: UP RUNNING … LOWER_UP
const Octets kName = from_hex("0900 0300 6574683100 000000");           // "eth1"

using Kind = LinkMessage::Kind;

} // namespace

TEST_SUITE("control_plane/probe/link_message") {
    TEST_CASE("an interface, its name and its carrier") {
        const Octets octets = join({kHeader, kLink, kName});
        Bytes rest = octets;
        const std::optional<LinkMessage> message = take_link_message(rest);
        REQUIRE(message);
        CHECK(message->kind == Kind::Present);
        CHECK(message->index == 7);
        CHECK(message->name == "eth1");
        CHECK(message->is_up);
        CHECK(message->has_carrier);
        CHECK(rest.empty());
    }

    TEST_CASE("several messages follow each other") {
        Octets gone = join({kHeader, kLink, kName});
        gone[4] = 0x11; // RTM_DELLINK
        Octets dark = join({kHeader, kLink, kName});
        dark[26] = 0; // not LOWER_UP
        const Octets end = from_hex("14000000 0300 0200 00000000 00000000 00000000");
        const Octets octets = join({gone, dark, end});
        Bytes rest = octets;
        CHECK(take_link_message(rest)->kind == Kind::Gone);
        const std::optional<LinkMessage> second = take_link_message(rest);
        CHECK(second->is_up);
        CHECK_FALSE(second->has_carrier);
        CHECK(take_link_message(rest)->kind == Kind::EndOfList);
        CHECK_FALSE(take_link_message(rest));
    }

    TEST_CASE("a list that changed while it was told says so") {
        Octets changed = join({kHeader, kLink, kName});
        changed[6] = 0x12; // NLM_F_MULTI, NLM_F_DUMP_INTR
        const Octets octets = join({kHeader, kLink, kName, changed});
        Bytes rest = octets;
        CHECK_FALSE(take_link_message(rest)->is_interrupted);
        CHECK(take_link_message(rest)->is_interrupted);
    }

    TEST_CASE("whatever is cut short or lies about its length ends there") {
        const Octets whole = join({kHeader, kLink, kName});
        for (std::size_t length = 0; length < whole.size(); ++length) {
            CAPTURE(length);
            const Octets cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            Bytes rest = cut;
            CHECK_FALSE(take_link_message(rest));
            CHECK(rest.empty());
        }
        Octets short_header = whole;
        short_header[0] = 15;
        Bytes rest = short_header;
        CHECK_FALSE(take_link_message(rest));
        Octets long_attribute = whole;
        long_attribute[32] = 200;
        rest = long_attribute;
        CHECK(take_link_message(rest)->name.empty());
    }
}

} // namespace signpost::probe
