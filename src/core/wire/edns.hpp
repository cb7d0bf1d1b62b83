// What a query says in its OPT record (RFC 6891), and whether all behind the question is readable.
//
// Called once per message by core/answer; total on any bytes, borrows from the message.
#pragma once

#include "base/address.hpp"
#include "core/wire/query.hpp"

namespace signpost::wire {

struct Edns {
    bool present = false;   ///< There was an OPT record; without one the rest has no meaning.
    bool malformed = false; ///< Reply FORMERR. Set with or without an OPT record.
    bool dnssec_ok = false; ///< DO (RFC 3225).
    bool asks_nsid = false;
    bool asks_keepalive = false;
    bool asks_padding = false;
    bool has_cookie = false;
    bool has_client_subnet = false;
    std::uint8_t version = 0;
    std::uint16_t udp_payload = 0; ///< Octets, as the client says; below 512 means 512.
    Bytes cookie;                  ///< Of a length that RFC 7873 §4 allows.
    Prefix client_subnet;          ///< For whom a resolver asks (RFC 7871 §6).
};

/// Reads the records behind the question. Exactly one OPT may be there, in the additional section
/// and owned by the root (RFC 6891 §6.1.1); other records are passed over.
[[nodiscard]] Edns parse_edns(Bytes message, const Query& query) noexcept;

} // namespace signpost::wire
