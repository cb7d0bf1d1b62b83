// The kinds of probes and their settings, as signpost.json has them.
//
// Each asks one address; whom and when stands in config::Check. Values.
#pragma once

#include "control_plane/config/database_checks.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace signpost::config {

struct IcmpCheck {
    bool operator==(const IcmpCheck&) const = default;
};

struct TcpCheck {
    std::uint16_t port = 0;
    std::string send;
    std::string expect; ///< Must occur in what comes back; empty: connecting is enough.
    bool operator==(const TcpCheck&) const = default;
};

struct UdpCheck {
    std::uint16_t port = 0;
    std::string send;
    std::string expect; ///< Must occur in the answer; empty: any answer will do.
    bool operator==(const UdpCheck&) const = default;
};

/// What the certificate must be like, and who we are.
struct TlsSettings {
    bool is_verified = true;
    std::string name; ///< SNI, and what the certificate must be for; empty: the address.
    std::filesystem::path ca_file;          ///< Empty: the system's.
    std::filesystem::path certificate_file; ///< Of ours, with its key; empty: none.
    std::filesystem::path key_file;
    std::uint32_t days_left_min = 0; ///< The certificate must be good for longer.
    bool operator==(const TlsSettings&) const = default;
};

struct TlsCheck {
    std::uint16_t port = 443;
    TlsSettings tls;
    bool operator==(const TlsCheck&) const = default;
};

struct HttpCheck {
    std::optional<TlsSettings> tls; ///< None: http. The name is `host` unless it says another.
    std::uint16_t port = 80;
    std::string host; ///< The Host header; empty: the address.
    std::string path = "/";
    std::string method = "GET";
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<std::uint16_t> status{200};
    std::string contains;                  ///< Must occur in the body; empty: any body.
    std::string matches;                   ///< A regular expression (RE2) for the body; empty: any.
    std::uint32_t body_bytes_max = 65'536; ///< What is looked at; the rest is not read.
    std::uint32_t redirects_max = 0;       ///< Followed on the same address and port only.
    std::string load_header; ///< A header that tells the load in percent; empty: none.
    bool operator==(const HttpCheck&) const = default;
};

struct DnsCheck {
    std::uint16_t port = 53;
    bool over_tcp = false;
    std::string name;
    std::uint16_t type = 1;
    std::uint8_t rcode = 0;
    std::vector<std::string> rdata; ///< Each must be among the answers, in presentation form.
    bool must_be_authoritative = false;
    bool operator==(const DnsCheck&) const = default;
};

/// Run with the probed address as its last argument. Exit status 0 is good; the first line of its
/// output is told to people.
struct ExecCheck {
    std::filesystem::path program;
    std::vector<std::string> arguments;
    std::uint32_t memory_mb_max = 256;
    std::uint32_t output_bytes_max = 4096;
    bool operator==(const ExecCheck&) const = default;
};

/// The other way round: the service, or an agent beside it, tells us.
struct ReportCheck {
    std::string token;                 ///< From its file.
    std::uint8_t load_max_percent = 0; ///< A higher load is a failure; 0: never.
    bool operator==(const ReportCheck&) const = default;
};

using ProbeKind = std::variant<IcmpCheck, TcpCheck, UdpCheck, TlsCheck, HttpCheck, DnsCheck,
                               ExecCheck, ReportCheck, PostgresqlCheck, MysqlCheck, RedisCheck>;

} // namespace signpost::config
