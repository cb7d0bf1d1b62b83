#include "control_plane/zonefile/record_data.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

namespace signpost::zonefile {

TEST_SUITE("control_plane/zonefile/record_data") {
    TEST_CASE("data of any type, and what is no data") {
        struct {
            std::uint16_t type;
            const char* text;
            const char* hex; ///< Null: refused.
        } const rows[] = {
            {1, "192.0.2.1", "c0000201"},
            {15, "10 mx.example.", "000a026d78076578616d706c6500"},
            {5, "www", "0377777700"},
            {16, "\"a b\"", "03612062"},
            {1, "\\# 4 c0000201", "c0000201"},
            {1, "192.0.2.1 192.0.2.2", nullptr},
            {1, "192.0.2.256", nullptr},
            {1, "", nullptr},
            {1, "192.0.2.1\n192.0.2.2", nullptr},
            {16, "\"a", nullptr},
        };
        for (const auto& row : rows) {
            CAPTURE(row.text);
            const auto octets = parse_record_data(row.type, row.text);
            REQUIRE(octets.has_value() == (row.hex != nullptr));
            if (octets)
                CHECK(test::to_hex(*octets) == row.hex);
            else
                CHECK_FALSE(octets.error().reason().empty());
        }
    }
}

} // namespace signpost::zonefile
