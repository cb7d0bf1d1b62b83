#include "control_plane/zonefile/encoding.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {
namespace {

/// What `texts` decode to, one after the other, in hexadecimal; "-" if that fails.
template <class Decoder>
std::string decoded(std::initializer_list<std::string_view> texts) {
    Rdata out;
    Decoder decoder(out);
    for (const std::string_view text : texts)
        if (!decoder.put(text)) return "-";
    return decoder.finish() ? to_hex(out.bytes()) : "-";
}

TEST_SUITE("control_plane/zonefile/encoding") {

    TEST_CASE("hexadecimal may be cut anywhere, in either case") {
        CHECK(decoded<HexDecoder>({}).empty());
        CHECK(decoded<HexDecoder>({"00fF", "a", "B9"}) == "-");
        CHECK(decoded<HexDecoder>({"00fF", "a", "B"}) == "00ffab");
        CHECK(decoded<HexDecoder>({"0g"}) == "-");
    }

    TEST_CASE("base64 is whole, padded, and nothing follows the padding") {
        struct Row {
            std::string text;
            std::string hex;
        };
        const Row rows[] = {
            {"Zg==", "66"},     {"Zm8=", "666f"}, {"Zm9v", "666f6f"}, {"Zm9vYmFy", "666f6f626172"},
            {"+/+/", "fbffbf"}, {"", ""},         {"Zg", "-"},        {"Zg=", "-"},
            {"Zm8", "-"},       {"Z", "-"},       {"Z===", "-"},      {"====", "-"},
            {"Zh==", "-"},      {"Zm9=", "-"}, // bits left over
            {"Zg==Zg==", "-"},  {"Zg=a", "-"},    {"Zm9v=", "-"},     {"Zm-v", "-"},
        };
        for (const Row& row : rows) {
            CAPTURE(row.text);
            CHECK(decoded<Base64Decoder>({row.text}) == row.hex);
        }
        CHECK(decoded<Base64Decoder>({"Z", "m9", "vYg=", "="}) == "666f6f62");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
