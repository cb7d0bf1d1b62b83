// A web address in its parts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace signpost::http {

struct Url {
    bool is_https = false;
    std::string host; ///< In lower case; an IPv6 address without its brackets.
    std::uint16_t port = 0;
    std::string path; ///< With the query; without the fragment, which is never sent.

    bool operator==(const Url&) const = default;
};

/// An absolute http or https URL; none for anything else. User and password are dropped.
[[nodiscard]] std::optional<Url> parse_url(const std::string& text);

} // namespace signpost::http
