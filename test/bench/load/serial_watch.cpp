#include "bench/load/serial_watch.hpp"

#include "base/byte_reader.hpp"
#include "bench/load/clock.hpp"

#include <array>
#include <optional>
#include <sstream>

namespace signpost::bench {

namespace {

constexpr std::int64_t kAskEveryNs = 1'000'000;
constexpr std::uint8_t kSoa = 6;
constexpr std::uint8_t kIn = 1;
constexpr std::uint8_t kPointerBits = 0xc0;

/// An SOA query for `zone`, whose id is 0 (RFC 1035 §4.1).
std::vector<std::uint8_t> make_soa_query(const std::string& zone) {
    std::vector<std::uint8_t> query{0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    std::istringstream labels(zone);
    for (std::string label; std::getline(labels, label, '.');) {
        query.push_back(static_cast<std::uint8_t>(label.size()));
        query.insert(query.end(), label.begin(), label.end());
    }
    query.insert(query.end(), {0, 0, kSoa, 0, kIn});
    return query;
}

void skip_name(ByteReader& in) {
    while (in.ok()) {
        const std::uint8_t length = in.u8();
        if (length >= kPointerBits) in.u8();
        if (length == 0 || length >= kPointerBits) return;
        in.take(length);
    }
}

/// The serial in the first answer of a reply; nothing if there is none.
std::optional<std::uint32_t> parse_serial(Bytes reply) {
    ByteReader in(reply);
    in.take(6);
    const unsigned answers = in.u16();
    in.take(4);
    skip_name(in); // question
    in.take(4);
    skip_name(in); // owner
    const unsigned type = in.u16();
    in.take(8); // class, TTL, length
    skip_name(in);
    skip_name(in);
    const std::uint32_t serial = in.u32();
    return in.ok() && answers > 0 && type == kSoa ? std::optional(serial) : std::nullopt;
}

} // namespace

SerialWatch::SerialWatch(Descriptor socket, const std::string& zone)
    : socket_(std::move(socket)), query_(make_soa_query(zone)) {}

void SerialWatch::turn(Tally& tally, std::int64_t now) {
    if (now < next_ask_ns_) return;
    next_ask_ns_ = now + kAskEveryNs;
    std::array<std::uint8_t, 512> reply{};
    for (ssize_t length = 0;
         (length = recv(socket_.number(), reply.data(), reply.size(), MSG_DONTWAIT)) > 0;) {
        const auto serial = parse_serial(Bytes(reply).first(static_cast<std::size_t>(length)));
        if (!serial) continue;
        if (tally.serials.empty() || tally.serials.back().serial != *serial)
            tally.serials.push_back({.at_ns = now, .serial = *serial});
    }
    send(socket_.number(), query_.data(), query_.size(),
         MSG_DONTWAIT); // if lost, the next one asks
}

} // namespace signpost::bench
