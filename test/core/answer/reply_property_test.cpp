#include "core/answer/reply.hpp"
#include "core/wire/presentation.hpp"
#include "support/reference_resolver.hpp"
#include "support/responder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace signpost::answer {
namespace {

using test::DecodedMessage;
using test::Octets;
using test::TextRecord;
namespace type = wire::type;

/// Zones that touch each other, of few names, so that these meet often.
class RandomWorld {
public:
    explicit RandomWorld(unsigned seed) : random_(seed) {
        for (const std::string origin : {"z.", "a.z.", "b.a.z.", "y."})
            if (random_() % 4 != 0) add_zone(origin);
    }

    std::string name() {
        static const std::string kEnds[] = {"z.",   "a.z.",       "b.a.z.", "y.",
                                            "a.y.", "elsewhere.", "."};
        static const std::string kLabels[] = {"a", "b", "A", "*", "ns", std::string(40, 'l')};
        std::string text;
        for (auto left = random_() % 4; left != 0; --left)
            text += kLabels[random_() % 6] + ".";
        const std::string& end = kEnds[random_() % 7];
        return end == "." && !text.empty() ? text : text + end;
    }
    std::string type_name() {
        static const std::string kTypes[] = {"A",     "AAAA",  "TXT", "MX",  "NS",
                                             "CNAME", "DNAME", "DS",  "SOA", "ANY"};
        return kTypes[random_() % 10];
    }
    bool one_in(unsigned count) { return random_() % count == 0; }

    std::vector<std::shared_ptr<const zone::Zone>> zones;
    std::vector<test::ReferenceZone> reference;

private:
    std::string record_line(const std::string& origin) {
        std::string owner = name();
        if (!owner.ends_with("." + origin)) owner = one_in(2) ? "ns." + origin : "b." + origin;
        const std::string ttl = one_in(5) ? " 17 " : " 300 ";
        switch (random_() % 12) {
        case 0:
        case 1:
            return owner + ttl + "CNAME " + name();
        case 2:
            return owner + ttl + "DNAME " + name();
        case 3:
        case 4: {
            const std::string server = one_in(2)   ? "ns." + owner
                                       : one_in(3) ? owner
                                                   : "ns.elsewhere.";
            const std::string glue =
                server.ends_with("." + origin) ? "\n" + server + " A 192.0.2.53" : "";
            return owner + ttl + "NS " + server + glue;
        }
        case 5:
            return owner + ttl + "MX 10 " + name();
        case 6:
            return owner + ttl + "DS \\# 00ff";
        case 7:
            return owner + ttl + "TXT Text";
        default:
            return owner + ttl + "A 192.0.2." + std::to_string(random_() % 4);
        }
    }

    void add_zone(const std::string& origin) {
        for (int attempt = 0; attempt < 20; ++attempt) {
            std::vector<TextRecord> records = test::records_of(test::apex_lines(), origin);
            for (auto left = random_() % 12; left != 0; --left)
                for (const TextRecord& record : test::records_of(record_line(origin), origin))
                    records.push_back(record);
            auto outcome = test::build_zone(origin, records);
            if (!outcome.zone) continue; // what the checks refuse
            zones.push_back(outcome.zone);
            reference.emplace_back(test::name_octets(origin), records);
            return;
        }
    }

    std::mt19937 random_;
};

void check_additional(const DecodedMessage& reply, const test::ReferenceResolver& reference,
                      const test::ReferenceReply& expected) {
    for (const TextRecord& record : reply.additional) {
        CHECK((record.type == type::kA || record.type == type::kAaaa));
        CHECK_MESSAGE(reference.has(record), line_of(record));
    }
    const auto additional = test::lowered_lines(reply.additional);
    for (const std::string& line : test::lowered_lines(expected.glue))
        CHECK_MESSAGE(std::ranges::find(additional, line) != additional.end(), line);
}

void check_any(const DecodedMessage& reply, const test::ReferenceReply& expected, bool is_udp) {
    const auto all = test::lowered_lines(expected.answer);
    std::size_t types = 0;
    std::uint16_t last = 0;
    for (const TextRecord& record : reply.answer) {
        CHECK(std::ranges::find(all, test::lowered_lines({record})[0]) != all.end());
        if (record.type != last) ++types;
        last = record.type;
    }
    const bool is_redirected = !all.empty() && all[0].find(" DNAME ") != std::string::npos;
    if (is_udp && !is_redirected && !expected.answer.empty()) CHECK(types <= 2);
    if (!is_udp) CHECK(reply.answer.size() == expected.answer.size());
    CHECK(reply.answer.empty() == expected.answer.empty());
}

TEST_SUITE("core/answer/reply_property") {

    TEST_CASE("random zones and questions: as RFC 1034 §4.3.2 has it, whatever the size") {
        std::size_t truncated = 0;
        std::size_t replies = 0;
        for (unsigned seed = 0; seed < 250; ++seed) {
            RandomWorld world(seed);
            test::Responder responder(world.zones);
            const test::ReferenceResolver reference(world.reference);
            for (int turn = 0; turn < 60; ++turn) {
                const std::string name = world.name();
                const std::string mnemonic = world.type_name();
                const bool is_udp = world.one_in(2);
                responder.client.transport = is_udp ? Transport::Udp : Transport::Tcp;
                test::QueryBuilder query(name, mnemonic);
                query.id(static_cast<std::uint16_t>(turn * 997));
                const bool has_edns = world.one_in(2);
                if (has_edns) query.edns(world.one_in(2) ? 600 : 1232);
                CAPTURE(seed);
                CAPTURE(name);
                CAPTURE(mnemonic);
                CAPTURE(is_udp);
                const std::uint64_t before = responder.count(Count::Truncated);
                const DecodedMessage reply = responder.ask(query);
                const std::uint16_t rr_type = test::type_of(mnemonic);
                const auto expected = reference.resolve(test::name_octets(name), rr_type);
                ++replies;

                REQUIRE(reply.has_question);
                REQUIRE(reply.opt.has_value() == has_edns);
                const std::size_t limit = !is_udp ? 65535 : has_edns ? 1232 : 512;
                REQUIRE(responder.reply_to(query.build()).size() <= limit);
                if (reply.has(wire::flag::kTruncated)) {
                    REQUIRE(is_udp);
                    REQUIRE(responder.count(Count::Truncated) > before);
                    REQUIRE((reply.answer.empty() && reply.authority.empty()));
                    ++truncated;
                    continue;
                }
                REQUIRE(reply.rcode() == expected.rcode);
                REQUIRE(reply.has(wire::flag::kAuthoritative) == expected.authoritative);
                if (rr_type == type::kAny)
                    check_any(reply, expected, is_udp);
                else
                    REQUIRE(test::lowered_lines(reply.answer) ==
                            test::lowered_lines(expected.answer));
                REQUIRE(test::lowered_lines(reply.authority) ==
                        test::lowered_lines(expected.authority));
                check_additional(reply, reference, expected);
            }
        }
        CHECK(replies == 15'000);
        CHECK(truncated < replies / 20);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
