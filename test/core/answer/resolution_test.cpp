#include "core/answer/resolution.hpp"
#include "support/responder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace signpost::answer {
namespace {

using test::DecodedMessage;
using test::make_zone;
using test::Octets;
using test::QueryBuilder;
using test::Responder;
using wire::Rcode;

using Lines = std::vector<std::string>;

struct Row {
    std::string why;
    std::string question; ///< "www.example. A"
    Rcode rcode = Rcode::NoError;
    bool authoritative = true;
    Lines answer;
    Lines authority;
    Lines additional;
};

const std::string kSoa = "example. 60 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60";

DecodedMessage ask(Responder& responder, const std::string& question) {
    std::istringstream words(question);
    std::string name;
    std::string mnemonic;
    words >> name >> mnemonic;
    return responder.ask(QueryBuilder(name, mnemonic));
}

/// Names are compared as they are spelt: what the zone says must come out as it was written.
void check_rows(Responder& responder, const std::vector<Row>& rows) {
    for (Row row : rows) {
        CAPTURE(row.why);
        CAPTURE(row.question);
        const DecodedMessage reply = ask(responder, row.question);
        CHECK(reply.rcode() == row.rcode);
        CHECK(reply.has(wire::flag::kAuthoritative) == row.authoritative);
        CHECK_FALSE(reply.has(wire::flag::kTruncated));
        for (const std::uint16_t klass : reply.classes)
            CHECK(klass == wire::klass::kIn);
        for (Lines* lines : {&row.answer, &row.authority, &row.additional})
            std::ranges::sort(*lines);
        CHECK(test::lines_of(reply.answer) == row.answer);
        CHECK(test::lines_of(reply.authority) == row.authority);
        CHECK(test::lines_of(reply.additional) == row.additional);
    }
}

TEST_SUITE("core/answer/resolution") {

    TEST_CASE("data, no data, no name, not ours") {
        Responder responder({make_zone("example.", R"(
            www        A     192.0.2.1
            www        A     192.0.2.2
            www   600  TXT   hello
            a.b.c      A     192.0.2.3
            @          MX    10 Mail
            @          MX    20 mail.elsewhere.
            Mail       A     192.0.2.4
            Mail       AAAA  2001:db8::4
            _s._tcp    SRV   1 2 3 Mail
            odd        TYPE65280 \# 00ff
        )")});
        // clang-format off
        check_rows(responder, {
            {"an RRset", "www.example. A", Rcode::NoError, true,
             {"www.example. 300 A 192.0.2.1", "www.example. 300 A 192.0.2.2"}, {}, {}},
            {"the spelling of the question (RFC 4343 §4.1)", "WwW.eXample. TXT", Rcode::NoError, true,
             {"WwW.eXample. 600 TXT hello"}, {}, {}},
            {"no data: SOA with min(TTL, minimum) (RFC 2308 §3)", "www.example. AAAA", Rcode::NoError, true,
             {}, {kSoa}, {}},
            {"a type we do not store is no data", "www.example. TYPE64000", Rcode::NoError, true, {}, {kSoa}, {}},
            {"an empty non-terminal is no data (RFC 4592 §2.2.2)", "b.c.example. A", Rcode::NoError, true,
             {}, {kSoa}, {}},
            {"ANY at an empty non-terminal", "c.example. ANY", Rcode::NoError, true, {}, {kSoa}, {}},
            {"no such name", "x.example. A", Rcode::NoName, true, {}, {kSoa}, {}},
            {"nor below one that exists", "x.www.example. A", Rcode::NoName, true, {}, {kSoa}, {}},
            {"not below our zones", "www.elsewhere. A", Rcode::Refused, false, {}, {}, {}},
            {"not above either", ". NS", Rcode::Refused, false, {}, {}, {}},
            {"the end of a label is no apex", "myexample. A", Rcode::Refused, false, {}, {}, {}},
            {"addresses of mail servers are additional", "example. MX", Rcode::NoError, true,
             {"example. 300 MX 10 Mail.example.", "example. 300 MX 20 mail.elsewhere."}, {},
             {"Mail.example. 300 A 192.0.2.4", "Mail.example. 300 AAAA 2001:db8::4"}},
            {"and of services, whose names are not compressed", "_s._tcp.example. SRV", Rcode::NoError, true,
             {"_s._tcp.example. 300 SRV 1 2 3 Mail.example."}, {},
             {"Mail.example. 300 A 192.0.2.4", "Mail.example. 300 AAAA 2001:db8::4"}},
            {"an unknown type as it stands (RFC 3597)", "odd.example. TYPE65280", Rcode::NoError, true,
             {"odd.example. 300 TYPE65280 \\# 00ff"}, {}, {}},
            {"the SOA itself has its own TTL", "example. SOA", Rcode::NoError, true,
             {"example. 3600 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60"}, {}, {}},
            {"DS at an apex whose parent is not here", "example. DS", Rcode::NoError, true, {}, {kSoa}, {}},
        });
        // clang-format on
    }

    TEST_CASE("the queries of RFC 4592 §2.2.1") {
        Responder responder({make_zone("example.", R"(
            *               TXT wildcard
            *               MX  10 host1
            sub.*           TXT beneath
            host1           A   192.0.2.1
            _ssh._tcp.host1 SRV 0 0 22 host1
            _ssh._tcp.host2 SRV 0 0 22 host1
            subdel          NS  ns.elsewhere.
            *.w             MX  10 mail.w
            mail.w          A   192.0.2.2
        )")});
        // clang-format off
        check_rows(responder, {
            {"synthesised", "host3.example. MX", Rcode::NoError, true,
             {"host3.example. 300 MX 10 host1.example."}, {}, {"host1.example. 300 A 192.0.2.1"}},
            {"no data: the wildcard has no A", "host3.example. A", Rcode::NoError, true, {}, {kSoa}, {}},
            {"synthesised two labels down", "foo.bar.example. TXT", Rcode::NoError, true,
             {"foo.bar.example. 300 TXT wildcard"}, {}, {}},
            {"host1 exists", "host1.example. MX", Rcode::NoError, true, {}, {kSoa}, {}},
            {"sub.*.example exists", "sub.*.example. MX", Rcode::NoError, true, {}, {kSoa}, {}},
            {"_telnet._tcp.host1 does not", "_telnet._tcp.host1.example. SRV", Rcode::NoName, true, {}, {kSoa}, {}},
            {"a delegation", "host.subdel.example. A", Rcode::NoError, false,
             {}, {"subdel.example. 300 NS ns.elsewhere."}, {}},
            {"below the wildcard's name", "ghost.*.example. MX", Rcode::NoName, true, {}, {kSoa}, {}},
            {"names of a wildcard's RDATA do not point into its owner", "longer.w.example. MX", Rcode::NoError, true,
             {"longer.w.example. 300 MX 10 mail.w.example."}, {}, {"mail.w.example. 300 A 192.0.2.2"}},
            {"the wildcard by name", "*.example. TXT", Rcode::NoError, true, {"*.example. 300 TXT wildcard"}, {}, {}},
        });
        // clang-format on
    }

    TEST_CASE("aliases are followed, in the zone and through others") {
        Responder responder({make_zone("example.", R"(
                www       CNAME  Host
                Host      A      192.0.2.1
                far       CNAME  web.other.
                gone      CNAME  nothing
                out       CNAME  www.elsewhere.
                todel     CNAME  www.sub
                sub       NS     ns.sub
                ns.sub    A      192.0.2.53
                *.w       CNAME  Host
                apex      CNAME  @
                deep      CNAME  in.child
                d         DNAME  other.
                e         DNAME  www
                @         A      192.0.2.9
                child     NS     ns.child
                ns.child  A      192.0.2.54
            )"),
                             make_zone("other.", R"(
                web       CNAME  back.example.
                web2      A      192.0.2.2
                loop1     CNAME  loop2
                loop2     CNAME  Loop1
                self      CNAME  self
                s         DNAME  s.s
            )"),
                             make_zone("child.example.", "in CNAME x\nx A 192.0.2.7\n")});
        const std::string child_soa =
            "child.example. 60 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60";
        const std::string other_soa =
            "other. 60 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60";
        const Lines to_host = {"www.example. 300 CNAME Host.example.",
                               "Host.example. 300 A 192.0.2.1"};
        // clang-format off
        check_rows(responder, {
            {"one link", "www.example. A", Rcode::NoError, true, to_host, {}, {}},
            {"the alias itself", "www.example. CNAME", Rcode::NoError, true, {to_host[0]}, {}, {}},
            {"ANY does not follow", "www.example. ANY", Rcode::NoError, true, {to_host[0]}, {}, {}},
            {"no data behind an alias", "www.example. TXT", Rcode::NoError, true, {to_host[0]}, {kSoa}, {}},
            {"no name behind an alias (RFC 6604 §3)", "gone.example. A", Rcode::NoName, true,
             {"gone.example. 300 CNAME nothing.example."}, {kSoa}, {}},
            {"an alias out of our zones", "out.example. A", Rcode::NoError, true,
             {"out.example. 300 CNAME www.elsewhere."}, {}, {}},
            {"an alias into another zone, and back", "far.example. A", Rcode::NoName, true,
             {"far.example. 300 CNAME web.other.", "web.other. 300 CNAME back.example."}, {kSoa}, {}},
            {"an alias into a zone below", "deep.example. A", Rcode::NoError, true,
             {"deep.example. 300 CNAME in.child.example.", "in.child.example. 300 CNAME x.child.example.",
              "x.child.example. 300 A 192.0.2.7"}, {}, {}},
            {"no data in the zone below", "deep.example. TXT", Rcode::NoError, true,
             {"deep.example. 300 CNAME in.child.example.", "in.child.example. 300 CNAME x.child.example."},
             {child_soa}, {}},
            {"an alias to a delegation: a referral, AA for the alias", "todel.example. A", Rcode::NoError, true,
             {"todel.example. 300 CNAME www.sub.example."}, {"sub.example. 300 NS ns.sub.example."},
             {"ns.sub.example. 300 A 192.0.2.53"}},
            {"from a wildcard", "q.w.example. A", Rcode::NoError, true,
             {"q.w.example. 300 CNAME Host.example.", "Host.example. 300 A 192.0.2.1"}, {}, {}},
            {"to the apex", "apex.example. A", Rcode::NoError, true,
             {"apex.example. 300 CNAME example.", "example. 300 A 192.0.2.9"}, {}, {}},
            {"a loop of two ends", "loop1.other. A", Rcode::NoError, true,
             {"loop1.other. 300 CNAME loop2.other.", "loop2.other. 300 CNAME Loop1.other."}, {}, {}},
            {"a loop of one", "self.other. A", Rcode::NoError, true, {"self.other. 300 CNAME self.other."}, {}, {}},
            {"DNAME: the alias is made (RFC 6672 §3.1)", "Web2.d.example. A", Rcode::NoError, true,
             {"d.example. 300 DNAME other.", "Web2.d.example. 300 CNAME Web2.other.", "Web2.other. 300 A 192.0.2.2"},
             {}, {}},
            {"DNAME: no data at its target", "web2.d.example. TXT", Rcode::NoError, true,
             {"d.example. 300 DNAME other.", "web2.d.example. 300 CNAME web2.other."}, {other_soa}, {}},
            {"DNAME: no such target", "x.y.d.example. A", Rcode::NoName, true,
             {"d.example. 300 DNAME other.", "x.y.d.example. 300 CNAME x.y.other."}, {other_soa}, {}},
            {"DNAME: its owner is not redirected", "d.example. A", Rcode::NoError, true, {}, {kSoa}, {}},
            {"DNAME: asked for", "d.example. DNAME", Rcode::NoError, true, {"d.example. 300 DNAME other."}, {}, {}},
            {"DNAME: asked for its CNAME", "q.d.example. CNAME", Rcode::NoError, true,
             {"d.example. 300 DNAME other.", "q.d.example. 300 CNAME q.other."}, {}, {}},
            {"DNAME: into itself, once", "x.s.other. A", Rcode::NoError, true,
             {"s.other. 300 DNAME s.s.other.", "x.s.other. 300 CNAME x.s.s.other."}, {}, {}},
        });
        // clang-format on
    }

    TEST_CASE("a DNAME that a chain meets again stands in the answer once (RFC 2181 §5)") {
        Responder responder({make_zone("example.", R"(
                a         DNAME  dt
                alias.dt  CNAME  Www.a
                www.dt    A      192.0.2.7
        )")});
        // clang-format off
        check_rows(responder, {
            {"by way of the alias, back below the DNAME", "alias.a.example. A", Rcode::NoError, true,
             {"a.example. 300 DNAME dt.example.", "alias.a.example. 300 CNAME alias.dt.example.",
              "alias.dt.example. 300 CNAME Www.a.example.", "Www.a.example. 300 CNAME Www.dt.example.",
              "Www.dt.example. 300 A 192.0.2.7"}, {}, {}},
            {"ANY goes on behind it (RFC 6672 §3.2)", "www.a.example. ANY", Rcode::NoError, true,
             {"a.example. 300 DNAME dt.example.", "www.a.example. 300 CNAME www.dt.example.",
              "www.dt.example. 300 A 192.0.2.7"}, {}, {}},
        });
        // clang-format on
    }

    TEST_CASE("sixteen links are followed, not more") {
        std::string lines = "end A 192.0.2.1\nc0 CNAME end\n";
        for (int link = 1; link <= 20; ++link)
            lines += "c" + std::to_string(link) + " CNAME c" + std::to_string(link - 1) + "\n";
        Responder responder({make_zone("example.", lines)});
        responder.client.transport = Transport::Tcp;
        CHECK(ask(responder, "c15.example. A").answer.size() == 17); // 16 links and the address
        const DecodedMessage longer = ask(responder, "c16.example. A");
        CHECK(longer.answer.size() == 17); // 17 links, the last not followed
        CHECK(longer.answer.back().type == wire::type::kCname);
        CHECK(longer.rcode() == Rcode::NoError);
    }

    TEST_CASE("a DNAME that makes a name of over 255 octets: YXDOMAIN (RFC 6672 §2.2)") {
        const std::string label(60, 'x');
        const std::string target = label + "." + label + "." + label + ".example.";
        Responder responder({make_zone("example.", "d DNAME " + target + "\n")});
        responder.client.transport = Transport::Tcp;
        const DecodedMessage fits =
            ask(responder, std::string(62, 'q') + ".d.example. A"); // 63 + 192 octets
        CHECK(fits.rcode() == Rcode::NoName);
        const DecodedMessage over = ask(responder, std::string(63, 'q') + ".d.example. A");
        CHECK(over.rcode() == Rcode::NameTooLong);
        CHECK(over.has(wire::flag::kAuthoritative));
        REQUIRE(over.answer.size() == 1);
        CHECK(over.answer[0].type == wire::type::kDname);
    }

    TEST_CASE("referrals, with the glue that there is") {
        Responder responder({make_zone("example.", R"(
            sub        NS    ns.sub
            sub        NS    ns.sib
            sub        NS    ns.elsewhere.
            sub        DS    \# 0001080200ff
            ns.sub     A     192.0.2.1
            ns.sub     AAAA  2001:db8::1
            sib        NS    ns.sib
            ns.sib     A     192.0.2.2
            own        NS    own
            own        A     192.0.2.3
            host       NS    web
            web        A     192.0.2.4
            deep.sub   NS    ns.deep.sub
            ns.deep.sub A    192.0.2.5
        )")});
        const Lines servers = {"sub.example. 300 NS ns.sub.example.",
                               "sub.example. 300 NS ns.sib.example.",
                               "sub.example. 300 NS ns.elsewhere."};
        const Lines glue = {"ns.sub.example. 300 A 192.0.2.1",
                            "ns.sub.example. 300 AAAA 2001:db8::1",
                            "ns.sib.example. 300 A 192.0.2.2"};
        // clang-format off
        check_rows(responder, {
            {"below the cut", "www.sub.example. A", Rcode::NoError, false, {}, servers, glue},
            {"at the cut", "sub.example. A", Rcode::NoError, false, {}, servers, glue},
            {"its NS is not ours to answer", "sub.example. NS", Rcode::NoError, false, {}, servers, glue},
            {"nor ANY", "sub.example. ANY", Rcode::NoError, false, {}, servers, glue},
            {"glue is not ours to answer", "ns.sub.example. A", Rcode::NoError, false, {}, servers, glue},
            {"a cut below a cut counts for nothing", "x.deep.sub.example. A", Rcode::NoError, false, {}, servers, glue},
            {"DS is (RFC 4035 §3.1.4.1)", "sub.example. DS", Rcode::NoError, true,
             {"sub.example. 300 DS \\# 0001080200ff"}, {}, {}},
            {"no DS", "sib.example. DS", Rcode::NoError, true, {}, {kSoa}, {}},
            {"DS below the cut is not", "x.sib.example. DS", Rcode::NoError, false,
             {}, {"sib.example. 300 NS ns.sib.example."}, {"ns.sib.example. 300 A 192.0.2.2"}},
            {"a cut that serves itself", "www.own.example. A", Rcode::NoError, false,
             {}, {"own.example. 300 NS own.example."}, {"own.example. 300 A 192.0.2.3"}},
            {"a server of ours", "www.host.example. A", Rcode::NoError, false,
             {}, {"host.example. 300 NS web.example."}, {"web.example. 300 A 192.0.2.4"}},
        });
        // clang-format on
    }

    TEST_CASE("parent and child on one server") {
        const std::string child_soa =
            "sub.example. 60 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60";
        Responder responder({make_zone("example.", R"(
                sub    NS ns.elsewhere.
                sub    DS \# 00ff
                nodel  CNAME x.sub
                q      CNAME www.sub
            )"),
                             make_zone("sub.example.", "@ A 192.0.2.1\nwww CNAME @\n"),
                             make_zone("un.example.", "@ A 192.0.2.2\n")});
        // clang-format off
        check_rows(responder, {
            {"the child answers", "sub.example. A", Rcode::NoError, true, {"sub.example. 300 A 192.0.2.1"}, {}, {}},
            {"also for its own NS", "sub.example. NS", Rcode::NoError, true,
             {"sub.example. 300 NS ns.elsewhere."}, {}, {}},
            {"the parent for the DS", "sub.example. DS", Rcode::NoError, true,
             {"sub.example. 300 DS \\# 00ff"}, {}, {}},
            {"the child denies", "x.sub.example. A", Rcode::NoName, true, {}, {child_soa}, {}},
            {"DS below the child's apex is the child's", "x.sub.example. DS", Rcode::NoName, true, {}, {child_soa}, {}},
            {"DS of a zone the parent does not delegate is the child's to deny", "un.example. DS", Rcode::NoError, true,
             {}, {"un.example. 60 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60"}, {}},
            {"DS through an alias to an apex goes up", "www.sub.example. DS", Rcode::NoError, true,
             {"www.sub.example. 300 CNAME sub.example.", "sub.example. 300 DS \\# 00ff"}, {}, {}},
            {"down by an alias and up again", "q.example. DS", Rcode::NoError, true,
             {"q.example. 300 CNAME www.sub.example.", "www.sub.example. 300 CNAME sub.example.",
              "sub.example. 300 DS \\# 00ff"}, {}, {}},
        });
        // clang-format on
    }

    TEST_CASE("the parent denies behind an alias that came down and goes up again") {
        Responder responder({make_zone("example.", "q CNAME www.sub\nsub NS ns.elsewhere.\n"),
                             make_zone("sub.example.", "www CNAME @\n")});
        // The apex of the parent now stands behind a pointer, and no pointer may lead to it.
        const DecodedMessage reply = ask(responder, "q.example. DS");
        CHECK(test::lines_of(reply.authority) == Lines{kSoa});
    }

    TEST_CASE("ANY: all over TCP, one RRset over UDP (RFC 8482 §4.1)") {
        Responder responder({make_zone("example.", R"(
            www   A    192.0.2.1
            www   A    192.0.2.2
            www   TXT  hello
            www   MX   1 www
            *.w   TXT  one
            *.w   MX   1 www
        )")});
        const DecodedMessage udp = ask(responder, "www.example. ANY");
        CHECK(udp.answer.size() == 2);
        CHECK(udp.answer[0].type == udp.answer[1].type);
        CHECK(ask(responder, "x.w.example. ANY").answer.size() == 1);
        responder.client.transport = Transport::Tcp;
        CHECK(ask(responder, "www.example. ANY").answer.size() == 4);
        CHECK(ask(responder, "x.w.example. ANY").answer.size() == 2);
    }

    TEST_CASE("ANY of a name with much data: what is behind 16 KiB has no wrong pointers") {
        for (const int addresses : {100, 550, 600, 1000, 1100}) {
            std::string lines;
            for (int i = 0; i < addresses; ++i)
                lines +=
                    "@ A 10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "\n";
            for (int i = 0; i < 40; ++i)
                lines += "@ MX 1 m" + std::to_string(i) + ".some.elsewhere.\n";
            Responder responder({make_zone("example.", lines)});
            responder.client.transport = Transport::Tcp;
            CAPTURE(addresses);
            const DecodedMessage reply = ask(responder, "example. ANY"); // decoded strictly
            for (const test::TextRecord& record : reply.answer)
                if (record.type == wire::type::kMx)
                    CHECK(line_of(record).ends_with(".some.elsewhere."));
        }
    }

    TEST_CASE("addresses of a name behind 16 KiB have no owner to point to and are left out") {
        std::string lines;
        for (int i = 0; i < 1000; ++i)
            lines += "@ MX 1 m" + std::to_string(i) + "\nm" + std::to_string(i) + " A 192.0.2.1\n";
        Responder responder({make_zone("example.", lines)});
        responder.client.transport = Transport::Tcp;
        const DecodedMessage reply = ask(responder, "example. MX");
        CHECK(reply.answer.size() == 1000);
        CHECK(reply.additional.size() > 500);
        CHECK(reply.additional.size() < 1000);
    }

    TEST_CASE("truncation is all or nothing, and glue at or below the cut counts as needed") {
        struct Case {
            std::string why;
            std::string glue_owner;
            bool truncated;
        };
        // clang-format off
        const Case cases[] = {
            {"glue below the cut", "ns.sub", true},
            {"glue at the cut itself", "sub", true},
            {"glue of a sibling may go", "ns.sib", false},
            {"an address of ours may go", "web", false},
        };
        // clang-format on
        for (const Case& row : cases) {
            std::string lines = "sub NS " + row.glue_owner + "\nsib NS ns.sib\nns.sib A 10.1.1.1\n";
            for (int i = 0; i < 60; ++i)
                lines += row.glue_owner + " A 10.0.0." + std::to_string(i) + "\n";
            Responder responder({make_zone("example.", lines)});
            CAPTURE(row.why);
            const DecodedMessage reply = ask(responder, "www.sub.example. A");
            CHECK(reply.has(wire::flag::kTruncated) == row.truncated);
            CHECK(reply.authority.size() == (row.truncated ? 0 : 1));
            CHECK(reply.additional.empty());
            responder.client.transport = Transport::Tcp;
            CHECK(ask(responder, "www.sub.example. A").additional.size() >= 60);
        }
    }

    TEST_CASE("addresses beside an answer may go where room is short, RRset by RRset") {
        std::string lines = "@ MX 1 many\n@ MX 2 one\none A 192.0.2.1\n";
        for (int i = 0; i < 60; ++i)
            lines += "many A 10.0.0." + std::to_string(i) + "\n";
        Responder responder({make_zone("example.", lines)});
        const DecodedMessage reply = ask(responder, "example. MX");
        CHECK_FALSE(reply.has(wire::flag::kTruncated));
        CHECK(reply.answer.size() == 2);
        CHECK(test::lines_of(reply.additional) == Lines{"one.example. 300 A 192.0.2.1"});
    }

    TEST_CASE("what stands below a DNAME is not additional data either") {
        Responder responder({make_zone("example.", "@ MX 1 a.d\nd DNAME x.\na.d A 192.0.2.1\n")});
        CHECK(ask(responder, "example. MX").additional.empty());
    }

    TEST_CASE("a SOA whose TTL is below its minimum denies for its TTL (RFC 2308 §3)") {
        const auto outcome = test::build_zone(
            "example.", test::records_of("@ 30 SOA ns.elsewhere. m.elsewhere. 1 2 3 4 60\n"
                                         "@ NS ns.elsewhere.\n",
                                         "example."));
        REQUIRE(outcome.zone);
        Responder responder({outcome.zone});
        CHECK(ask(responder, "x.example. A").authority.at(0).ttl_s == 30);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
