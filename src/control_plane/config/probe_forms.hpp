// What each kind of probe can be told, as members of a check.
//
// For check_forms.cpp only. The structs that these become are those of probe_kinds.hpp.
#pragma once

#include "control_plane/config/form.hpp"

#include <algorithm>
#include <array>

namespace signpost::config {

template <std::size_t A, std::size_t B>
[[nodiscard]] constexpr std::array<Member, A + B> joined(const std::array<Member, A>& a,
                                                         const std::array<Member, B>& b) {
    std::array<Member, A + B> both{};
    std::copy(b.begin(), b.end(), std::copy(a.begin(), a.end(), both.begin()));
    return both;
}

extern const Form kIcmpForm;
extern const Form kTcpForm;
extern const Form kUdpForm;
extern const Form kTlsForm;
extern const Form kHttpForm;
extern const Form kHttpsForm;
extern const Form kDnsForm;
extern const Form kExecForm;
extern const Form kReportForm;
extern const Form kPostgresqlForm;
extern const Form kMysqlForm;
extern const Form kRedisForm;
extern const Form kHeaders; ///< Of HTTP, by name.

inline constexpr std::array kProbeMembers{
    Member{.key = "icmp",
           .form = &kIcmpForm,
           .meaning = "Asks with an ICMP echo request; has no members."},
    Member{.key = "tcp", .form = &kTcpForm, .meaning = "Opens a TCP connection."},
    Member{.key = "udp", .form = &kUdpForm, .meaning = "Sends a datagram and waits for one."},
    Member{.key = "tls", .form = &kTlsForm, .meaning = "Opens a TLS connection."},
    Member{.key = "http", .form = &kHttpForm, .meaning = "Asks over HTTP."},
    Member{.key = "https", .form = &kHttpsForm, .meaning = "Asks over HTTPS."},
    Member{.key = "dns", .form = &kDnsForm, .meaning = "Asks a DNS server."},
    Member{.key = "exec",
           .form = &kExecForm,
           .meaning = "Runs a program, with the address as its last argument. Exit status 0 is "
                      "good; the first line of its output is told."},
    Member{.key = "report",
           .form = &kReportForm,
           .meaning = "Asks nobody: the service, or an agent beside it, tells its state to "
                      "/health/reports_listen. Silence for stale_ms means unknown, never down."},
    Member{.key = "postgresql", .form = &kPostgresqlForm, .meaning = "Logs in to PostgreSQL."},
    Member{.key = "mysql", .form = &kMysqlForm, .meaning = "Logs in to MySQL or MariaDB."},
    Member{.key = "redis", .form = &kRedisForm, .meaning = "Logs in to Redis."},
};

} // namespace signpost::config
