#include "data_plane/sockets.hpp"

#include "loop/socket_address.hpp"

#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

namespace signpost::data_plane {
namespace {

/// Connections that wait for accept(); the kernel caps it at net.core.somaxconn.
constexpr int kBacklog = 4096;

/// Connections opened by TCP fast open that have not finished their handshake yet (RFC 7413 §5.1).
constexpr int kFastOpenMax = 256;

constexpr int kOn = 1;

struct Kind {
    int type;
    const char* name;
};
constexpr Kind kUdp{SOCK_DGRAM, "UDP"};
constexpr Kind kTcp{SOCK_STREAM, "TCP"};

/// What the kernel may hold of one TCP connection, instead of up to 10 MiB: a client that asks much
/// and takes nothing costs no more. Accepted sockets inherit it. A window of this size carries
/// thousands of queries a round trip, and 20 Mbit/s of answers over 100 ms.
constexpr int kTcpReceiveBuffer = 64 * 1024;
constexpr int kTcpSendBuffer = 256 * 1024;

const char* remedy_for(int error) {
    switch (error) {
    case EACCES:
        return "; ports below 1024 need root or CAP_NET_BIND_SERVICE";
    case EADDRINUSE:
        return "; another server, perhaps a running signpostd, answers there: stop it or listen "
               "elsewhere";
    case EADDRNOTAVAIL:
        return "; no network interface of this machine has this address";
    case EAFNOSUPPORT:
        return "; the kernel has IPv6 switched off: leave the address out";
    case EMFILE:
        return "; raise the limit of open files (ulimit -n)";
    default:
        return "";
    }
}

Error failure(const Kind& kind, const SocketAddress& where, int error) {
    return Error("cannot listen on " + to_text(where) + " (" + kind.name +
                 "): " + std::system_category().message(error) + remedy_for(error));
}

bool set(const Fd& socket, int level, int option, int value) {
    return ::setsockopt(socket.number(), level, option, &value, sizeof value) == 0;
}

/// A bound socket; `share` is SO_REUSEPORT.
Result<Fd> bind_socket(const Kind& kind, const SocketAddress& where, bool share) {
    const loop::RawSocketAddress raw = loop::to_raw(where);
    Fd socket(::socket(raw.storage.ss_family, kind.type | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return failure(kind, where, errno);
    const bool v6 = where.address.family == Family::V6;
    // Connections of an earlier run in TIME_WAIT do not keep the port; a listener does.
    const bool reuse = kind.type != SOCK_STREAM || set(socket, SOL_SOCKET, SO_REUSEADDR, kOn);
    // Each family has its own sockets: the other one may be configured differently, or not at all.
    const bool ready = reuse && (!v6 || set(socket, IPPROTO_IPV6, IPV6_V6ONLY, kOn)) &&
                       (!share || set(socket, SOL_SOCKET, SO_REUSEPORT, kOn));
    if (!ready || ::bind(socket.number(), raw.get(), raw.length) != 0)
        return failure(kind, where, errno);
    return socket;
}

/// SO_REUSEPORT would let a second signpostd of the same user share the port unnoticed, each
/// getting some of the queries: so each address is first bound without it.
std::optional<Error> check_free(const SocketAddress& where) {
    for (const Kind& kind : {kUdp, kTcp}) {
        Result<Fd> probe = bind_socket(kind, where, false);
        if (!probe) return std::move(probe).error();
    }
    return std::nullopt;
}

/// Asks for a buffer of `bytes` and returns what was granted. Past net.core.rmem_max only
/// CAP_NET_ADMIN helps, which a start as root has.
std::uint32_t size_buffer(const Fd& socket, int forced_option, int option, std::uint32_t bytes) {
    const int wanted = static_cast<int>(std::min<std::uint32_t>(bytes, 1U << 30));
    if (!set(socket, SOL_SOCKET, forced_option, wanted)) set(socket, SOL_SOCKET, option, wanted);
    int doubled = 0; // the kernel tells the double, for its own bookkeeping
    socklen_t length = sizeof doubled;
    ::getsockopt(socket.number(), SOL_SOCKET, option, &doubled, &length);
    return static_cast<std::uint32_t>(doubled) / 2;
}

/// What a UDP socket needs apart from its address; returns the smaller buffer granted.
Result<std::uint32_t> prepare_udp(const Fd& socket, const SocketAddress& where,
                                  std::uint32_t buffer_bytes) {
    const bool v6 = where.address.family == Family::V6;
    // A reply is never larger than what the operator says fits every path, so what ICMP claims of
    // the path is ignored: forged, it would make the kernel fragment.
    bool done = v6 ? set(socket, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_OMIT)
                   : set(socket, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
    if (loop::is_wildcard(where.address))
        done = done && (v6 ? set(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, kOn)
                           : set(socket, IPPROTO_IP, IP_PKTINFO, kOn));
    if (!done) return failure(kUdp, where, errno);
    return std::min(size_buffer(socket, SO_RCVBUFFORCE, SO_RCVBUF, buffer_bytes),
                    size_buffer(socket, SO_SNDBUFFORCE, SO_SNDBUF, buffer_bytes));
}

/// A program for the sockets that share a port: "the CPU that took the packet, modulo `workers`" is
/// the index of the socket, in the order of binding.
bool distribute_by_cpu(const Fd& socket, std::uint32_t workers) {
    std::array<sock_filter, 3> code{
        {{BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_CPU)},
         {BPF_ALU | BPF_MOD | BPF_K, 0, 0, workers},
         {BPF_RET | BPF_A, 0, 0, 0}}};
    const sock_fprog program{.len = code.size(), .filter = code.data()};
    return ::setsockopt(socket.number(), SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program,
                        sizeof program) == 0;
}

std::optional<Error> open_udp(const SocketPlan& plan, const SocketAddress& where,
                              Sockets& sockets) {
    for (auto& worker : sockets.udp) {
        Result<Fd> socket = bind_socket(kUdp, where, true);
        if (!socket) return std::move(socket).error();
        const Result<std::uint32_t> granted = prepare_udp(*socket, where, plan.socket_buffer_bytes);
        if (!granted) return granted.error();
        sockets.buffer_bytes = std::min(sockets.buffer_bytes, *granted);
        worker.push_back({*std::move(socket), where});
    }
    if (plan.by_cpu && !distribute_by_cpu(sockets.udp[0].back().socket, plan.udp_workers))
        return failure(kUdp, where, errno);
    return std::nullopt;
}

std::optional<Error> open_tcp(const SocketAddress& where, Sockets& sockets) {
    for (auto& thread : sockets.tcp) {
        Result<Fd> socket = bind_socket(kTcp, where, true);
        if (!socket) return std::move(socket).error();
        // Accepted sockets inherit TCP_NODELAY: an answer must not wait for the next one's company.
        if (!set(*socket, IPPROTO_TCP, TCP_NODELAY, kOn)) return failure(kTcp, where, errno);
        set(*socket, SOL_SOCKET, SO_RCVBUF, kTcpReceiveBuffer);
        set(*socket, SOL_SOCKET, SO_SNDBUF, kTcpSendBuffer);
        // Only saves a round trip: a kernel without it serves all the same.
        set(*socket, IPPROTO_TCP, TCP_FASTOPEN, kFastOpenMax);
        if (::listen(socket->number(), kBacklog) != 0) return failure(kTcp, where, errno);
        thread.push_back({*std::move(socket), where});
    }
    return std::nullopt;
}

} // namespace

Result<Sockets> open_sockets(const SocketPlan& plan) {
    for (const SocketAddress& where : plan.listen)
        if (std::optional<Error> taken = check_free(where)) return *std::move(taken);

    Sockets sockets;
    sockets.udp.resize(plan.udp_workers);
    sockets.tcp.resize(plan.tcp_threads);
    sockets.buffer_bytes = plan.socket_buffer_bytes;
    for (const SocketAddress& where : plan.listen) {
        if (std::optional<Error> error = open_udp(plan, where, sockets)) return *std::move(error);
        if (std::optional<Error> error = open_tcp(where, sockets)) return *std::move(error);
    }
    return sockets;
}

} // namespace signpost::data_plane
