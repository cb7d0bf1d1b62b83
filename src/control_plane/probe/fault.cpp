#include "control_plane/probe/fault.hpp"

#include "loop/socket_address.hpp"

#include <linux/errqueue.h>
#include <netinet/in.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace signpost::probe {
namespace {

using health::Outcome;

/// An ICMP message that the kernel matched with our socket.
struct Word {
    Address from;
    bool is_ours = false;    ///< Our own host sent it to itself.
    bool is_targets = false; ///< The target speaks for itself.
};

std::optional<sock_extended_err> read_extended(const cmsghdr& header, Address& from) {
    const bool is_v4 = header.cmsg_level == SOL_IP && header.cmsg_type == IP_RECVERR;
    const bool is_v6 = header.cmsg_level == SOL_IPV6 && header.cmsg_type == IPV6_RECVERR;
    sock_extended_err error{};
    sockaddr_storage offender{};
    const std::size_t offender_size = is_v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if ((!is_v4 && !is_v6) || header.cmsg_len < CMSG_LEN(sizeof error + offender_size))
        return std::nullopt;
    std::array<std::uint8_t, sizeof error + sizeof(sockaddr_in6)> octets{};
    std::memcpy(octets.data(), CMSG_DATA(&header), sizeof error + offender_size);
    std::memcpy(&error, octets.data(), sizeof error);
    std::memcpy(&offender, &octets.at(sizeof error), offender_size);
    if (offender.ss_family != AF_UNSPEC) from = loop::address_of(offender);
    return error;
}

Address source_of(int socket) {
    sockaddr_storage raw{};
    socklen_t length = sizeof raw;
    void* const octets = &raw;
    if (::getsockname(socket, static_cast<sockaddr*>(octets), &length) != 0) return {};
    return loop::address_of(raw);
}

std::optional<Word> read_word(int socket, const Address& target) {
    std::array<std::uint8_t, 1> payload{};
    alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
    iovec part{.iov_base = payload.data(), .iov_len = payload.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    if (::recvmsg(socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return std::nullopt;
    for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
        Word word;
        const std::optional<sock_extended_err> error = read_extended(*at, word.from);
        if (!error) continue;
        const bool is_icmp =
            error->ee_origin == SO_EE_ORIGIN_ICMP || error->ee_origin == SO_EE_ORIGIN_ICMP6;
        // A target on our own host has the right to speak for itself.
        word.is_targets = is_icmp && word.from == target;
        word.is_ours = !is_icmp || (!word.is_targets && word.from == source_of(socket));
        return word;
    }
    return std::nullopt;
}

std::string words_of(int error) {
    switch (error) {
    case ECONNREFUSED:
        return "port unreachable";
    case EHOSTUNREACH:
    case EHOSTDOWN:
        return "host unreachable";
    case ENETUNREACH:
        return "network unreachable";
    case EACCES:
        return "forbidden on the way";
    default:
        return std::system_category().message(error);
    }
}

Fault fault_by_word(const Word& word, int error) {
    // A closed port is the target's, whoever says so; that there is no way may be our own uplink.
    const bool is_hard = word.is_targets || error == ECONNREFUSED;
    if (!word.is_ours)
        return {is_hard ? Outcome::Refused : Outcome::Unreachable,
                words_of(error) + ", says " + to_text(word.from)};
    // Our host says so after asking in vain who has the address.
    if (error == EHOSTUNREACH) return {Outcome::Silent, "no answer to ARP or neighbour discovery"};
    return unasked("our own host", error);
}

} // namespace

Fault unasked(std::string_view what, int error) {
    return {Outcome::Unasked, std::string(what) + ": " + std::system_category().message(error)};
}

Fault fault_of(int socket, int error, const Address& target) {
    if (const std::optional<Word> word = read_word(socket, target))
        return fault_by_word(*word, error);
    switch (error) {
    case ECONNREFUSED:
        return {Outcome::Refused, "connection refused"};
    case ECONNRESET:
    case EPIPE:
        return {Outcome::Failed, "connection reset"};
    case ETIMEDOUT:
        return {Outcome::Silent, "no answer"};
    default:
        return unasked("socket", error);
    }
}

} // namespace signpost::probe
