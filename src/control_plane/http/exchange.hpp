// One HTTP request and what came of it, as values.
//
// Used by probes and webhooks. Redirects are not followed and nothing is kept between two
// requests: no connection, no cookie, no TLS session. A probe must see what a new client sees.
#pragma once

#include "base/address.hpp"
#include "base/fd.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace signpost::http {

using Header = std::pair<std::string, std::string>;

/// Whom to trust over TLS. The pointers are OpenSSL's SSL_CTX and SSL, of which this folder knows
/// nothing.
struct Trust {
    bool is_verified = true;
    /// Gives the context its trusted certificates, and ours. Without it the system's are trusted.
    std::function<Result<std::monostate>(void* ssl_context)> prepare;
    std::function<void(void* ssl)> inspect; ///< Called when the answer begins. Optional.
};

struct Request {
    std::string method = "GET";
    std::string url; ///< http or https; its host is what TLS asks for (SNI) and verifies.
    std::vector<Header> headers;
    std::string body;                        ///< Sent when the method is POST or PUT.
    std::optional<SocketAddress> connect_to; ///< Whom to ask, whatever the URL says.
    Fd socket;                               ///< Connected to there already, if it is open.
    Trust trust;
    std::uint32_t timeout_ms = 1000; ///< For all of it; 0: until whoever asks gives up.
    std::size_t body_bytes_max = 65'536;
};

enum class Trouble : std::uint8_t {
    None,        ///< There is a status; the body is whole, or cut at its limit.
    Impossible,  ///< It could not be sent at all: a bad URL, no certificates to trust.
    Unconnected, ///< os_error says why.
    TimedOut,    ///< How far it came by then, `times` tell.
    Insecure,    ///< The TLS handshake failed, or the certificate is not to be trusted.
    Broken,      ///< What came is no answer, or only the beginning of one.
};

/// Since the start, in microseconds; 0: it did not come so far.
struct Times {
    std::uint32_t connected_us = 0;
    std::uint32_t secured_us = 0;
    std::uint32_t answered_us = 0; ///< The first byte came.
};

struct Response {
    Trouble trouble = Trouble::None;
    std::string reason;       ///< Of trouble, in words.
    int os_error = 0;         ///< Of Unconnected.
    std::uint16_t status = 0; ///< 0: none came.
    std::vector<Header> headers;
    std::string body;
    bool is_body_cut = false; ///< There is more than was asked for.
    std::string redirect_url; ///< Where a 3xx leads, as an absolute URL; empty: nowhere.
    Times times;

    /// The first header of that name, in any case of letters; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

/// A header line as it came, with its line end; none if it is no header (RFC 9112 §5).
[[nodiscard]] std::optional<Header> parse_header(std::string_view line);

} // namespace signpost::http
