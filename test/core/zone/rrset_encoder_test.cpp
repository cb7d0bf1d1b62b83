#include "core/answer/message_writer.hpp"
#include "core/zone/rrset_encoder.hpp"
#include "core/zone/zone.hpp"
#include "support/decoded_message.hpp"
#include "support/query_builder.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace signpost::zone {
namespace {

using test::Octets;

/// The RRset of `owner` as it stands behind a question for it, decoded strictly.
struct Encoded {
    Encoded(const Zone& zone, const std::string& owner, const std::string& mnemonic)
        : query(test::QueryBuilder(owner, mnemonic).build()) {
        wire::Name name;
        REQUIRE(name.read(test::name_octets(owner)) != 0);
        const Match match = zone.find(name);
        REQUIRE(match.relation == Relation::Exists);
        const RRset* rrset = match.node->find(test::type_of(mnemonic));
        REQUIRE(rrset != nullptr);
        Octets room(65535);
        answer::MessageWriter writer(room);
        writer.begin(query);
        const std::size_t apex_at = wire::kHeaderLength + name.length() - zone.apex().size();
        REQUIRE(writer.append(answer::Section::Answer, *rrset, {wire::kHeaderLength, apex_at}));
        length = rrset->wire().size();
        room.resize(writer.finish(0x8400));
        std::string fault;
        const auto decoded = test::decode(room, fault);
        REQUIRE_MESSAGE(decoded, fault);
        for (const test::TextRecord& record : decoded->answer)
            lines.push_back(line_of(record));
    }

    Octets query;
    std::size_t length = 0;
    std::vector<std::string> lines;
};

TEST_SUITE("core/zone/rrset_encoder") {

    TEST_CASE("names come out as they were written, and shorter where they may") {
        const auto zone = test::make_zone("Example.", R"(
            a.Sub    NS  One.Sub
            a.Sub    NS  two.sub
            one.sub  A   192.0.2.1
            two.sub  A   192.0.2.1
            x.y.z    MX  1 b.Y.z
            x.y.z    MX  2 Mail.Far.elsewhere.
            x.y.z    MX  3 other.far.elsewhere.
            x.y.z    MX  4 x.Y.z
            b.y.z    A   192.0.2.1
            x.y.z    A   192.0.2.1
            m        MINFO a.b a.c.b
            s        SRV 1 2 3 m
            p        PTR .
            p        PTR Example.
            c        CNAME Some.Name.example.
        )");
        struct Row {
            std::string why;
            std::string owner;
            std::string mnemonic;
            std::size_t length;
            std::vector<std::string> lines;
        };
        // clang-format off
        const Row rows[] = {
            // 14 = pointer, fixed fields, preference; labels; pointer
            {"own labels, the apex, and names before it", "x.y.z.example.", "MX", (14 + 2 + 2) + (14 + 20) + (14 + 6 + 2) + (14 + 2), {
                 "x.y.z.example. 300 MX 1 b.y.z.example.", // the tail as the question spells it
                 "x.y.z.example. 300 MX 2 Mail.Far.elsewhere.",
                 "x.y.z.example. 300 MX 3 other.Far.elsewhere.", // the tail as it was written first
                 "x.y.z.example. 300 MX 4 x.y.z.example."}},
            {"two names in one RDATA", "m.example.", "MINFO", 12 + 4 + 2 + 4 + 2, {
                 "m.example. 300 MINFO a.b.example. a.c.b.example."}},
            {"SRV is not compressed (RFC 3597 §4)", "s.example.", "SRV", 12 + 6 + 11, {
                 "s.example. 300 SRV 1 2 3 m.Example."}},
            {"the root is not pointed to", "p.example.", "PTR", 12 + 1 + 12 + 2, {
                 "p.example. 300 PTR .", "p.example. 300 PTR example."}},
            {"an alias points to the apex only", "c.example.", "CNAME", 12 + 10 + 2, {
                 "c.example. 300 CNAME Some.Name.example."}},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Encoded encoded(*zone, row.owner, row.mnemonic);
            CHECK(encoded.lines == row.lines);
            CHECK(encoded.length == row.length);
        }
    }

    TEST_CASE("copies of a record go out once, in the order of the file (RFC 2181 §5)") {
        const auto zone =
            test::make_zone("example.", "a A 192.0.2.2\na A 192.0.2.1\na A 192.0.2.2\n");
        CHECK(Encoded(*zone, "a.example.", "A").lines ==
              std::vector<std::string>{"a.example. 300 A 192.0.2.2", "a.example. 300 A 192.0.2.1"});
    }

    TEST_CASE("sets that reach behind what a pointer may count on") {
        // 600 servers of 12 + 19 octets or more: names far behind are repeated whole.
        std::string lines;
        std::vector<std::string> expected;
        for (int i = 0; i < 600; ++i) {
            const std::string name =
                "n" + std::to_string(i % 300) + ".zone" + std::to_string(i) + ".elsewhere.";
            lines += "a PTR " + name + "\n";
            expected.push_back("a.example. 300 PTR " + name);
        }
        const auto zone = test::make_zone("example.", lines);
        const Encoded encoded(*zone, "a.example.", "PTR");
        CHECK(encoded.lines == expected);
        CHECK(encoded.length > Fixup::kSelfEnd);
    }

    TEST_CASE("names that stand behind 16 KiB are not pointed to") {
        std::string lines;
        std::vector<std::string> expected;
        for (int i = 0; i < 1300; ++i) { // 16 octets each: all but the first are pointers
            const std::string name =
                i < 1200 ? "m.elsewhere." : std::to_string(i) + ".far.elsewhere.";
            lines += "a MX " + std::to_string(i) + " " + name + "\n";
            expected.push_back("a.example. 300 MX " + std::to_string(i) + " " + name);
        }
        const auto zone = test::make_zone("example.", lines);
        const Encoded encoded(*zone, "a.example.", "MX");
        CHECK(encoded.lines == expected);
        CHECK(encoded.length > wire::kPointableEnd);
    }

    TEST_CASE("random sets of names are decoded to what they were") {
        for (unsigned seed = 0; seed < 150; ++seed) {
            std::mt19937 random(seed);
            const auto name = [&random] {
                std::string text;
                for (auto left = random() % 6; left != 0; --left) {
                    const auto length = random() % 10 == 0 ? 1 + random() % 40 : 1 + random() % 2;
                    for (auto letters = length; letters != 0; --letters)
                        text += static_cast<char>('a' + random() % 3);
                    text += '.';
                }
                return text + (random() % 2 == 0 ? "example." : "");
            };
            const std::string owner = name() + "x.example.";
            std::vector<test::TextRecord> records =
                test::records_of(test::apex_lines(), "example.");
            const std::string mnemonic = seed % 3 == 0 ? "MX" : seed % 3 == 1 ? "PTR" : "MINFO";
            std::vector<std::string> expected;
            for (auto left = 1 + random() % 300; left != 0; --left) {
                std::string rdata = name();
                if (rdata.empty()) rdata = ".";
                if (mnemonic == "MX") rdata = std::to_string(random() % 9) + " " + rdata;
                if (mnemonic == "MINFO") rdata += " b.example.";
                const test::TextRecord record =
                    test::record_of(owner + " " + mnemonic + " " + rdata, "example.");
                const std::string line = line_of(record);
                if (std::ranges::find(expected, line) != expected.end()) continue;
                expected.push_back(line);
                records.push_back(record);
            }
            const ZoneBuilder::Outcome outcome = test::build_zone("example.", records);
            CAPTURE(seed);
            REQUIRE(outcome.zone);
            CHECK(Encoded(*outcome.zone, owner, mnemonic).lines == expected);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone
