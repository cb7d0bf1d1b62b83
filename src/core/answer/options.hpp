// The OPT record of a reply: what it holds, and how much room it needs.
//
// reply() measures it first, so that the sections leave room, and writes it last.
#pragma once

#include "core/answer/cookie.hpp"
#include "core/answer/message_writer.hpp"
#include "core/wire/edns.hpp"

#include <optional>

namespace signpost::answer {

/// Everything about the reply's OPT record that is known before the sections are written.
struct Options {
    std::uint16_t udp_payload = 0; ///< Ours, for the client to know.
    bool dnssec_ok = false;        ///< Copied from the query (RFC 3225 §3).
    bool pads = false;             ///< To a block length, for a query that was padded (RFC 8467).
    Bytes nsid;                    ///< Empty: none.
    std::optional<Prefix> client_subnet; ///< The query's.
    std::uint8_t scope_bits = 0;         ///< Of the reply, for client_subnet.
    std::optional<std::array<std::uint8_t, kCookieLength>> cookie;
    std::optional<std::uint16_t> keepalive_ds; ///< RFC 7828, in 100 ms.
};

/// Octets of the OPT record without padding and extended error.
[[nodiscard]] std::size_t options_size(const Options& options) noexcept;

/// Appends the OPT record; the room for options_size() must be there. The extended error and the
/// padding are added as far as they fit.
void append_options(const Options& options, wire::Rcode rcode, wire::ExtendedError why,
                    MessageWriter& writer) noexcept;

} // namespace signpost::answer
