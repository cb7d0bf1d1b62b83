// What an HTTP answer proves. Pure; any thread.
#pragma once

#include "control_plane/config/probe_kinds.hpp"
#include "control_plane/http/exchange.hpp"
#include "control_plane/probe/probe.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::probe {

/// The URL that asks `target` for `path`. Its host is the name that TLS asks for and verifies.
[[nodiscard]] std::string url_of(const config::HttpCheck& check, const Address& target,
                                 std::string_view path);

/// The path to ask for next, if the response is a redirect that may be followed: its status is not
/// one of those expected, and it stays on the address and port that were asked.
[[nodiscard]] std::optional<std::string> redirect_path(const config::HttpCheck& check,
                                                       const Address& target,
                                                       const http::Response& response);

/// Outcome, words, load, and how long to stay away; without moments and stages. The request was
/// made on a connected socket. Of TimedOut the outcome is Unasked: what it proves, only the attempt
/// knows.
[[nodiscard]] Answer judge(const config::HttpCheck& check, const http::Response& response);

/// What was still to come when the time of a request on a connected socket was up: "connected, but
/// no TLS".
[[nodiscard]] std::string_view missing_part(const http::Times& times, bool is_tls);

/// "37", "37.5 %"; more than 100 is 100.
[[nodiscard]] std::optional<std::uint8_t> parse_load(std::string_view text);

} // namespace signpost::probe
