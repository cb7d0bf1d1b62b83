// signpost.json as typed settings.
//
// Read by app at start and on reload, and by `signpostd --check`. A Config is complete: what the
// file leaves out has its default here. Which keys there are, and what they mean, stands in the
// tables of options.hpp and sections.hpp. Parsing is pure; only load() touches the disk.
#pragma once

#include "base/address.hpp"
#include "base/complaint.hpp"
#include "control_plane/config/steering.hpp"
#include "control_plane/journal/retention.hpp"
#include "core/snapshot/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::config {

/// Limits that keep slow or hostile TCP clients from hurting others.
struct TcpLimits {
    std::uint32_t connections_max = 4000;
    std::uint32_t connections_per_client_max = 100;
    std::uint32_t idle_ms = 10'000;
    std::uint32_t lifetime_ms = 300'000;
    std::uint32_t stall_ms = 10'000;
};

/// Relative paths in the file are relative to the folder of the file; here they are resolved.
struct Config {
    std::vector<SocketAddress> listen; ///< At least one.
    std::filesystem::path zones = "zones";
    std::string user; ///< Empty: stay who we are.
    std::filesystem::path control = "/run/signpost/control.sock";
    std::filesystem::path state = "/var/lib/signpost"; ///< Folder of the journal.
    journal::Retention journal;
    std::uint32_t udp_workers = 0; ///< 0: one per core.
    std::uint32_t tcp_threads = 1;
    bool pin_workers = false;
    bool reuseport_by_cpu = false;
    std::uint32_t socket_buffer_bytes = 4 << 20;
    TcpLimits tcp;
    bool tell_version = true;
    std::filesystem::path cookie_secret_file; ///< Empty: a random secret is made at start.
    Settings settings; ///< parse() leaves the version and the cookie secrets to the caller.
    Steering steering;

    Config();
};

struct Parsed {
    Config config;
    std::vector<Complaint> complaints; ///< In the order of the text.
};

/// Reads a whole configuration; with an error among the complaints it must not be used.
[[nodiscard]] Parsed parse(std::string_view text, const std::string& file);

/// Reads `file`, and the secrets, certificates and programs it names. A file that cannot be read is
/// a complaint.
[[nodiscard]] Parsed load(const std::filesystem::path& file);

/// The cookie secrets of a file: lines of 32 hexadecimal digits; blank lines and lines that begin
/// with `#` are skipped. At least one is required.
struct Secrets {
    std::vector<CookieSecret> secrets;
    std::vector<Complaint> complaints;
};
[[nodiscard]] Secrets parse_secrets(std::string_view text, const std::string& file);

/// A larger configuration or secret file is refused. 100,000 services take 20 MiB at 200 octets.
inline constexpr std::size_t kFileBytesMax = std::size_t{32} << 20;

} // namespace signpost::config
