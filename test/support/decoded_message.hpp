// A message taken apart by a decoder that forgives nothing, to check what the server writes.
//
// Shares no code with core/. It refuses: a compression pointer that does not lead backwards to the
// first octet of a label that a name before it begins with or holds; compression in RDATA of types
// not in RFC 1035 (RFC 3597 §4); octets left over; an OPT anywhere but once in the additional
// section.
#pragma once

#include "core/wire/registry.hpp"
#include "support/record_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace signpost::test {

struct DecodedMessage {
    std::uint16_t id = 0;
    std::uint16_t flags = 0;
    bool has_question = false;
    Octets question;                                       ///< As it stands: name, type, class.
    std::vector<TextRecord> answer, authority, additional; ///< Without the OPT.
    std::vector<std::uint16_t> classes;                    ///< Of all of these, in order.
    std::optional<TextRecord> opt;                         ///< Its TTL holds the extended flags.
    std::uint16_t udp_payload = 0;

    [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }
    /// With the eight bits that the OPT adds (RFC 6891 §6.1.3).
    [[nodiscard]] wire::Rcode rcode() const;
    /// The value of the first option with this code.
    [[nodiscard]] std::optional<Octets> option(std::uint16_t code) const;
};

/// None, and why in `fault`, if anything is not as it must be.
[[nodiscard]] std::optional<DecodedMessage> decode(Bytes message, std::string& fault);

/// The records as sorted lines, for comparison: order within a section has no meaning.
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<TextRecord>& section);

} // namespace signpost::test
