#include "base/fd.hpp"
#include "base/log_outlet.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <string>

namespace signpost::log {
namespace {

struct Pipe {
    Fd from;
    Fd into;

    Pipe() {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        from = Fd(ends[0]);
        into = Fd(ends[1]);
        REQUIRE(::fcntl(into.number(), F_SETPIPE_SZ, 8192) == 8192);
    }
    [[nodiscard]] std::string read() const {
        std::array<char, 65536> room{};
        const ssize_t count = ::read(from.number(), room.data(), room.size());
        return {room.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
    }
};

TEST_SUITE("base/log_outlet") {

    TEST_CASE("a reader that stands still costs lines, not time") {
        const Pipe pipe;
        Outlet outlet(pipe.into.number());
        const std::string line = std::string(99, 'x') + "\n";
        for (int i = 0; i < 100; ++i) // 10,000 octets, more than it takes
            outlet.put(line);
        CHECK(pipe.read().size() % line.size() == 0);
        outlet.put("here again\n");
        const std::string rest = pipe.read();
        CAPTURE(rest);
        CHECK(rest.starts_with("warning lines-lost count="));
        CHECK(rest.ends_with("\nhere again\n"));
        outlet.put("and on\n");
        CHECK(pipe.read() == "and on\n");
    }

    TEST_CASE("a line that is cut does not run into the next") {
        const Pipe pipe;
        Outlet outlet(pipe.into.number());
        outlet.put(std::string(12'000, 'x') + "\n");
        CHECK(pipe.read() == std::string(8192, 'x'));
        outlet.put("next\n");
        CHECK(pipe.read() == "\nwarning lines-lost count=1\nnext\n");
    }

    TEST_CASE("where nothing can be written, nothing happens") {
        Outlet outlet(-1);
        outlet.put("unheard\n");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::log
