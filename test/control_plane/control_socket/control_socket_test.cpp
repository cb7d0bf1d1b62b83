#include "control_plane/control_socket/control_socket.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace signpost::control_socket {
namespace {

const Owner kMe{::getuid(), ::getgid()};

Fd connect_to(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(&address.sun_path[0], path.c_str(), sizeof address.sun_path - 1);
    Fd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval limit{.tv_sec = 5, .tv_usec = 0};
    ::setsockopt(client.number(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const void* generic = &address;
    CHECK(::connect(client.number(), static_cast<const sockaddr*>(generic), sizeof address) == 0);
    return client;
}

void send_text(const Fd& client, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(client.number(), text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return; // the server has closed: the test looks at what it reads
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// What comes until there are `lines` lines, or the server closes.
std::string receive(const Fd& client, std::size_t lines) {
    std::string text;
    while (static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) < lines) {
        std::array<char, 4096> buffer{};
        const ssize_t got = ::recv(client.number(), buffer.data(), buffer.size(), 0);
        if (got <= 0) return text + "<closed>";
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
}

/// Serves `on_command` while `client` runs in a thread of its own.
void serve(const test::TemporaryFolder& folder,
           const std::function<void(loop::Loop&, const Respond&)>& on_command,
           const std::function<void()>& client) {
    loop::Loop loop;
    Result<Fd> listening = open_socket(folder.file("control.sock"), kMe);
    REQUIRE(listening);
    const ControlSocket control(
        loop, std::move(*listening),
        [&](const Request&, const Respond& respond) { on_command(loop, respond); });
    const std::jthread thread([&] {
        client();
        loop.post([&loop] { loop.stop(); });
    });
    loop.run();
}

/// Serves one who watches, and from a thread of its own one who asks for reloads: then
/// `on_reload` tells watchers of them.
void serve_watchers(const test::TemporaryFolder& folder,
                    const std::function<void(ControlSocket&)>& on_reload,
                    const std::function<void()>& client) {
    loop::Loop loop;
    Result<Fd> listening = open_socket(folder.file("control.sock"), kMe);
    REQUIRE(listening);
    ControlSocket* control = nullptr;
    ControlSocket socket(loop, std::move(*listening),
                         [&](const Request& request, const Respond& respond) {
                             if (std::holds_alternative<ReloadRequest>(request))
                                 on_reload(*control);
                             respond("answer\n");
                         });
    control = &socket;
    const std::jthread thread([&] {
        client();
        loop.post([&loop] { loop.stop(); });
    });
    loop.run();
}

const std::string kWatch = "{\"command\": \"watch\"}\n";
const std::string kReload = "{\"command\": \"reload\"}\n";
const std::string kAsk = "{\"command\": \"status\"}\n";

TEST_SUITE("control_plane/control_socket/control_socket") {

    TEST_CASE("each request gets its response, in order, also when they come together or in bits") {
        const test::TemporaryFolder folder;
        int count = 0;
        const auto answer = [&](loop::Loop&, const Respond& respond) {
            respond(std::to_string(++count) + "\n");
        };
        serve(folder, answer, [&] {
            const Fd client = connect_to(folder.file("control.sock"));
            send_text(client, kAsk + kAsk + "nonsense\n" + kAsk.substr(0, 7));
            CHECK(receive(client, 3).starts_with("1\n2\n{\"error\":"));
            send_text(client, kAsk.substr(7));
            CHECK(receive(client, 1) == "3\n");
            ::shutdown(client.number(), SHUT_WR);
            CHECK(receive(client, 1) == "<closed>");
        });
    }

    TEST_CASE("a response may come later; clients that have left do not get it") {
        const test::TemporaryFolder folder;
        std::vector<Respond> waiting;
        const auto keep = [&](loop::Loop& loop, const Respond& respond) {
            waiting.push_back(respond);
            if (waiting.size() < 2) return;
            loop.post([&] {
                for (const Respond& late : waiting)
                    late("late\n");
            });
        };
        serve(folder, keep, [&] {
            {
                const Fd leaves = connect_to(folder.file("control.sock"));
                send_text(leaves, kAsk);
            }
            const Fd stays = connect_to(folder.file("control.sock"));
            send_text(stays, kAsk);
            ::shutdown(stays.number(), SHUT_WR); // as `nc -N` does: it still wants to read
            CHECK(receive(stays, 2) == "late\n<closed>");
        });
    }

    TEST_CASE("who watches gets lines after the answer, and nobody else does") {
        const test::TemporaryFolder folder;
        const auto tell = [](ControlSocket& control) { control.tell_watchers("news\n"); };
        serve_watchers(folder, tell, [&] {
            const Fd watcher = connect_to(folder.file("control.sock"));
            const Fd other = connect_to(folder.file("control.sock"));
            send_text(watcher, kWatch);
            CHECK(receive(watcher, 1) == "answer\n");
            send_text(watcher, kAsk); // not looked at
            send_text(other, kReload + kReload);
            CHECK(receive(watcher, 2) == "news\nnews\n");
            CHECK(receive(other, 2) == "answer\nanswer\n");
            ::shutdown(watcher.number(), SHUT_WR);
            CHECK(receive(watcher, 1) == "<closed>");
        });
    }

    TEST_CASE("who watches and does not read is let go") {
        const test::TemporaryFolder folder;
        const auto tell = [](ControlSocket& control) {
            control.tell_watchers(std::string(ControlSocket::kBehindMax / 4, 'x') + "\n");
        };
        serve_watchers(folder, tell, [&] {
            const Fd watcher = connect_to(folder.file("control.sock"));
            send_text(watcher, kWatch);
            CHECK(receive(watcher, 1) == "answer\n");
            const Fd other = connect_to(folder.file("control.sock"));
            constexpr std::size_t kMany = 20; // the kernel takes less than one
            for (std::size_t i = 0; i < kMany; ++i) {
                send_text(other, kReload);
                CHECK(receive(other, 1) == "answer\n");
            }
            const std::string got = receive(watcher, kMany);
            CHECK(got.ends_with("<closed>"));
            CHECK(got.size() < 6 * ControlSocket::kBehindMax / 4);
        });
    }

    TEST_CASE("a request without end is cut off, and so is the client beyond the last place") {
        const test::TemporaryFolder folder;
        const auto answer = [](loop::Loop&, const Respond& respond) { respond("ok\n"); };
        serve(folder, answer, [&] {
            const Fd endless = connect_to(folder.file("control.sock"));
            send_text(endless, std::string(ControlSocket::kRequestMax + 1, 'x'));
            CHECK(receive(endless, 1) == "<closed>");

            std::vector<Fd> clients;
            for (std::size_t i = 0; i < ControlSocket::kClientsMax; ++i) {
                clients.push_back(connect_to(folder.file("control.sock")));
                send_text(clients.back(), kAsk);
                CHECK(receive(clients.back(), 1) == "ok\n");
            }
            const Fd one_more = connect_to(folder.file("control.sock"));
            CHECK(receive(one_more, 1) == "<closed>");
        });
    }

    TEST_CASE("the socket's file has mode 0660 and replaces only one that nobody answers") {
        const test::TemporaryFolder folder;
        {
            const Result<Fd> first = open_socket(folder.file("control.sock"), kMe);
            REQUIRE(first);
            struct stat found {};
            const std::string socket = folder.file("control.sock");
            REQUIRE(::stat(socket.c_str(), &found) == 0);
            CHECK((found.st_mode & 0777U) == 0660U);
            const Result<Fd> second = open_socket(folder.file("control.sock"), kMe);
            REQUIRE_FALSE(second);
            CHECK(second.error().reason() == "another server answers there");
        }
        CHECK(open_socket(folder.file("control.sock"), kMe)); // its owner is gone

        const std::filesystem::path precious = folder.file("precious");
        std::ofstream(precious) << "keep";
        CHECK(open_socket(precious, kMe).error().reason() ==
              "there is a file that is not a socket");
        CHECK(std::filesystem::exists(precious));
        CHECK_FALSE(open_socket(folder.file("missing/control.sock"), kMe));
        CHECK_FALSE(open_socket(folder.file(std::string(200, 'x')), kMe));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::control_socket
