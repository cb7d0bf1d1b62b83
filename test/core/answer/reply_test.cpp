#include "core/answer/reply.hpp"
#include "support/responder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::answer {
namespace {

using test::DecodedMessage;
using test::Octets;
using test::QueryBuilder;
using test::Responder;
using wire::ExtendedError;
using wire::Rcode;
namespace flag = wire::flag;
namespace option = wire::option;

Responder make_responder() {
    std::string lines = "www A 192.0.2.1\n";
    for (int i = 0; i < 20; ++i) // 1071 octets with header and question
        lines += "large TXT " + std::string(36, 'x') + std::to_string(100 + i) + "\n";
    for (int i = 0; i < 40; ++i)
        lines += "huge TXT " + std::string(36, 'x') + std::to_string(100 + i) + "\n";
    return Responder({test::make_zone("example.", lines)});
}

QueryBuilder www() {
    return QueryBuilder("www.example.");
}

TEST_SUITE("core/answer/reply") {

    TEST_CASE("what gets no reply") {
        Responder responder = make_responder();
        const Octets query = www().build();
        for (std::size_t length = 0; length < 12; ++length)
            CHECK(responder.reply_to(Bytes(query).first(length)).empty());
        CHECK(responder.reply_to(www().flags(0x8000).build()).empty());
        CHECK(responder.reply_to(www().flags(0xffff).build()).empty());
        CHECK(responder.count(Count::Dropped) == 14);
        CHECK(responder.count(Count::UdpQueries) == 0);
    }

    TEST_CASE("flags: QR and AA set, RD and opcode copied, all others clear") {
        Responder responder = make_responder();
        CHECK(responder.ask(www()).flags == 0x8400);
        CHECK(responder.ask(www().flags(0x07ff)).flags == 0x8500);
        CHECK(responder.ask(www().flags(0x2900)).flags == 0xa904);
        CHECK(responder.ask(QueryBuilder("www.elsewhere.").flags(0x0100)).flags == 0x8105);
    }

    TEST_CASE("what a query that is not answered gets instead") {
        Responder responder = make_responder();
        struct Row {
            std::string why;
            QueryBuilder query;
            Rcode rcode;
            bool has_question;
            bool has_opt;
        };
        const Octets two = test::join({test::name_octets("a."), test::u16(1), test::u16(1),
                                       test::name_octets("b."), test::u16(1), test::u16(1)});
        const Octets opt = test::opt_record(1232, {});
        // clang-format off
        const Row rows[] = {
            {"no question", QueryBuilder(), Rcode::FormatError, false, false},
            {"no question, but EDNS", QueryBuilder().edns(), Rcode::FormatError, false, true},
            {"two questions (RFC 9619)", QueryBuilder().question(two, 2), Rcode::FormatError, false, false},
            {"a question cut short", QueryBuilder().question({1, 'a', 0, 0, 1, 0}), Rcode::FormatError, false, false},
            {"octets behind the message", www().behind({0}), Rcode::FormatError, true, false},
            {"two OPTs (RFC 6891 §6.1.1)", www().record(3, opt).edns(), Rcode::FormatError, true, true},
            {"an OPT in the answer section", www().record(1, opt), Rcode::FormatError, true, true},
            {"an option cut short", www().record(3, test::opt_record(1232, {0, 3, 0, 1})), Rcode::FormatError, true, true},
            {"a cookie of 9 octets (RFC 7873 §5.2.2)", www().option(option::kCookie, Octets(9, 1)),
             Rcode::FormatError, true, true},
            {"a client subnet with a scope (RFC 7871 §7.1.2)", www().option(option::kClientSubnet, {0, 1, 8, 8, 10}),
             Rcode::FormatError, true, true},
            {"EDNS version 1 (RFC 6891 §6.1.3)", www().edns(1232, 1), Rcode::BadVersion, true, true},
            {"EDNS version 255", www().edns(1232, 255), Rcode::BadVersion, true, true},
            {"NOTIFY", www().flags(0x2000), Rcode::NotImplemented, true, false},
            {"an OPT comes back also then (RFC 6891 §6.1.1)", www().flags(0x2000).edns(), Rcode::NotImplemented, true, true},
            {"UPDATE of no zone", QueryBuilder().flags(0x2800), Rcode::NotImplemented, false, false},
            {"a transfer", QueryBuilder("example.", "AXFR").edns(), Rcode::Refused, true, true},
            {"an incremental one", QueryBuilder("example.", "IXFR"), Rcode::Refused, true, false},
            {"not our zone", QueryBuilder("elsewhere.").edns(), Rcode::Refused, true, true},
            {"class CS", QueryBuilder("www.example.", "A", 2), Rcode::Refused, true, false},
            {"class HS", QueryBuilder("www.example.", "A", 4), Rcode::Refused, true, false},
            {"class NONE", QueryBuilder("www.example.", "A", 254), Rcode::Refused, true, false},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const DecodedMessage reply = responder.ask(row.query);
            CHECK(reply.rcode() == row.rcode);
            CHECK(reply.has_question == row.has_question);
            CHECK(reply.opt.has_value() == row.has_opt);
            CHECK(reply.answer.empty());
            CHECK(reply.authority.empty());
            CHECK_FALSE(reply.has(flag::kAuthoritative));
        }
        CHECK(responder.count(Count::BadVersions) == 2);
        CHECK(responder.count(Count::NotImplemented) == 3);
        CHECK(responder.count(Count::FormatErrors) == 10);
        CHECK(responder.count(Count::Refused) == 6);
    }

    TEST_CASE("class ANY is answered like IN, and echoed") {
        Responder responder = make_responder();
        const DecodedMessage reply = responder.ask(QueryBuilder("www.example.", "A", 255));
        CHECK(reply.answer.size() == 1);
        CHECK(reply.classes == std::vector<std::uint16_t>{1});
    }

    TEST_CASE("an OPT says our size and nothing that was not asked for; DO comes back") {
        Responder responder = make_responder();
        const DecodedMessage plain = responder.ask(www().edns(4096));
        CHECK(plain.udp_payload == 1232);
        CHECK(plain.opt->ttl_s == 0);
        CHECK(plain.opt->rdata.empty());
        CHECK(responder.ask(www().edns(512, 0, 0xffff)).opt->ttl_s == 0x8000);
        CHECK_FALSE(responder.ask(www()).opt.has_value());
    }

    TEST_CASE("a reply is as long as client and server allow, or empty with TC") {
        Responder responder = make_responder();
        struct Row {
            std::string why;
            QueryBuilder query;
            std::uint16_t ours;
            std::size_t count; // 0: truncated
        };
        const QueryBuilder large("large.example.", "TXT");
        const QueryBuilder huge("huge.example.", "TXT");
        const auto edns = [](QueryBuilder query, unsigned size) { return query.edns(size); };
        // clang-format off
        const Row rows[] = {
            {"512 without EDNS (RFC 1035 §2.3.4)", large, 1232, 0},
            {"below 512 means 512 (RFC 6891 §6.2.3)", edns(large, 0), 1232, 0},
            {"the client's size", edns(large, 1000), 1232, 0},
            {"1232", edns(large, 1232), 1232, 20},
            {"exactly what is needed", edns(large, 1082), 1232, 20},
            {"one octet less", edns(large, 1081), 1232, 0},
            {"never more than ours", edns(huge, 65535), 1232, 0},
            {"unless ours is more", edns(huge, 65535), 4096, 40},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            responder.settings.udp_payload_max = row.ours;
            const DecodedMessage reply = responder.ask(row.query);
            CHECK(reply.answer.size() == row.count);
            CHECK(reply.has(flag::kTruncated) == (row.count == 0));
            CHECK(reply.rcode() == Rcode::NoError);
        }
        CHECK(responder.count(Count::Truncated) == 5);
        responder.client.transport = Transport::Tcp;
        CHECK(responder.ask(huge).answer.size() == 40);
    }

    TEST_CASE("options of the reply leave room: with them a reply that fits no more is truncated") {
        Responder responder = make_responder();
        const DecodedMessage reply = responder.ask(
            QueryBuilder("large.example.", "TXT").edns(1082).option(option::kNsid, {}));
        CHECK(reply.has(flag::kTruncated));
        CHECK(reply.option(option::kNsid).has_value());
    }

    TEST_CASE("NSID (RFC 5001), told if there is one") {
        Responder responder = make_responder();
        const Octets identity{'n', 'o', 'd', 'e', '-', '1'};
        CHECK(responder.ask(www().option(option::kNsid, {})).option(option::kNsid) == identity);
        responder.settings.identity.clear();
        CHECK_FALSE(responder.ask(www().option(option::kNsid, {})).option(option::kNsid));
    }

    TEST_CASE("the client subnet comes back with scope 0 (RFC 7871 §7.2.1)") {
        Responder responder = make_responder();
        for (const std::string subnet : {"00011800c00002", "00010000", "0002380020010db8000001"}) {
            const Octets value = test::from_hex(subnet);
            CHECK(responder.ask(www().option(option::kClientSubnet, value))
                      .option(option::kClientSubnet) == value);
        }
    }

    TEST_CASE("keepalive and padding are for TCP (RFC 7828 §3.2.1, RFC 8467 §4.1)") {
        Responder responder = make_responder();
        const QueryBuilder query =
            www().option(option::kKeepalive, {}).option(option::kPadding, Octets(3, 0));
        CHECK(responder.ask(query).opt->rdata.empty());

        responder.client.transport = Transport::Tcp;
        responder.settings.tcp_idle_ds = 0x1234;
        for (const std::string name : {"www.example.", "large.example.", "huge.example.", "x."}) {
            QueryBuilder asked(name, "TXT");
            asked.option(option::kKeepalive, {}).option(option::kPadding, {});
            const DecodedMessage reply = responder.ask(asked);
            CHECK(reply.option(option::kKeepalive) == Octets{0x12, 0x34});
            CHECK(responder.reply_to(asked.build()).size() % 468 == 0);
            const Octets padding = *reply.option(option::kPadding);
            CHECK(padding == Octets(padding.size(), 0));
        }
        CHECK_FALSE(responder.ask(www().edns()).option(option::kKeepalive));
        CHECK_FALSE(responder.ask(www().edns()).option(option::kPadding));
    }

    TEST_CASE("padding fills up to a block and adds none, whatever the length without it") {
        Responder responder({test::make_zone("example.", "* TXT " + std::string(200, 'x') + "\n")});
        responder.client.transport = Transport::Tcp;
        std::size_t shortest = 468;
        const std::string prefix = std::string(63, 'a') + "." + std::string(63, 'b') + ".";
        for (std::size_t length = 1; length <= 110; ++length) {
            std::string name = prefix + std::string(1 + length % 60, 'c') + ".";
            if (length > 60) name += std::string(50, 'd') + ".";
            QueryBuilder query(name + "example.", "TXT");
            const DecodedMessage reply = responder.ask(query.option(option::kPadding, {}));
            const std::size_t padding = reply.option(option::kPadding)->size();
            CHECK(padding < 468);
            CHECK(responder.reply_to(query.build()).size() % 468 == 0);
            shortest = std::min(shortest, padding);
        }
        CHECK(shortest == 0); // the row that this is about was among them
    }

    TEST_CASE("extended errors say why (RFC 8914), only with EDNS") {
        Responder responder = make_responder();
        const auto error = [&responder](QueryBuilder query) {
            return responder.ask(query.edns()).option(option::kExtendedError);
        };
        CHECK(error(QueryBuilder("elsewhere.")) == Octets{0, 20});
        CHECK(error(QueryBuilder("example.", "AXFR")) == Octets{0, 21});
        CHECK(error(QueryBuilder("id.server.", "TXT", 3)) == Octets{0, 18});
        CHECK_FALSE(error(www()));
        CHECK_FALSE(responder.ask(QueryBuilder("elsewhere.")).opt);
    }

    TEST_CASE("a cookie is answered with a server cookie that is good next time") {
        Responder responder = make_responder();
        const Octets first =
            *responder.ask(www().option(option::kCookie, Octets(8, 5))).option(option::kCookie);
        REQUIRE(first.size() == 24);
        CHECK(std::all_of(first.begin(), first.begin() + 8, [](auto octet) { return octet == 5; }));
        CHECK(responder.count(Count::CookiesValid) == 0);
        CHECK(responder.count(Count::CookiesInvalid) == 0);
        CHECK(responder.ask(www().option(option::kCookie, first)).answer.size() == 1);
        CHECK(responder.count(Count::CookiesValid) == 1);
        CHECK(responder.ask(www().option(option::kCookie, Octets(24, 5))).answer.size() == 1);
        CHECK(responder.count(Count::CookiesInvalid) == 1);
        responder.settings.cookies.enabled = false;
        CHECK_FALSE(responder.ask(www().option(option::kCookie, first)).option(option::kCookie));
    }

    TEST_CASE("where cookies are required: BADCOOKIE to those who speak them (RFC 7873 §5.2.3)") {
        Responder responder = make_responder();
        responder.settings.cookies.required = true;
        CHECK(responder.ask(www()).rcode() == Rcode::NoError);
        CHECK(responder.ask(www().edns()).rcode() == Rcode::NoError);
        const DecodedMessage bad = responder.ask(www().option(option::kCookie, Octets(8, 5)));
        CHECK(bad.rcode() == Rcode::BadCookie);
        CHECK(bad.answer.empty());
        CHECK_FALSE(bad.has(flag::kAuthoritative));
        const QueryBuilder again = www().option(option::kCookie, *bad.option(option::kCookie));
        CHECK(responder.ask(again).rcode() == Rcode::NoError);
        CHECK(responder.ask(www().option(option::kCookie, Octets(24, 5))).rcode() ==
              Rcode::BadCookie);
        CHECK(responder.count(Count::BadCookies) == 2);
        responder.client.transport = Transport::Tcp;
        CHECK(responder.ask(www().option(option::kCookie, Octets(8, 5))).rcode() == Rcode::NoError);
    }

    TEST_CASE("a query without a question asks for a cookie, or about one (RFC 7873 §5.4)") {
        Responder responder = make_responder();
        for (const bool required : {false, true}) {
            responder.settings.cookies.required = required;
            const DecodedMessage fresh =
                responder.ask(QueryBuilder().option(option::kCookie, Octets(8, 5)));
            CHECK(fresh.rcode() == Rcode::NoError);
            CHECK_FALSE(fresh.has_question);
            const Octets cookie = *fresh.option(option::kCookie);
            CHECK(cookie.size() == 24);
            CHECK(responder.ask(QueryBuilder().option(option::kCookie, cookie)).rcode() ==
                  Rcode::NoError);
            CHECK(responder.ask(QueryBuilder().option(option::kCookie, Octets(24, 5))).rcode() ==
                  Rcode::BadCookie);
        }
        responder.settings.cookies.enabled = false;
        CHECK(responder.ask(QueryBuilder().option(option::kCookie, Octets(8, 5))).rcode() ==
              Rcode::FormatError);
    }

    TEST_CASE("class CH tells identity and version to those who may ask (RFC 4892)") {
        Responder responder = make_responder();
        const auto ask = [&responder](const std::string& name, const std::string& type) {
            return responder.ask(QueryBuilder(name, type, wire::klass::kCh));
        };
        CHECK(ask("version.server.", "TXT").rcode() == Rcode::Refused);
        responder.client.address = *parse_address("127.0.0.1");
        for (const std::string name :
             {"version.server.", "VERSION.bind.", "id.server.", "hostname.bind."}) {
            CAPTURE(name);
            const DecodedMessage reply = ask(name, "TXT");
            CHECK(reply.rcode() == Rcode::NoError);
            REQUIRE(reply.answer.size() == 1);
            CHECK(reply.classes[0] == wire::klass::kCh);
            CHECK(reply.answer[0].ttl_s == 0);
            const bool is_version = name.front() == 'v' || name.front() == 'V';
            CHECK(line_of(reply.answer[0]) ==
                  name + " 0 TXT " + (is_version ? "signpost test" : "node-1"));
            CHECK(ask(name, "A").answer.empty());
            CHECK(ask(name, "A").rcode() == Rcode::NoError);
        }
        CHECK(ask("www.example.", "A").rcode() == Rcode::Refused);
        responder.settings.version.clear();
        CHECK(ask("version.bind.", "TXT").rcode() == Rcode::Refused);
    }

    TEST_CASE("class CH tells how all is to those who may ask, in pieces that TXT holds") {
        Responder responder = make_responder();
        const auto ask = [&responder](const std::string& type) {
            return responder.ask(QueryBuilder("Health.signpost.", type, wire::klass::kCh).edns());
        };
        CHECK(ask("TXT").rcode() == Rcode::Refused);
        responder.client.address = *parse_address("127.0.0.1");
        CHECK(ask("A").answer.empty());
        CHECK(ask("A").rcode() == Rcode::NoError);
        REQUIRE(ask("TXT").answer.size() == 1);
        CHECK(line_of(ask("TXT").answer[0]) == "Health.signpost. 0 TXT all is up");
        const std::string line(300, 'x');
        responder.health_lines =
            std::make_shared<const std::vector<std::string>>(std::vector{line, line + "y"});
        const DecodedMessage reply = ask("TXT");
        REQUIRE(reply.answer.size() == 2);
        Octets expected(1, 255);
        expected.insert(expected.end(), 255, 'x');
        expected.push_back(45);
        expected.insert(expected.end(), 45, 'x');
        CHECK(reply.answer[0].rdata == expected);
        SUBCASE("what is too much for UDP goes over TCP") {
            responder.health_lines = std::make_shared<const std::vector<std::string>>(
                std::vector<std::string>(100, line));
            CHECK(ask("TXT").has(flag::kTruncated));
            responder.client.transport = Transport::Tcp;
            CHECK_FALSE(ask("TXT").has(flag::kTruncated));
            CHECK(ask("TXT").answer.size() == 100);
        }
    }

    TEST_CASE(
        "a limited client gets nothing or a bare TC; a valid cookie and TCP are not limited") {
        Responder responder = make_responder();
        responder.settings.rate_limit = {.enabled = true, .responses_per_s = 4, .slip = 2};
        const Octets cookie =
            *responder.ask(www().option(option::kCookie, Octets(8, 5))).option(option::kCookie);
        for (int i = 0; i < 3; ++i)
            CHECK(responder.ask(www()).answer.size() == 1);
        std::size_t slipped = 0;
        for (int i = 0; i < 10; ++i) {
            const Octets said = responder.reply_to(www().edns().build());
            if (said.empty()) continue;
            std::string fault;
            const auto reply = test::decode(said, fault);
            REQUIRE(reply);
            CHECK(reply->has(flag::kTruncated));
            CHECK(reply->answer.empty());
            CHECK(reply->opt);
            ++slipped;
        }
        CHECK(slipped == 5);
        CHECK(responder.count(Count::RateSlipped) == 5);
        CHECK(responder.count(Count::RateDropped) == 5);
        CHECK(responder.ask(www().option(option::kCookie, cookie)).answer.size() == 1);
        CHECK(responder.reply_to(www().option(option::kCookie, Octets(24, 1)).build()).empty());
        responder.client.transport = Transport::Tcp;
        CHECK(responder.ask(www()).answer.size() == 1);
        responder.client.transport = Transport::Udp;
        responder.scratch.now_ms += 1000;
        CHECK(responder.ask(www()).answer.size() == 1);
    }

    TEST_CASE("the longest question with every option fits into 512 octets") {
        const std::string label(63, 'x');
        const std::string name = label + "." + label + "." + label + "." + std::string(53, 'y') +
                                 ".example."; // 255 octets
        Responder responder = make_responder();
        responder.settings.identity = std::string(Settings::kTextMax, 'i');
        responder.settings.udp_payload_max = 512;
        const DecodedMessage reply = responder.ask(
            QueryBuilder(name)
                .option(option::kNsid, {})
                .option(option::kCookie, Octets(8, 1))
                .option(option::kClientSubnet, test::join({{0, 2, 128, 0}, Octets(16, 1)})));
        CHECK(reply.rcode() == Rcode::NoName);
        CHECK(reply.option(option::kNsid)->size() == Settings::kTextMax);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
