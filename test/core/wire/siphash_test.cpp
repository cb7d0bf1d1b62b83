#include "core/wire/siphash.hpp"

#include <doctest/doctest.h>

#include <numeric>
#include <vector>

namespace signpost::wire {
namespace {

TEST_SUITE("core/wire/siphash") {

    TEST_CASE("the authors' vectors: key 00 to 0f, message 00 01 02 and so on") {
        std::array<std::uint8_t, 16> key{};
        std::iota(key.begin(), key.end(), std::uint8_t{0});
        const std::uint64_t expected[] = {
            0x726fdb47dd0e0e31, 0x74f839c593dc67fd, 0x0d6c8009d9a94f5a, 0x85676696d7fb7e2d,
            0xcf2794e0277187b7, 0x18765564cd99a68d, 0xcbc9466e58fee3ce, 0xab0200f58b01d137,
            0x93f5f5799a932462, 0x9e0082df0ba9e4b0, 0x7a5dbbc594ddb9f3, 0xf4b32f46226bada7,
            0x751e8fbc860ee5fb, 0x14ea5627c0843d90, 0xf723ca908e7af2ee, 0xa129ca6149be45e5,
            0x3f2acc7f57c29bdb};
        std::vector<std::uint8_t> message;
        for (const std::uint64_t hash : expected) {
            CAPTURE(message.size());
            CHECK(siphash24(key, message) == hash);
            message.push_back(static_cast<std::uint8_t>(message.size()));
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::wire
