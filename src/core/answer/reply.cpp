#include "core/answer/reply.hpp"

#include "core/answer/chaos.hpp"
#include "core/answer/options.hpp"
#include "core/wire/registry.hpp"

#include <algorithm>

namespace signpost::answer {
namespace {

using wire::Admission;
using wire::ExtendedError;
using wire::Rcode;

constexpr std::size_t kUdpPayloadMin = 512; // RFC 1035 §2.3.4

Count count_of(Rcode rcode) noexcept {
    switch (rcode) {
    case Rcode::NoError:
        return Count::NoError;
    case Rcode::FormatError:
        return Count::FormatErrors;
    case Rcode::NoName:
        return Count::NoNames;
    case Rcode::NotImplemented:
        return Count::NotImplemented;
    case Rcode::Refused:
        return Count::Refused;
    case Rcode::BadVersion:
        return Count::BadVersions;
    case Rcode::BadCookie:
        return Count::BadCookies;
    case Rcode::NameTooLong:
        return Count::NamesTooLong;
    case Rcode::ServerFailure:
        break;
    }
    return Count::ServerFailures;
}

/// One message and its reply.
class Exchange {
public:
    Exchange(Bytes message, const Client& client, const Snapshot& snapshot, Scratch& scratch,
             MutableBytes out) noexcept
        : message_(message), client_(client), snapshot_(snapshot), settings_(*snapshot.settings),
          scratch_(scratch), writer_(out), room_(out.size()),
          query_(wire::parse_query(message, scratch.names.question)),
          guide_(*snapshot.steering, settings_, client.address, edns_, scratch.ticket) {}

    std::size_t run() noexcept {
        if (query_.admission == Admission::Drop) {
            scratch_.counters.add(Count::Dropped);
            return 0;
        }
        scratch_.counters.add(is_udp() ? Count::UdpQueries : Count::TcpQueries);
        writer_.begin(message_.first(query_.question_end));
        // Behind a question that cannot be read nothing can be found.
        const bool is_read =
            query_.question_end > wire::kHeaderLength || query_.admission == Admission::NoQuestion;
        if (is_read && query_.has_more(message_)) edns_ = wire::parse_edns(message_, query_);
        const Rcode admission = admit();
        prepare_options();
        if (is_udp()) switch (allowance()) {
            case Allowance::Send:
                break;
            case Allowance::Slip:
                scratch_.counters.add(Count::RateSlipped);
                return finish_slipped();
            case Allowance::Drop:
                scratch_.counters.add(Count::RateDropped);
                return 0;
            }
        if (admission != Rcode::NoError || query_.admission == Admission::NoQuestion)
            return finish({.rcode = admission, .authoritative = false});
        return finish(answer());
    }

private:
    [[nodiscard]] bool is_udp() const noexcept { return client_.transport == Transport::Udp; }

    /// NoError if the query may be answered from zones; otherwise what it gets instead.
    [[nodiscard]] Rcode admit() noexcept {
        if (query_.admission == Admission::NotImplemented) return Rcode::NotImplemented;
        if (query_.admission == Admission::FormatError || edns_.malformed)
            return Rcode::FormatError;
        if (edns_.present && edns_.version != 0) return Rcode::BadVersion;
        if (query_.admission == Admission::NoQuestion &&
            !(edns_.has_cookie && settings_.cookies.enabled))
            return Rcode::FormatError;
        return check_cookie() ? Rcode::NoError : Rcode::BadCookie;
    }

    /// False if the client speaks cookies, must show a valid one, and does not (RFC 7873 §5.2.3).
    [[nodiscard]] bool check_cookie() noexcept {
        if (!edns_.has_cookie || !settings_.cookies.enabled) return true;
        const bool shows_server_cookie = edns_.cookie.size() > kClientCookieLength;
        has_valid_cookie_ =
            shows_server_cookie &&
            is_valid_cookie(edns_.cookie, client_.address, settings_.cookies, scratch_.clock_s);
        if (has_valid_cookie_)
            scratch_.counters.add(Count::CookiesValid);
        else if (shows_server_cookie)
            scratch_.counters.add(Count::CookiesInvalid);
        // A query without a question asks for a cookie, or whether its own is good (RFC 7873 §5.4).
        if (query_.admission == Admission::NoQuestion)
            return has_valid_cookie_ || !shows_server_cookie;
        return has_valid_cookie_ || !settings_.cookies.required || !is_udp();
    }

    /// Sets what the OPT record will hold, and the limit that leaves room for it.
    void prepare_options() noexcept {
        const std::size_t wanted = is_udp()
                                       ? std::clamp<std::size_t>(edns_.udp_payload, kUdpPayloadMin,
                                                                 settings_.udp_payload_max)
                                       : kReplyLengthMax;
        limit_ = std::min(wanted, room_);
        writer_.set_limit(limit_);
        if (!edns_.present) return;

        options_.udp_payload = settings_.udp_payload_max;
        options_.dnssec_ok = edns_.dnssec_ok;
        if (edns_.version == 0 && !edns_.malformed) choose_options();
        writer_.set_limit(limit_ - options_size(options_));
    }

    void choose_options() noexcept {
        options_.pads = edns_.asks_padding && !is_udp();
        if (edns_.asks_nsid) options_.nsid = text_bytes(settings_.identity);
        if (edns_.has_client_subnet) options_.client_subnet = edns_.client_subnet;
        if (edns_.has_cookie && settings_.cookies.enabled)
            options_.cookie =
                fresh_cookie(edns_.cookie, client_.address, settings_.cookies, scratch_.clock_s);
        if (edns_.asks_keepalive && !is_udp()) options_.keepalive_ds = settings_.tcp_idle_ds;
    }

    static Bytes text_bytes(const std::string& text) noexcept {
        const void* octets = text.data();
        return {static_cast<const std::uint8_t*>(octets), text.size()};
    }

    /// A client that shows a valid cookie has not forged its address, so it is not limited.
    [[nodiscard]] Allowance allowance() noexcept {
        if (!settings_.rate_limit.enabled || has_valid_cookie_) return Allowance::Send;
        return scratch_.limiter.take(client_.address, settings_.rate_limit, scratch_.now_ms);
    }

    [[nodiscard]] Outcome answer() noexcept {
        switch (query_.klass) {
        case wire::klass::kIn:
        case wire::klass::kAny:
            break;
        case wire::klass::kCh:
            return answer_chaos(query_, scratch_.names.question, client_.address, guide_.subject(),
                                snapshot_, writer_);
        default:
            return {.rcode = Rcode::Refused, .authoritative = false};
        }
        if (query_.type == wire::type::kAxfr || query_.type == wire::type::kIxfr)
            return {.rcode = Rcode::Refused,
                    .why = ExtendedError::NotSupported,
                    .authoritative = false};
        return Resolution(*snapshot_.zones, query_, !is_udp(), scratch_.names, guide_, writer_)
            .resolve();
    }

    /// Truncation is all or nothing: half an answer helps nobody (RFC 2181 §9).
    [[nodiscard]] std::size_t finish(const Outcome& outcome) noexcept {
        if (!outcome.fits) {
            writer_.clear_sections();
            scratch_.counters.add(Count::Truncated);
        }
        scratch_.counters.add(count_of(outcome.rcode));
        if (guide_.has_steered()) scratch_.counters.add(Count::Steered);
        if (edns_.present) {
            writer_.set_limit(limit_);
            options_.scope_bits = guide_.scope_bits();
            append_options(options_, outcome.rcode, outcome.why, writer_);
        }
        return writer_.finish(flags_for(outcome));
    }

    [[nodiscard]] std::size_t finish_slipped() noexcept {
        return finish({.rcode = Rcode::NoError, .authoritative = false, .fits = false});
    }

    [[nodiscard]] std::uint16_t flags_for(const Outcome& outcome) const noexcept {
        unsigned flags = wire::flag::kResponse;
        flags |= query_.flags & (wire::flag::kOpcode | wire::flag::kRecursionDesired);
        if (outcome.authoritative) flags |= wire::flag::kAuthoritative;
        if (!outcome.fits) flags |= wire::flag::kTruncated;
        return static_cast<std::uint16_t>(flags | (static_cast<unsigned>(outcome.rcode) & 15U));
    }

    const Bytes message_;
    const Client& client_;
    const Snapshot& snapshot_;
    const Settings& settings_;
    Scratch& scratch_;
    MessageWriter writer_;
    std::size_t room_;
    std::size_t limit_ = 0;
    bool has_valid_cookie_ = false;
    wire::Query query_;
    wire::Edns edns_;
    Options options_;
    Guide guide_;
};

} // namespace

std::size_t reply(Bytes query, const Client& client, const Snapshot& snapshot, Scratch& scratch,
                  MutableBytes out) noexcept {
    return Exchange(query, client, snapshot, scratch, out).run();
}

} // namespace signpost::answer
