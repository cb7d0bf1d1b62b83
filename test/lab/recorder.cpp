// The witness of tools/lab: asks one name after the other at a steady rate and notes of every query
// when it was sent, when its answer came and which addresses were in it. Judges nothing.
//
// Never asks again: what has no answer within a second is lost. Ends with SIGTERM; a line is then
// `SENT_NS RECEIVED_NS NAME RCODE ADDRESS,...`, with RECEIVED_NS 0 for a lost query and the number
// of the name. The clock is CLOCK_MONOTONIC, as in Python's time.monotonic_ns().
#include "base/byte_reader.hpp"
#include "bench/load/clock.hpp"
#include "bench/load/sockets.hpp"
#include "bench/load/stop_signal.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace signpost;
using namespace signpost::bench;

namespace {

constexpr std::size_t kSockets = 8; // so that several workers of a server have something to do
constexpr std::int64_t kLostAfterNs = kNsPerS;
constexpr std::uint64_t kRateMax = 10'000; // an id must not come round within a second
constexpr std::size_t kIds = 1 << 16;
constexpr std::size_t kMessageMax = 1232;
constexpr std::uint16_t kTypeA = 1;

struct Asked {
    std::int64_t sent_ns = 0;
    std::int64_t received_ns = 0;
    std::size_t name = 0;
    std::uint8_t rcode = 0;
    std::vector<Address> addresses;
};

/// A query for the A records of `name`, a host name that ends in a dot; the id is left open.
std::vector<std::uint8_t> make_query(std::string_view name) {
    std::vector<std::uint8_t> packet{0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    while (!name.empty()) {
        const std::size_t length = std::min(name.find('.'), name.size());
        packet.push_back(static_cast<std::uint8_t>(length));
        packet.insert(packet.end(), name.begin(), name.begin() + static_cast<long>(length));
        name.remove_prefix(std::min(length + 1, name.size()));
    }
    const std::array<std::uint8_t, 5> root_type_class{0, 0, kTypeA, 0, 1};
    packet.insert(packet.end(), root_type_class.begin(), root_type_class.end());
    return packet;
}

void skip_name(ByteReader& in) {
    while (in.ok()) { // ends: each turn takes an octet
        const std::size_t length = in.u8();
        if (length == 0) return;
        if (length >= 0xc0) { // RFC 1035 §4.1.4: a pointer ends a name
            in.u8();
            return;
        }
        in.take(length);
    }
}

/// The addresses of the answer section, as far as the message can be read.
std::vector<Address> read_addresses(ByteReader& in, std::size_t records) {
    std::vector<Address> addresses;
    for (; records > 0 && in.ok(); --records) {
        skip_name(in);
        const std::uint16_t type = in.u16();
        in.take(6); // class, TTL
        const Bytes rdata = in.take(in.u16());
        if (type != kTypeA || rdata.size() != 4) continue;
        std::ranges::copy(rdata, addresses.emplace_back().octets.begin());
    }
    return addresses;
}

class Recorder {
public:
    Recorder(const SocketAddress& server, std::uint64_t rate, std::span<char* const> names)
        : pause_ns_(kNsPerS / static_cast<std::int64_t>(rate)), asked_of_id_(kIds) {
        for (const char* const name : names)
            queries_.push_back(make_query(name));
        for (std::size_t i = 0; i < kSockets; ++i) {
            sockets_.push_back(connect_to(server, SOCK_DGRAM | SOCK_NONBLOCK));
            polled_.push_back({sockets_.back().number(), POLLIN, 0});
        }
    }

    /// Asks until the signal, then waits for the last answers.
    void run(const std::atomic<bool>& is_stopped) {
        std::int64_t next_ns = now_ns();
        while (!is_stopped) {
            for (; next_ns <= now_ns(); next_ns += pause_ns_)
                ask();
            receive_until(next_ns);
        }
        for (const std::int64_t end = now_ns() + kLostAfterNs; now_ns() < end;)
            receive_until(end);
    }

    void write(std::ostream& out) const {
        for (const Asked& one : asked_) {
            const bool is_late = one.received_ns - one.sent_ns > kLostAfterNs;
            out << one.sent_ns << ' ' << (is_late ? 0 : one.received_ns) << ' ' << one.name << ' '
                << int{one.rcode} << ' ';
            for (std::size_t i = 0; i < one.addresses.size(); ++i)
                out << (i == 0 ? "" : ",") << to_text(one.addresses[i]);
            out << '\n';
        }
    }

private:
    void ask() {
        const std::size_t number = asked_.size();
        const std::size_t name = number % queries_.size();
        std::vector<std::uint8_t>& query = queries_[name];
        query[0] = static_cast<std::uint8_t>(number >> 8);
        query[1] = static_cast<std::uint8_t>(number);
        asked_of_id_[number % kIds] = number;
        Asked& asked = asked_.emplace_back();
        asked.sent_ns = now_ns();
        asked.name = name;
        // What cannot be sent is lost like what is not answered; an ICMP error of an earlier query
        // is reported here once, and taken by trying again.
        const int socket = sockets_[number / queries_.size() % kSockets].number();
        if (send(socket, query.data(), query.size(), 0) < 0)
            send(socket, query.data(), query.size(), 0);
    }

    void receive_until(std::int64_t end_ns) {
        const std::int64_t left_ns = std::max<std::int64_t>(0, end_ns - now_ns());
        const timespec left{left_ns / kNsPerS, left_ns % kNsPerS};
        if (ppoll(polled_.data(), polled_.size(), &left, nullptr) <= 0) return;
        for (const pollfd& one : polled_)
            while (one.revents != 0 && receive(one.fd)) {
            }
    }

    /// Takes one datagram; false if there is none.
    bool receive(int socket) {
        std::array<std::uint8_t, kMessageMax> message{};
        const ssize_t length = recv(socket, message.data(), message.size(), 0);
        if (length <= 0) return false;
        const std::int64_t now = now_ns();
        ByteReader in(Bytes(message).first(static_cast<std::size_t>(length)));
        const std::size_t number = asked_of_id_[in.u16()];
        if (number >= asked_.size() || asked_[number].received_ns != 0) return true;
        const std::uint16_t flags = in.u16();
        in.u16(); // one question
        const std::size_t records = in.u16();
        in.take(4); // the other counts
        skip_name(in);
        in.take(4); // type, class
        asked_[number].received_ns = now;
        asked_[number].rcode = flags & 0xf;
        asked_[number].addresses = read_addresses(in, records);
        return true;
    }

    std::int64_t pause_ns_;
    std::vector<std::vector<std::uint8_t>> queries_; ///< Of each name.
    std::vector<Descriptor> sockets_;
    std::vector<pollfd> polled_;
    std::vector<std::size_t> asked_of_id_; ///< By message id: the latest query that had it.
    std::vector<Asked> asked_;
};

} // namespace

int main(int argc, char** argv) {
    const auto arguments = std::span(argv, static_cast<std::size_t>(argc)).subspan(1);
    std::uint64_t rate = 0;
    std::optional<SocketAddress> server;
    if (arguments.size() >= 4) {
        const std::string_view text = arguments[1];
        std::from_chars(text.data(), text.data() + text.size(), rate);
        server = parse_socket_address(arguments[0]);
    }
    if (!server || server->address.family != Family::V4 || rate == 0 || rate > kRateMax) {
        std::cerr << "usage: recorder ADDRESS:PORT QUERIES_PER_S FILE NAME...\n"
                     "IPv4, 1 to 10000 queries per second\n";
        return EXIT_FAILURE;
    }
    std::ofstream("/proc/self/timerslack_ns") << 1; // polls end when they should
    const StopSignal stop;
    Recorder recorder(*server, rate, arguments.subspan(3));
    recorder.run(stop.is_set());
    std::ofstream out(arguments[2]);
    recorder.write(out);
    return out.flush() ? EXIT_SUCCESS : EXIT_FAILURE;
}
