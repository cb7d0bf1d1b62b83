#include "control_plane/probe/carrier_watch.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace signpost::probe {
namespace {

/// What the kernel sends at once never is longer (NLMSG_GOODSIZE, and 32 KiB for lists).
constexpr std::size_t kMessagesMax = 65536;

/// A list that changed while it was told is asked for again: interfaces may go on changing.
constexpr std::chrono::milliseconds kAgainAfter{100};

Fd open_netlink() {
    Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
    sockaddr_nl us{};
    us.nl_family = AF_NETLINK;
    us.nl_groups = RTMGRP_LINK;
    const void* const raw = &us;
    if (!socket.is_open() ||
        ::bind(socket.number(), static_cast<const sockaddr*>(raw), sizeof us) != 0)
        return {};
    return socket;
}

/// Only the kernel is believed. Its messages, or none with errno as recvmsg(2) left it.
std::optional<Bytes> receive(int socket, MutableBytes room) {
    sockaddr_nl from{};
    socklen_t length = sizeof from;
    void* const raw = &from;
    const ssize_t count =
        ::recvfrom(socket, room.data(), room.size(), 0, static_cast<sockaddr*>(raw), &length);
    if (count < 0) return std::nullopt;
    return from.nl_pid == 0 ? Bytes(room.first(static_cast<std::size_t>(count))) : Bytes{};
}

} // namespace

CarrierWatch::CarrierWatch(loop::Loop& loop, loop::Callback on_change)
    : on_change_(std::move(on_change)), again_(loop, [this] { ask_for_list(); }),
      socket_(open_netlink()) {
    if (!socket_.is_open()) return;
    poll_.emplace(loop, socket_.number(), [this](int) { on_ready(); });
    poll_->watch(loop::Poll::kReadable);
    ask_for_list();
}

std::string CarrierWatch::fault_of(const std::string& interface) const {
    return links_.fault_of(interface);
}

/// The kernel refuses a second list while it tells one.
void CarrierWatch::ask_for_list() {
    is_missing_ = is_listing_;
    if (is_listing_) return;
    links_.begin();
    struct {
        nlmsghdr header;
        ifinfomsg link;
    } request{};
    request.header.nlmsg_len = sizeof request;
    request.header.nlmsg_type = RTM_GETLINK;
    request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    request.link.ifi_family = AF_UNSPEC;
    is_listing_ = ::send(socket_.number(), &request, sizeof request, 0) >= 0;
}

void CarrierWatch::on_ready() {
    std::array<std::uint8_t, kMessagesMax> room{};
    for (;;) { // ends: interfaces do not change faster than this
        const std::optional<Bytes> messages = receive(socket_.number(), room);
        if (messages) {
            take_in(*messages);
            continue;
        }
        if (errno != ENOBUFS) break;
        // More changed than the kernel could queue for us: some of it we were not told.
        ask_for_list();
    }
    if (links_.is_complete()) on_change_();
}

void CarrierWatch::take_in(Bytes messages) {
    const LinkList::End end = links_.take_in(messages);
    if (end == LinkList::End::None) return;
    is_listing_ = false;
    if (is_missing_) return ask_for_list();
    if (end == LinkList::End::Torn) again_.start_once(kAgainAfter);
}

} // namespace signpost::probe
