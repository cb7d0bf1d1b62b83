#include "loop/stream.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/un.h>

#include <array>
#include <string>

namespace signpost::loop {
namespace {

using std::chrono::milliseconds;

Bytes bytes_of(const std::string& text) {
    return {static_cast<const std::uint8_t*>(static_cast<const void*>(text.data())), text.size()};
}

std::string text_of(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string read_all_there_is(int socket) {
    std::string all;
    std::array<char, 65536> part{};
    for (;;) {
        const ssize_t count = ::recv(socket, part.data(), part.size(), MSG_DONTWAIT);
        if (count <= 0) return all;
        all.append(part.data(), static_cast<std::size_t>(count));
    }
}

std::array<Fd, 2> connected_pair() {
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    return {Fd(ends[0]), Fd(ends[1])};
}

void send_text(const Fd& socket, const std::string& text) {
    REQUIRE(::send(socket.number(), text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
}

/// A listening socket on a free loopback port.
Fd listen_tcp(sockaddr_in& where) {
    Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
    where = {};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof where;
    auto* const address = static_cast<sockaddr*>(static_cast<void*>(&where));
    REQUIRE(::bind(socket.number(), address, length) == 0);
    REQUIRE(::listen(socket.number(), 100) == 0);
    REQUIRE(::getsockname(socket.number(), address, &length) == 0);
    return socket;
}

Fd connect_tcp(const sockaddr_in& where) {
    Fd socket(::socket(AF_INET, SOCK_STREAM, 0));
    const auto* const address = static_cast<const sockaddr*>(static_cast<const void*>(&where));
    REQUIRE(::connect(socket.number(), address, sizeof where) == 0);
    return socket;
}

/// Ends a test that would otherwise wait for ever.
class Deadline {
public:
    explicit Deadline(Loop& loop)
        : timer_(loop, [&loop] {
              FAIL_CHECK("the test waited too long");
              loop.stop();
          }) {
        timer_.start_once(milliseconds{20'000});
    }

private:
    Timer timer_;
};

} // namespace

TEST_SUITE("loop/stream") {
    TEST_CASE("what the peer sends is read, what is written arrives") {
        Loop loop;
        const Deadline deadline(loop);
        auto [ours, theirs] = connected_pair();
        std::optional<Stream> stream;
        stream.emplace(loop, std::move(ours), 100,
                       StreamEvents{.on_read =
                                        [&](Bytes bytes) {
                                            CHECK(stream->write(bytes_of("re: " + text_of(bytes))));
                                            loop.stop();
                                        },
                                    .on_end = [](End) { FAIL("nobody ended it"); }});
        send_text(theirs, "hello");
        loop.run();
        CHECK(read_all_there_is(theirs.number()) == "re: hello");
        CHECK(stream->queued() == 0);
    }

    TEST_CASE("what the kernel does not take is queued, then sent, and told") {
        Loop loop;
        const Deadline deadline(loop);
        auto [ours, theirs] = connected_pair();
        bool drained = false;
        Stream stream(loop, std::move(ours), std::size_t{4} << 20,
                      {.on_read = [](Bytes) {},
                       .on_end = [](End) { FAIL("nobody ended it"); },
                       .on_drained =
                           [&] {
                               drained = true;
                               loop.stop();
                           }});
        const std::string much(std::size_t{2} << 20, 'x');
        CHECK(stream.write(bytes_of(much)));
        CHECK(stream.queued() > 0);
        CHECK(stream.write(bytes_of("end")));
        std::string received;
        Timer reader(loop,
                     [&, &theirs = theirs] { received += read_all_there_is(theirs.number()); });
        reader.start_every(milliseconds{1});
        loop.run();
        received += read_all_there_is(theirs.number());
        CHECK(drained);
        CHECK(received == much + "end");
    }

    TEST_CASE("the queue is bounded") {
        Loop loop;
        auto [ours, theirs] = connected_pair();
        Stream stream(loop, std::move(ours), 1000, {.on_read = [](Bytes) {}, .on_end = [](End) {}});
        CHECK_FALSE(stream.write(bytes_of(std::string(std::size_t{2} << 20, 'x'))));
        CHECK(stream.queued() == 0);
    }

    TEST_CASE("a paused stream leaves bytes in the kernel until it is resumed") {
        Loop loop;
        const Deadline deadline(loop);
        auto [ours, theirs] = connected_pair();
        std::string read;
        Stream stream(loop, std::move(ours), 100,
                      {.on_read =
                           [&](Bytes bytes) {
                               read += text_of(bytes);
                               loop.stop();
                           },
                       .on_end = [](End) {}});
        stream.pause();
        send_text(theirs, "later");
        Timer look(loop, [&] {
            CHECK(read.empty());
            stream.resume();
        });
        look.start_once(milliseconds{10});
        loop.run();
        CHECK(read == "later");
    }

    TEST_CASE("a peer that only finished sending can still be written to") {
        Loop loop;
        const Deadline deadline(loop);
        auto [ours, theirs] = connected_pair();
        std::vector<End> ends;
        Stream stream(loop, std::move(ours), 100,
                      {.on_read = [](Bytes) {},
                       .on_end =
                           [&](End end) {
                               ends.push_back(end);
                               loop.stop();
                           }});
        ::shutdown(theirs.number(), SHUT_WR);
        loop.run();
        CHECK(ends == std::vector{End::Finished});
        CHECK(stream.write(bytes_of("bye")));
        CHECK(read_all_there_is(theirs.number()) == "bye");
    }

    TEST_CASE("a reset connection ends once and is closed") {
        Loop loop;
        const Deadline deadline(loop);
        sockaddr_in where{};
        const Fd listening = listen_tcp(where);
        Fd theirs = connect_tcp(where);
        Fd ours(::accept(listening.number(), nullptr, nullptr));
        std::vector<End> ends;
        Stream stream(loop, std::move(ours), 100,
                      {.on_read = [](Bytes) {},
                       .on_end =
                           [&](End end) {
                               ends.push_back(end);
                               loop.stop();
                           }});
        const linger reset{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(theirs.number(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        theirs.close();
        loop.run();
        CHECK(ends == std::vector{End::Broken});
        CHECK_FALSE(stream.is_open());
        CHECK_FALSE(stream.write(bytes_of("x")));
        stream.close();
    }

    TEST_CASE("a stream may be destroyed by its own callback") {
        Loop loop;
        const Deadline deadline(loop);
        auto [ours, theirs] = connected_pair();
        std::optional<Stream> stream;
        stream.emplace(loop, std::move(ours), 100,
                       StreamEvents{.on_read =
                                        [&](Bytes) {
                                            stream.reset();
                                            loop.stop();
                                        },
                                    .on_end = [](End) { FAIL("it is gone"); }});
        send_text(theirs, "x");
        loop.run();
        CHECK(::send(theirs.number(), "x", 1, MSG_NOSIGNAL) == -1);
    }

    TEST_CASE("a descriptor number that is used again is watched for its new stream") {
        Loop loop;
        const Deadline deadline(loop);
        auto first_pair = connected_pair();
        const int number = first_pair[0].number();
        std::optional<Stream> first;
        first.emplace(loop, std::move(first_pair[0]), 100,
                      StreamEvents{.on_read = [](Bytes) {}, .on_end = [](End) {}});
        first->close();
        auto second_pair = connected_pair();
        REQUIRE(second_pair[0].number() == number);
        std::string read;
        const Stream second(loop, std::move(second_pair[0]), 100,
                            {.on_read =
                                 [&](Bytes bytes) {
                                     read = text_of(bytes);
                                     loop.stop();
                                 },
                             .on_end = [](End) {}});
        first.reset();
        send_text(second_pair[1], "new");
        loop.run();
        CHECK(read == "new");
    }
}

TEST_SUITE("loop/listener") {
    TEST_CASE("connections are accepted with the address of the client") {
        Loop loop;
        const Deadline deadline(loop);
        sockaddr_in where{};
        Fd socket = listen_tcp(where);
        std::vector<Fd> accepted;
        const Listener listener(loop, std::move(socket), [&](Fd client, const auto& peer) {
            accepted.push_back(std::move(client));
            CHECK(peer.ss_family == AF_INET);
            if (accepted.size() == 70) loop.stop();
        });
        std::vector<Fd> clients;
        for (int i = 0; i < 70; ++i)
            clients.push_back(connect_tcp(where));
        loop.run();
        CHECK(accepted.size() == 70);
    }

    TEST_CASE("a listener that finishes accepts what waits, then refuses") {
        Loop loop;
        sockaddr_in where{};
        Fd socket = listen_tcp(where);
        int accepted = 0;
        Listener listener(loop, std::move(socket), [&](Fd, const auto&) { ++accepted; });
        const Fd one = connect_tcp(where);
        const Fd two = connect_tcp(where);
        listener.finish();
        CHECK(accepted == 2);
        const Fd refused(::socket(AF_INET, SOCK_STREAM, 0));
        const auto* const address = static_cast<const sockaddr*>(static_cast<const void*>(&where));
        CHECK(::connect(refused.number(), address, sizeof where) == -1);
    }

    TEST_CASE("without descriptors a listener waits, and goes on when there are some") {
        Loop loop;
        const Deadline deadline(loop);
        sockaddr_in where{};
        Fd socket = listen_tcp(where);
        int accepted = 0;
        const Listener listener(loop, std::move(socket), [&](Fd, const auto&) {
            ++accepted;
            loop.stop();
        });
        const Fd client = connect_tcp(where);

        rlimit before{};
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit none_left{.rlim_cur = 0, .rlim_max = before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none_left);
        int turns = 0;
        Timer relief(loop, [&] {
            CHECK(accepted == 0);
            ::setrlimit(RLIMIT_NOFILE, &before);
            turns = 1;
        });
        relief.start_once(milliseconds{30});
        loop.run();
        CHECK(turns == 1);
        CHECK(accepted == 1);
    }

    TEST_CASE("a listener may be destroyed by its own callback") {
        Loop loop;
        const Deadline deadline(loop);
        sockaddr_in where{};
        Fd socket = listen_tcp(where);
        std::optional<Listener> listener;
        listener.emplace(loop, std::move(socket), [&](Fd, const auto&) {
            listener.reset();
            loop.stop();
        });
        const Fd one = connect_tcp(where);
        const Fd two = connect_tcp(where);
        loop.run();
        CHECK_FALSE(listener.has_value());
    }
}

} // namespace signpost::loop
