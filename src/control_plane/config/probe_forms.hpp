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

extern const Form icmp_form;
extern const Form tcp_form;
extern const Form udp_form;
extern const Form tls_form;
extern const Form http_form;
extern const Form https_form;
extern const Form dns_form;
extern const Form exec_form;
extern const Form report_form;
extern const Form postgresql_form;
extern const Form mysql_form;
extern const Form redis_form;
extern const Form headers_form; ///< Of HTTP, by name.

inline constexpr std::array kProbeMembers{
    Member{.key = "icmp",
           .form = &icmp_form,
           .meaning = "Asks with an ICMP echo request; has no members. Where "
                      "net.ipv4.ping_group_range, which holds for both versions, does not let the "
                      "user of /server/user ping, signpostd keeps CAP_NET_RAW if it is started as "
                      "root."},
    Member{.key = "tcp", .form = &tcp_form, .meaning = "Opens a TCP connection."},
    Member{.key = "udp", .form = &udp_form, .meaning = "Sends a datagram and waits for one."},
    Member{.key = "tls", .form = &tls_form, .meaning = "Opens a TLS connection."},
    Member{.key = "http", .form = &http_form, .meaning = "Asks over HTTP."},
    Member{.key = "https", .form = &https_form, .meaning = "Asks over HTTPS."},
    Member{.key = "dns", .form = &dns_form, .meaning = "Asks a DNS server."},
    Member{.key = "exec",
           .form = &exec_form,
           .meaning = "Runs a program, with the address as its last argument. Exit status 0 is "
                      "good; the first line of its output is told. Its environment is PATH, LANG "
                      "and, as far as the check has a source, SIGNPOST_SOURCE_ADDRESS and "
                      "SIGNPOST_INTERFACE: it goes out there by its own doing."},
    Member{.key = "report",
           .form = &report_form,
           .meaning = "Asks nobody: the service, or an agent beside it, tells its state to "
                      "/health/reports_listen. Silence for stale_ms means unknown, never down."},
    Member{.key = "postgresql", .form = &postgresql_form, .meaning = "Logs in to PostgreSQL."},
    Member{.key = "mysql", .form = &mysql_form, .meaning = "Logs in to MySQL or MariaDB."},
    Member{.key = "redis", .form = &redis_form, .meaning = "Logs in to Redis."},
};

} // namespace signpost::config
