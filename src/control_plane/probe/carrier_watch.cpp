#include "control_plane/probe/carrier_watch.hpp"

#include "control_plane/probe/link_message.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace signpost::probe {
namespace {

/// What the kernel sends at once never is longer (NLMSG_GOODSIZE, and 32 KiB for lists).
constexpr std::size_t kMessagesMax = 65536;

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
    : on_change_(std::move(on_change)), socket_(open_netlink()) {
    if (!socket_.is_open()) return;
    poll_.emplace(loop, socket_.number(), [this](int) { on_ready(); });
    poll_->watch(loop::Poll::kReadable);
    ask_for_list();
}

std::string CarrierWatch::fault_of(const std::string& interface) const {
    if (!is_complete_) return {};
    const auto found = std::ranges::find_if(
        links_, [&interface](const auto& link) { return link.second.name == interface; });
    if (found == links_.end()) return "there is no interface " + interface;
    if (!found->second.is_up) return "interface " + interface + " is down";
    return found->second.has_carrier ? "" : "interface " + interface + " has no carrier";
}

/// The kernel refuses a second list while it tells one.
void CarrierWatch::ask_for_list() {
    is_missing_ = is_listing_;
    if (is_listing_) return;
    for (auto& [index, link] : links_)
        link.is_listed = false;
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
    if (is_complete_) on_change_();
}

void CarrierWatch::take_in(Bytes messages) {
    while (const std::optional<LinkMessage> message = take_link_message(messages)) {
        switch (message->kind) {
        case LinkMessage::Kind::Present: {
            Link& link = links_[message->index];
            if (!message->name.empty()) link.name = message->name;
            link.is_up = message->is_up;
            link.has_carrier = message->has_carrier;
            link.is_listed = true;
            break;
        }
        case LinkMessage::Kind::Gone:
            links_.erase(message->index);
            break;
        case LinkMessage::Kind::EndOfList:
            std::erase_if(links_, [](const auto& link) { return !link.second.is_listed; });
            is_complete_ = true;
            is_listing_ = false;
            if (is_missing_) ask_for_list();
            break;
        case LinkMessage::Kind::Other:
            break;
        }
    }
}

} // namespace signpost::probe
