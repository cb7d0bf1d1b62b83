#include "control_plane/probe/link_message.hpp"

#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>

namespace signpost::probe {
namespace {

/// Netlink pads everything to four octets.
std::size_t padded(std::size_t length) {
    return (length + 3) & ~std::size_t{3};
}

/// Takes a structure in the host's own byte order off the front.
template <class T>
bool take(Bytes& from, T& value) {
    if (from.size() < sizeof value) return false;
    std::memcpy(&value, from.data(), sizeof value);
    from = from.subspan(std::min(from.size(), padded(sizeof value)));
    return true;
}

std::string_view find_name(Bytes attributes) {
    for (;;) { // ends: each turn takes at least the header
        Bytes rest = attributes;
        rtattr header{};
        if (!take(rest, header) || header.rta_len < sizeof header ||
            header.rta_len > attributes.size())
            return {};
        if (header.rta_type == IFLA_IFNAME) {
            const Bytes value = rest.first(header.rta_len - sizeof header);
            const void* const octets = value.data();
            const std::string_view name(static_cast<const char*>(octets), value.size());
            return name.substr(0, name.find('\0'));
        }
        attributes = attributes.subspan(std::min(attributes.size(), padded(header.rta_len)));
    }
}

LinkMessage read_link(const nlmsghdr& header, Bytes body) {
    const std::uint16_t type = header.nlmsg_type;
    LinkMessage message;
    message.is_interrupted = (header.nlmsg_flags & NLM_F_DUMP_INTR) != 0;
    if (type == NLMSG_DONE) message.kind = LinkMessage::Kind::EndOfList;
    ifinfomsg link{};
    if ((type != RTM_NEWLINK && type != RTM_DELLINK) || !take(body, link)) return message;
    message.kind = type == RTM_NEWLINK ? LinkMessage::Kind::Present : LinkMessage::Kind::Gone;
    message.index = link.ifi_index;
    message.is_up = (link.ifi_flags & IFF_UP) != 0;
    message.has_carrier = (link.ifi_flags & IFF_LOWER_UP) != 0;
    message.name = find_name(body);
    return message;
}

} // namespace

std::optional<LinkMessage> take_link_message(Bytes& rest) {
    Bytes body = rest;
    nlmsghdr header{};
    if (!take(body, header) || header.nlmsg_len < sizeof header || header.nlmsg_len > rest.size()) {
        rest = {};
        return std::nullopt;
    }
    body = body.first(header.nlmsg_len - sizeof header);
    rest = rest.subspan(std::min(rest.size(), padded(header.nlmsg_len)));
    return read_link(header, body);
}

} // namespace signpost::probe
