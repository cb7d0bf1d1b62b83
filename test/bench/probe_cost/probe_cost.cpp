// What a probe costs: CPU time of the probing thread for each probe, by kind.
//
//     probe_cost [TARGETS [SECONDS]]
//
// Targets are addresses 127.x.y.z, each asked once a second, answered by a child process. On
// loopback the kernel delivers what is sent within the sender's call, so its work for the other
// side is counted, too. Programs (exec) are asked a hundredth as often, TLS a
// twentieth: its server needs a CPU, too.
#include "control_plane/probe/prober.hpp"
#include "loop/poll.hpp"
#include "loop/socket_address.hpp"
#include "loop/stream.hpp"
#include "loop/timer.hpp"
#include "probe_cost/tls_answerer.hpp"
#include "support/temporary_folder.hpp"

#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <unordered_map>

namespace {

using namespace signpost;

constexpr std::uint16_t kPort = 28'700; ///< TCP and UDP: answers "pong", or the query turned reply.
constexpr std::uint16_t kHttpPort = 28'701;
constexpr std::uint16_t kTlsPort = 28'702;
constexpr std::string_view kPortal = "portal.example";
constexpr std::string_view kHttp =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

Bytes bytes_of(std::string_view text) {
    const void* const octets = text.data();
    return {static_cast<const std::uint8_t*>(octets), text.size()};
}

/// `type` may have flags.
Fd bound(int type, std::uint16_t port) {
    Fd socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const int on = 1;
    static_cast<void>(::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
    const loop::RawSocketAddress raw = loop::to_raw({.address = {}, .port = port});
    if (::bind(socket.number(), raw.get(), raw.length) != 0) std::perror("bind"), std::exit(1);
    if ((type & SOCK_STREAM) != 0) static_cast<void>(::listen(socket.number(), 4096));
    return socket;
}

/// Answers until it is killed.
class Answerer {
public:
    explicit Answerer(const test::Identity& portal)
        : tls_(bound(SOCK_STREAM, kTlsPort), portal, kHttp) {}

    void run() {
        serve(kPort, "pong");
        serve(kHttpPort, kHttp);
        udp_ = bound(SOCK_DGRAM | SOCK_NONBLOCK, kPort);
        const int on = 1;
        static_cast<void>(::setsockopt(udp_.number(), SOL_IP, IP_PKTINFO, &on, sizeof on));
        poll_.emplace(loop_, udp_.number(), [this](int) { answer_datagram(); });
        poll_->watch(loop::Poll::kReadable);
        loop_.run();
    }

private:
    void serve(std::uint16_t port, std::string_view words) {
        listeners_.push_back(std::make_unique<loop::Listener>(
            loop_, bound(SOCK_STREAM | SOCK_NONBLOCK, port),
            [this, words](Fd socket, const sockaddr_storage&) {
                const int number = socket.number();
                streams_[number] = std::make_unique<loop::Stream>(
                    loop_, std::move(socket), std::size_t{4096},
                    loop::StreamEvents{
                        .on_read =
                            [this, number, words](Bytes) {
                                static_cast<void>(streams_[number]->write(bytes_of(words)));
                            },
                        .on_end = [this, number](loop::End) { streams_.erase(number); },
                        .on_drained = {}});
            }));
    }

    void answer_datagram() {
        sockaddr_storage from{};
        const socklen_t length = sizeof from;
        void* const raw = &from;
        const MutableBytes room = loop_.read_buffer();
        // The reply leaves from the address that was asked.
        alignas(cmsghdr) std::array<std::uint8_t, 128> control{};
        iovec part{.iov_base = room.data(), .iov_len = room.size()};
        msghdr message{};
        message.msg_name = raw;
        message.msg_namelen = length;
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t count = ::recvmsg(udp_.number(), &message, 0);
        if (count < 4) return;
        room[2] = 0x84; // of DNS: a reply now
        part.iov_len = static_cast<std::size_t>(count);
        in_pktinfo info{};
        std::memcpy(&info, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof info);
        info.ipi_spec_dst = info.ipi_addr;
        std::memcpy(CMSG_DATA(CMSG_FIRSTHDR(&message)), &info, sizeof info);
        static_cast<void>(::sendmsg(udp_.number(), &message, 0));
    }

    TlsAnswerer tls_;
    loop::Loop loop_;
    std::vector<std::unique_ptr<loop::Listener>> listeners_;
    std::unordered_map<int, std::unique_ptr<loop::Stream>> streams_;
    Fd udp_;
    std::optional<loop::Poll> poll_;
};

/// Nanoseconds on a CPU of this process's thread of that name.
std::uint64_t cpu_ns_of(std::string_view name) {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string word;
        std::ifstream(task.path() / "comm") >> word;
        if (word != name) continue;
        std::uint64_t spent = 0;
        std::ifstream(task.path() / "schedstat") >> spent;
        return spent;
    }
    return 0;
}

long resident_mb() {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages >> pages;
    return pages * 4 / 1024;
}

std::vector<probe::Assignment> assignments_for(const config::ProbeKind& kind, int targets) {
    std::vector<probe::Assignment> all;
    all.reserve(static_cast<std::size_t>(targets));
    for (int i = 0; i < targets; ++i) {
        const std::string text = "127." + std::to_string(1 + i / 62'500) + "." +
                                 std::to_string(i / 250 % 250) + "." + std::to_string(1 + i % 250);
        all.push_back({.check = "check",
                       .question = {.kind = kind,
                                    .target = *parse_address(text),
                                    .source = {},
                                    .timeout_ms = 800},
                       .interval_ms = 1000});
    }
    return all;
}

void measure(const char* name, const config::ProbeKind& kind, int targets, int seconds) {
    loop::Loop loop;
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
    std::string worst;
    const auto on_seen = [&](std::uint64_t, const std::vector<probe::Seen>& seen) {
        for (const probe::Seen& one : seen) {
            const bool is_good = one.observation.outcome == health::Outcome::Ok;
            ++(is_good ? good : bad);
            if (!is_good) worst = one.observation.detail;
        }
    };
    std::optional<probe::Prober> prober;
    prober.emplace(loop, on_seen);
    prober->assign(1, assignments_for(kind, targets), {});
    loop::Timer timer(loop, [&] { loop.stop(); });
    timer.start_once(std::chrono::milliseconds{1500}); // until all have begun
    loop.run();
    const std::uint64_t cpu_before = cpu_ns_of("prober");
    const probe::Load before = prober->load();
    good = bad = 0;
    timer.start_once(std::chrono::seconds{seconds});
    loop.run();
    const std::uint64_t cpu = cpu_ns_of("prober") - cpu_before;
    const probe::Load after = prober->load();
    const double asked = static_cast<double>(after.asked - before.asked);
    std::printf("%-18s %9.0f/s %8.1f us CPU per probe %5.1f %% of a core  ok %llu not %llu "
                "postponed %llu, %ld MB %s\n",
                name, asked / seconds, static_cast<double>(cpu) / 1000 / asked,
                static_cast<double>(cpu) / 1e7 / seconds, static_cast<unsigned long long>(good),
                static_cast<unsigned long long>(bad),
                static_cast<unsigned long long>(after.postponed - before.postponed), resident_mb(),
                worst.c_str());
    static_cast<void>(std::fflush(stdout));
    prober.reset();
}

} // namespace

int main(int argc, char** argv) {
    const int targets = argc > 1 ? std::atoi(argv[1]) : 10'000;
    const int seconds = argc > 2 ? std::atoi(argv[2]) : 4;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const test::Identity authority({.name = "authority", .is_authority = true});
    const test::Identity portal({.name = std::string(kPortal)}, &authority);
    const test::TemporaryFolder folder;
    folder.write("ca.pem", authority.certificate_pem());
    const config::TlsSettings tls{.name = std::string(kPortal), .ca_file = folder.file("ca.pem")};
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    const pid_t answerer = ::fork();
    if (answerer == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        Answerer(portal).run();
        return 0;
    }
    ::usleep(200'000);
    measure("tcp", config::TcpCheck{.port = kPort}, targets, seconds);
    measure("tcp send/expect", config::TcpCheck{.port = kPort, .send = "ping", .expect = "pong"},
            targets, seconds);
    measure("tcp refused", config::TcpCheck{.port = 28'799}, targets, seconds);
    measure("udp", config::UdpCheck{.port = kPort, .send = "ping"}, targets, seconds);
    measure("dns", config::DnsCheck{.port = kPort, .name = "www.example."}, targets, seconds);
    measure("icmp", config::IcmpCheck{}, targets, seconds);
    measure("http", config::HttpCheck{.port = kHttpPort}, std::min(targets, 3000), seconds);
    measure("tls", config::TlsCheck{.port = kTlsPort, .tls = tls}, targets / 20, seconds);
    measure("https", config::HttpCheck{.tls = tls, .port = kTlsPort, .host = std::string(kPortal)},
            targets / 20, seconds);
    measure("exec", config::ExecCheck{.program = "/bin/true"}, targets / 100, seconds);
    ::kill(answerer, SIGKILL);
    return 0;
}
