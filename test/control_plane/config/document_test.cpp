#include "control_plane/config/document.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::config {
namespace {

/// "line:column" of every value, depth first; of a member, its key's place stands before.
void collect_spots(const Node& node, std::vector<std::string>& spots) {
    const auto text = [](Spot at) {
        return std::to_string(at.line) + ":" + std::to_string(at.column);
    };
    spots.push_back(text(node.at));
    if (const Array* array = std::get_if<Array>(&node.value))
        for (const Node& item : array->items)
            collect_spots(item, spots);
    if (const Object* object = std::get_if<Object>(&node.value))
        for (const Node& member : object->members) {
            spots.push_back(member.key + "@" + text(member.key_at));
            collect_spots(member, spots);
        }
}

std::vector<std::string> spots_of(std::string_view text) {
    const Document document = parse_document(text, "f");
    CHECK(document.complaints.empty());
    std::vector<std::string> spots;
    collect_spots(document.root, spots);
    return spots;
}

std::vector<std::string> complaints_of(std::string_view text) {
    std::vector<std::string> lines;
    for (const Complaint& complaint : parse_document(text, "f").complaints)
        lines.push_back(to_text(complaint));
    return lines;
}

using Lines = std::vector<std::string>;

TEST_SUITE("control_plane/config/document") {

    TEST_CASE("every value knows where it stands") {
        CHECK(spots_of(R"({"a": [1,-2.5e+3, true], "b": {}})") ==
              Lines{"1:1", "a@1:2", "1:7", "1:8", "1:10", "1:19", "b@1:26", "1:31"});
        CHECK(spots_of("// \"x\": {\n{ /* ] */\n\t\"k\\\"{\": null // :\n}") ==
              Lines{"2:1", "k\"{@3:2", "3:10"});
        CHECK(spots_of("\xEF\xBB\xBF[1// c\n,2]") == Lines{"1:1", "1:2", "2:2"});
    }

    TEST_CASE("values keep their kind") {
        const Document document =
            parse_document(R"([null, false, -7, 18446744073709551615, 0.5, "t", [], {}])", "f");
        Lines kinds;
        for (const Node& node : std::get<Array>(document.root.value).items)
            kinds.emplace_back(kind_of(node.value));
        CHECK(kinds == Lines{"null", "true or false", "a whole number", "a number", "a number",
                             "a text", "a list", "an object"});
    }

    TEST_CASE("the first syntax error is told with its place, and nothing is taken from the text") {
        const Document document = parse_document("{\"a\": 1,\n  \"b\" 2}", "f");
        REQUIRE(document.complaints.size() == 1);
        CHECK(to_text(document.complaints[0]) ==
              "f:2:7: syntax error while parsing object separator - unexpected number literal; "
              "expected ':'");
        CHECK(std::get<Object>(document.root.value).members.empty());
        CHECK(complaints_of("").size() == 1);
        CHECK(complaints_of("{\"a\": 1,}").size() == 1);
        CHECK(complaints_of("{} {}").size() == 1);
        CHECK(complaints_of("{\"a\": \"\xff\"}").size() == 1);
        CHECK(complaints_of("{\"a\": 1 /* open").size() == 1);
    }

    TEST_CASE("a key that stands twice is told with its pointer, at any depth") {
        CHECK(complaints_of("{\"a\": [0, {\"x/y\": 1,\n \"x/y\": 2}],\n\"a\": {}}") ==
              Lines{"f:2:2: /a/1/x~1y: stands twice; the first is in line 1",
                    "f:3:1: /a: stands twice; the first is in line 1"});
    }

    TEST_CASE("nesting is bounded") {
        const auto nested = [](std::size_t depth) {
            return std::string(depth, '[') + std::string(depth, ']');
        };
        CHECK(complaints_of(nested(kDepthMax)).empty());
        CHECK(complaints_of(nested(kDepthMax + 1)) ==
              Lines{"f:1:17: nested deeper than 16 levels"});
        CHECK(complaints_of(std::string(1'000'000, '[')).size() == 1);
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::config
