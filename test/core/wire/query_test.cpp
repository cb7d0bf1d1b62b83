#include "core/wire/edns.hpp"
#include "core/wire/query.hpp"
#include "core/wire/registry.hpp"
#include "support/query_builder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace signpost::wire {
namespace {

using test::name_octets;
using test::Octets;
using test::QueryBuilder;

const Octets kQuestion = test::join({name_octets("www.Example."), test::u16(1), test::u16(1)});

Query parse(const QueryBuilder& builder) {
    Name name;
    return parse_query(builder.build(), name);
}

TEST_SUITE("core/wire/query") {

    TEST_CASE("header and question are read, the name lower-cased") {
        Name name;
        const Query query = parse_query(QueryBuilder("WWW.example.", "AAAA", 3)
                                            .flags(0x0110)
                                            .record(1, {0})
                                            .record(2, {0})
                                            .record(3, {0})
                                            .build(),
                                        name);
        CHECK(query.admission == Admission::Answer);
        CHECK(query.flags == 0x0110);
        CHECK(query.type == type::kAaaa);
        CHECK(query.klass == klass::kCh);
        CHECK(query.other_count == 2);
        CHECK(query.additional_count == 1);
        CHECK(query.question_end == 12 + 13 + 4);
        CHECK(std::ranges::equal(name.octets(), name_octets("www.example.")));
    }

    TEST_CASE("what becomes of a message is told by header and question") {
        struct Row {
            std::string why;
            QueryBuilder query;
            Admission admission;
            bool has_question;
        };
        // clang-format off
        const Row rows[] = {
            {"a response is never answered", QueryBuilder("a.").flags(0x8000), Admission::Drop, false},
            {"a response of another opcode too", QueryBuilder("a.").flags(0xa800), Admission::Drop, false},
            {"other flags are no reason", QueryBuilder("a.").flags(0x07ff), Admission::Answer, true},
            {"IQUERY (RFC 3425)", QueryBuilder("a.").flags(0x0800), Admission::NotImplemented, true},
            {"NOTIFY", QueryBuilder("a.").flags(0x2000), Admission::NotImplemented, true},
            {"UPDATE with an unreadable zone", QueryBuilder().question({0xc0, 0x0c}).flags(0x2800),
             Admission::NotImplemented, false},
            {"opcode 15", QueryBuilder("a.").flags(0x7800), Admission::NotImplemented, true},
            {"no question (RFC 7873 §5.4)", QueryBuilder(), Admission::NoQuestion, false},
            {"two questions (RFC 9619)", QueryBuilder().question(test::join({kQuestion, kQuestion}), 2),
             Admission::FormatError, false},
            {"65535 questions", QueryBuilder().question(kQuestion, 65535), Admission::FormatError, false},
            {"a pointer in the question", QueryBuilder().question({0xc0, 0x0c, 0, 1, 0, 1}),
             Admission::FormatError, false},
            {"class cut off", QueryBuilder().question(Octets(kQuestion.begin(), kQuestion.end() - 1)),
             Admission::FormatError, false},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            const Query query = parse(row.query);
            CHECK(query.admission == row.admission);
            CHECK((query.question_end > kHeaderLength) == row.has_question);
        }
    }

    TEST_CASE("every prefix of a message is dropped or malformed, and none is read past") {
        const Octets whole = QueryBuilder("www.example.")
                                 .record(3, test::join({{0},
                                                        test::u16(1),
                                                        test::u16(1),
                                                        test::u32(0),
                                                        test::u16(4),
                                                        {1, 2, 3, 4}}))
                                 .option(option::kNsid, {})
                                 .build();
        for (std::size_t length = 0; length < whole.size(); ++length) {
            const Octets prefix(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
            CAPTURE(length);
            Name name;
            const Query query = parse_query(prefix, name);
            if (length < 12)
                CHECK(query.admission == Admission::Drop);
            else if (length < 12 + kQuestion.size())
                CHECK(query.admission == Admission::FormatError);
            else
                CHECK(parse_edns(prefix, query).malformed);
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::wire
