// Hears what services report: a small HTTP server, and the one door to libmicrohttpd.
//
// On the control loop. Everything a client may do is bounded: connections (also for each network),
// their age, headers, body, idle time, and how often it asks. It keeps nothing of what it hears,
// and judges nothing: that silence means unknown is the director's to say.
#pragma once

#include "base/result.hpp"
#include "control_plane/reports/rate_limit.hpp"
#include "control_plane/reports/report.hpp"
#include "loop/loop.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace signpost::reports {

struct Hearing;      ///< Of one listening address, by libmicrohttpd.
struct Expectations; ///< What all of them share.

/// Every service of a large site may report once a second through one relay; a client that does
/// more has gone mad.
struct Limits {
    RateLimit::Rule rate{.per_s = 1000, .at_once = 2000, .addresses_max = 4096};
    /// A connection ends so long after it began, or after the last report on it. More than that
    /// nobody needs for one, and who has no token holds no connection for longer.
    std::uint32_t connection_max_ms = 10'000;
};
inline constexpr Limits kLimits;

class Listener {
public:
    /// False: nobody asks for this check of that address.
    using OnReport =
        std::function<bool(const Subject& subject, const health::Observation& observation)>;
    /// By the name of the check.
    using Checks = std::map<std::string, config::ReportCheck>;

    /// Fails if it cannot listen on one of the addresses.
    static Result<std::unique_ptr<Listener>> open(loop::Loop& loop,
                                                  const std::vector<SocketAddress>& addresses,
                                                  OnReport on_report,
                                                  const Limits& limits = kLimits);

    Listener(loop::Loop& loop, OnReport on_report, const Limits& limits);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Which checks may be reported from now on. Before the first call: none.
    void set_checks(Checks checks);

    /// Where it listens; a port 0 has become the one that the kernel chose.
    [[nodiscard]] std::vector<SocketAddress> addresses() const;

private:
    std::unique_ptr<Expectations> expectations_;
    std::vector<std::unique_ptr<Hearing>> hearings_;
};

} // namespace signpost::reports
