// DNS as a client speaks it: writing a query, and reading what claims to be the reply.
//
// Pure. Reading is total, bounded, and believes only what answers our very question.
#pragma once

#include "base/bytes.hpp"
#include "core/wire/registry.hpp"

#include <optional>
#include <string>
#include <vector>

namespace signpost::probe {

struct DnsQuestion {
    std::uint16_t id = 0;
    std::vector<std::uint8_t> name; ///< In wire form.
    std::uint16_t type = 0;
    bool is_recursion_desired = false;
};

using Rdata = std::vector<std::uint8_t>; ///< Without compression; of names in it, lower-cased.

struct DnsReply {
    std::uint8_t rcode = 0;
    bool is_authoritative = false;
    bool is_truncated = false;
    bool is_well_formed = true; ///< Otherwise `answers` has what stands before the damage.
    std::vector<Rdata> answers; ///< Of the type asked for; whose they are is not looked at.
};

[[nodiscard]] std::vector<std::uint8_t> write_query(const DnsQuestion& question);

/// None if it is no reply, or one to another question: then it is not from whom we asked.
[[nodiscard]] std::optional<DnsReply> read_reply(Bytes message, const DnsQuestion& question);

/// Data of a record that stands at `at` in `message`, as Rdata. None if it is malformed.
[[nodiscard]] std::optional<Rdata> read_rdata(Bytes message, std::size_t at, std::size_t length,
                                              std::uint16_t type);

/// For people: addresses and names as such, all else as \# and hexadecimal digits (RFC 3597 §5).
[[nodiscard]] std::string rdata_to_text(const Rdata& rdata, std::uint16_t type);

/// "NOERROR", "RCODE17".
[[nodiscard]] std::string rcode_to_text(std::uint16_t rcode);

} // namespace signpost::probe
