// Echo request and reply. Unprivileged datagram sockets where net.ipv4.ping_group_range allows
// them, raw ones where CAP_NET_RAW does.
#include "control_plane/probe/datagram_attempt.hpp"
#include "control_plane/probe/echo.hpp"
#include "control_plane/probe/kinds.hpp"

#include <netinet/in.h>
#include <sys/random.h>

#include <cerrno>

namespace signpost::probe {
namespace {

struct Opened {
    Fd socket;
    Envelope envelope = Envelope::None;
};

/// Not open, with errno, if neither is allowed.
Opened open_icmp(Family family) {
    const bool is_v4 = family == Family::V4;
    const int domain = is_v4 ? AF_INET : AF_INET6;
    const int protocol = is_v4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6};
    const int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    Fd modest(::socket(domain, SOCK_DGRAM | flags, protocol));
    if (modest.is_open() || (errno != EACCES && errno != EPERM && errno != EPROTONOSUPPORT))
        return {.socket = std::move(modest), .envelope = Envelope::None};
    return {.socket = Fd(::socket(domain, SOCK_RAW | flags, protocol)),
            .envelope = is_v4 ? Envelope::IpHeader : Envelope::NoneRaw};
}

class IcmpAttempt : public DatagramAttempt {
public:
    IcmpAttempt(const Engine& engine, const Question& question, OnAnswer on_answer)
        : DatagramAttempt(engine, question, std::move(on_answer)) {
        start();
    }

private:
    void start() {
        Opened opened = open_icmp(question().target.family);
        if (!opened.socket.is_open())
            return answer_soon(unasked("ICMP (net.ipv4.ping_group_range or CAP_NET_RAW)", errno));
        envelope_ = opened.envelope;
        echo_.family = question().target.family;
        std::array<std::uint8_t, sizeof echo_.id + Echo::kNonceSize> random{};
        if (::getrandom(random.data(), random.size(), GRND_NONBLOCK) < 0)
            return answer_soon(unasked("random octets", errno));
        echo_.id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
        std::copy(random.begin() + sizeof echo_.id, random.end(), echo_.nonce.begin());
        begin(dial(std::move(opened.socket), question(), 0), write_echo(echo_));
    }

    void on_datagram(Bytes octets) override {
        if (is_reply_to(echo_, octets, envelope_)) answer(health::Outcome::Ok);
    }

    Envelope envelope_ = Envelope::None;
    Echo echo_;
};

} // namespace

StartedAttempt start_icmp(const Engine& engine, const Question& question, OnAnswer on_answer) {
    return std::make_unique<IcmpAttempt>(engine, question, std::move(on_answer));
}

} // namespace signpost::probe
