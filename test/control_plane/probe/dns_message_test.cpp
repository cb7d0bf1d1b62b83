#include "control_plane/probe/dns_message.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using test::from_hex;
using test::join;
using test::name_octets;
using test::Octets;
using test::u16;
using test::u32;

const DnsQuestion kQuestion{.id = 0x1234, .name = name_octets("www.example."), .type = 1};

Octets header(const char* flags, unsigned answers) {
    return join({u16(0x1234), from_hex(flags), u16(1), u16(answers), u32(0)});
}

Octets question(const char* name, unsigned type = 1) {
    return join({name_octets(name), u16(type), u16(1)});
}

/// Its owner is the name of the question.
Octets record(unsigned type, const Octets& rdata) {
    return join({u16(0xc00c), u16(type), u16(1), u32(300), u16(static_cast<unsigned>(rdata.size())),
                 rdata});
}

const Octets kAddress = from_hex("c0000201");

} // namespace

TEST_SUITE("control_plane/probe/dns_message") {
    TEST_CASE("a query is header and question, no more") {
        CHECK(test::to_hex(write_query(kQuestion)) == "123400000001000000000000"
                                                      "0377777707"
                                                      "6578616d706c6500"
                                                      "00010001");
        DnsQuestion of_a_resolver = kQuestion;
        of_a_resolver.is_recursion_desired = true;
        CHECK(write_query(of_a_resolver)[2] == 1);
    }

    TEST_CASE("only what answers our question is a reply") {
        const Octets good =
            join({header("8400", 1), question("www.example."), record(1, kAddress)});
        Octets other_id = good;
        other_id[1] ^= 1;
        struct {
            const char* why;
            Octets message;
            bool is_ours;
        } const rows[] = {
            {"it", good, true},
            {"spelt otherwise", join({header("8400", 0), question("WWW.eXample.")}), true},
            {"another id", other_id, false},
            {"a query", join({header("0000", 0), question("www.example.")}), false},
            {"another opcode", join({header("a000", 0), question("www.example.")}), false},
            {"another name", join({header("8400", 0), question("wwx.example.")}), false},
            {"a longer name", join({header("8400", 0), question("www.example.com.")}), false},
            {"another type", join({header("8400", 0), question("www.example.", 28)}), false},
            {"no question", join({u16(0x1234), u16(0x8400), u16(0), u16(0), u32(0)}), false},
            {"nothing", {}, false},
        };
        for (const auto& row : rows) {
            CAPTURE(row.why);
            CHECK(read_reply(row.message, kQuestion).has_value() == row.is_ours);
        }
    }

    TEST_CASE("rcode, flags, and the answers of the type asked for") {
        const Octets message =
            join({header("8605", 3), question("www.example."), record(5, name_octets("a.example.")),
                  record(1, kAddress), record(1, from_hex("c0000202"))});
        const std::optional<DnsReply> reply = read_reply(message, kQuestion);
        REQUIRE(reply);
        CHECK(reply->rcode == 5);
        CHECK(reply->is_authoritative);
        CHECK(reply->is_truncated);
        CHECK(reply->is_well_formed);
        REQUIRE(reply->answers.size() == 2);
        CHECK(reply->answers[0] == kAddress);
    }

    TEST_CASE("names in data come without compression, in small letters") {
        // "Mail" below the name of the question, whose "example." stands at 16.
        const Octets compressed = join({u16(10), from_hex("044d61696c c010")});
        DnsQuestion mx = kQuestion;
        mx.type = 15;
        const std::optional<DnsReply> reply = read_reply(
            join({header("8400", 1), question("www.example.", 15), record(15, compressed)}), mx);
        REQUIRE(reply);
        REQUIRE(reply->answers.size() == 1);
        CHECK(reply->answers[0] == join({u16(10), name_octets("mail.example.")}));
    }

    TEST_CASE("damage behind the question is told as such") {
        DnsQuestion ns = kQuestion;
        ns.type = 2;
        struct {
            const char* why;
            Octets rdata;
        } const rows[] = {
            {"a pointer to itself", from_hex("c029")},
            {"a pointer forwards", from_hex("c02b00")},
            {"a loop through labels", from_hex("0161c029")},
            {"a label of an unknown kind", from_hex("4161")},
            {"a name that goes on behind its data", from_hex("0561")},
            {"no name", {}},
        };
        for (const auto& row : rows) {
            CAPTURE(row.why);
            const std::optional<DnsReply> reply = read_reply(
                join({header("8400", 1), question("www.example.", 2), record(2, row.rdata)}), ns);
            REQUIRE(reply);
            CHECK_FALSE(reply->is_well_formed);
            CHECK(reply->answers.empty());
        }
        const std::optional<DnsReply> more_announced = read_reply(
            join({header("8400", 2), question("www.example."), record(1, kAddress)}), kQuestion);
        CHECK_FALSE(more_announced->is_well_formed);
        CHECK(more_announced->answers.size() == 1);
    }

    TEST_CASE("a name longer than 255 octets is malformed, however it is put together") {
        Octets longest;
        for (int i = 0; i < 4; ++i)
            longest = join({longest, {62}, Octets(62, 'x')});
        CHECK(read_rdata(join({longest, {2}, Octets(2, 'x'), {0}}), 0, 256, 2) == std::nullopt);
        CHECK(read_rdata(join({longest, {1}, Octets(1, 'x'), {0}}), 0, 255, 2));
    }

    TEST_CASE("a name that jumps more often than names can is malformed") {
        std::vector<std::uint8_t> message(1); // the root, then pointers, each to the one before
        for (std::uint8_t i = 0; i < 129; ++i) {
            message.push_back(0xc0);
            message.push_back(i == 0 ? 0 : static_cast<std::uint8_t>(2 * i - 1));
        }
        constexpr std::uint16_t kNs = wire::type::kNs;
        const auto behind = [](std::size_t hops) { return 2 * hops - 1; };
        CHECK(read_rdata(message, behind(127), 2, kNs) == Rdata{0});
        CHECK(read_rdata(message, behind(128), 2, kNs) == Rdata{0});
        CHECK_FALSE(read_rdata(message, behind(129), 2, kNs).has_value());
    }

    TEST_CASE("data as people read it") {
        CHECK(rdata_to_text(kAddress, 1) == "192.0.2.1");
        CHECK(rdata_to_text(name_octets("a.example."), 5) == "a.example.");
        CHECK(rdata_to_text(from_hex("0161"), 16) == "\\# 2 0161");
        CHECK(rdata_to_text(Octets(33, 0xff), 16).ends_with("ff…"));
        CHECK(rcode_to_text(3) == "NXDOMAIN");
        CHECK(rcode_to_text(9) == "RCODE9");
    }
}

} // namespace signpost::probe
