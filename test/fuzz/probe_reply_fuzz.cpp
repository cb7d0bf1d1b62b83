// libFuzzer target: whoever is probed, or the kernel, may send anything. The first octet says who
// reads the rest: DNS, ICMP, or the news of interfaces.
#include "control_plane/probe/dns_message.hpp"
#include "control_plane/probe/echo.hpp"
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/link_message.hpp"
#include "core/wire/name.hpp"
#include "core/wire/rdata.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace signpost;
using namespace signpost::probe;

void require(bool promise) {
    if (!promise) std::abort();
}

bool is_upper(std::uint8_t octet) {
    return octet >= 'A' && octet <= 'Z';
}

/// The names in it must be readable without the message they came from.
void require_expanded(Bytes rdata, std::uint16_t type) {
    const wire::RdataNames names = wire::rdata_names(type);
    rdata = rdata.subspan(names.skip);
    for (std::size_t i = 0; i < names.count; ++i) {
        wire::Name name;
        const std::size_t length = name.read(rdata);
        require(length != 0);
        require(std::ranges::none_of(rdata.first(length), is_upper));
        rdata = rdata.subspan(length);
    }
}

void read_dns(Bytes message) {
    if (message.size() < 2) return;
    const DnsQuestion question{.id = 0x1234, .name = {3, 'w', 'w', 'w', 0}, .type = message[0]};
    std::vector<std::uint8_t> ours = write_query(question);
    ours[2] = 0x84;
    ours[7] = message[1];
    message = message.subspan(2);
    // As it is, and as what follows a question that is ours.
    ours.insert(ours.end(), message.begin(), message.end());
    for (const Bytes octets : {message, Bytes(ours)}) {
        const std::optional<DnsReply> reply = read_reply(octets, question);
        require(reply || octets.data() != ours.data());
        if (!reply) continue;
        require(!reply->is_well_formed || reply->answers.size() <= 65535);
        for (const probe::Rdata& rdata : reply->answers) {
            require_expanded(rdata, question.type);
            require(!rdata_to_text(rdata, question.type).empty());
        }
    }
}

void read_echo(Bytes datagram) {
    for (const Envelope envelope : {Envelope::None, Envelope::NoneRaw, Envelope::IpHeader}) {
        Echo echo;
        // Unpredictable means that no datagram holds it by chance: only one that quotes it.
        echo.nonce.fill(0xa5);
        if (!is_reply_to(echo, datagram, envelope)) continue;
        require(std::search(datagram.begin(), datagram.end(), echo.nonce.begin(),
                            echo.nonce.end()) != datagram.end());
    }
}

void read_links(Bytes messages) {
    const Bytes all = messages;
    while (const std::optional<LinkMessage> message = take_link_message(messages)) {
        require(messages.size() < all.size());
        const void* const name = message->name.data();
        const auto* const at = static_cast<const std::uint8_t*>(name);
        require(message->name.empty() ||
                (at >= all.data() && at + message->name.size() <= all.data() + all.size()));
    }
    require(messages.empty());
}

void show(Bytes octets) {
    const std::string text = excerpt(octets);
    require(text.size() <= 4 * 60 + 5);
    require(std::ranges::all_of(text, [](char c) {
        return (c >= ' ' && c <= '~') || std::string_view("…").find(c) != std::string_view::npos;
    }));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    // A copy of exactly this size: reading past it is seen.
    const std::vector<std::uint8_t> only_here(data + 1, data + size);
    const Bytes octets(only_here);
    if (data[0] % 4 == 0) read_dns(octets);
    if (data[0] % 4 == 1) read_echo(octets);
    if (data[0] % 4 == 2) read_links(octets);
    if (data[0] % 4 == 3) show(octets);
    return 0;
}
