// What one worker counted. Each worker has its own; the control plane adds them up.
#pragma once

#include "base/counter.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace signpost::answer {

/// Counters by name, so that status, metrics and the manual share one list.
enum class Count : std::uint8_t {
    UdpQueries,
    TcpQueries,
    Dropped,
    NoError,
    FormatErrors,
    ServerFailures,
    NoNames,
    NotImplemented,
    Refused,
    BadVersions,
    BadCookies,
    NamesTooLong,
    Truncated,
    CookiesValid,
    CookiesInvalid,
    RateDropped,
    RateSlipped,
    Steered,
    Size, ///< Not a counter: how many there are.
};

struct CountText {
    std::string_view name;    ///< As in `signpostctl status`.
    std::string_view meaning; ///< For the manual.
};

inline constexpr std::array<CountText, static_cast<std::size_t>(Count::Size)> kCountTexts{{
    {"udp_queries", "Datagrams that held a query."},
    {"tcp_queries", "Queries that came over TCP."},
    {"dropped", "Messages not answered: shorter than a header, or themselves responses."},
    {"noerror", "Replies with NOERROR: data, NODATA and referrals."},
    {"formerr", "Replies with FORMERR: the query could not be read."},
    {"servfail", "Replies with SERVFAIL."},
    {"nxdomain", "Replies with NXDOMAIN: the name does not exist."},
    {"notimp", "Replies with NOTIMP: an opcode other than QUERY."},
    {"refused", "Replies with REFUSED: outside our zones, or diagnostics for a stranger."},
    {"badvers", "Replies with BADVERS: an EDNS version above 0."},
    {"badcookie", "Replies with BADCOOKIE: a cookie is required and was not valid."},
    {"yxdomain", "Replies with YXDOMAIN: a DNAME would make a name of over 255 octets."},
    {"truncated", "Replies with TC set because they did not fit."},
    {"cookies_valid", "Queries with a valid server cookie."},
    {"cookies_invalid", "Queries with a server cookie that is old, forged or of another secret."},
    {"rate_dropped", "Replies left out by response rate limiting."},
    {"rate_slipped", "Replies cut to a bare TC by response rate limiting."},
    {"steered", "Replies that a plan had a say in."},
}};

class Counters {
public:
    void add(Count count) noexcept { counters_[static_cast<std::size_t>(count)].add(); }
    [[nodiscard]] std::uint64_t value(Count count) const noexcept {
        return counters_[static_cast<std::size_t>(count)].value();
    }

private:
    std::array<Counter, static_cast<std::size_t>(Count::Size)> counters_;
};

} // namespace signpost::answer
