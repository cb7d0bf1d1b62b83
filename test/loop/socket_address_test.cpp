#include "loop/socket_address.hpp"

#include <doctest/doctest.h>

namespace signpost::loop {

TEST_SUITE("loop/socket_address") {
    TEST_CASE("addresses survive the way to the kernel's form and back") {
        for (const auto* const text : {"192.0.2.1", "2001:db8::1", "0.0.0.0", "::"}) {
            const SocketAddress where{.address = *parse_address(text), .port = 53};
            CHECK(to_text(address_of(to_raw(where).storage)) == text);
        }
    }

    TEST_CASE("a v4-mapped address is unmapped") {
        const SocketAddress mapped{.address = *parse_address("::ffff:192.0.2.1"), .port = 53};
        CHECK(address_of(to_raw(mapped).storage) == *parse_address("192.0.2.1"));
    }
}

} // namespace signpost::loop
