// What a reply must say, worked out the slow way: RFC 1034 §4.3.2 over plain maps.
//
// Shares no code with core/: names are compared as lower-cased octets, zones are walked label by
// label. Tests compare reply() with it on random zones and questions.
#pragma once

#include "core/wire/registry.hpp"
#include "support/record_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace signpost::test {

class ReferenceZone {
public:
    enum class Kind : std::uint8_t { Exists, NoName, Delegation, Redirect };
    struct Found {
        Kind kind = Kind::NoName;
        Octets owner; ///< Of the records that count; for a wildcard, its own name.
    };

    /// Names in `records` may be spelt as one likes.
    ReferenceZone(const Octets& apex, const std::vector<TextRecord>& records);

    [[nodiscard]] const Octets& apex() const { return apex_; }
    /// `name` is lower-cased and at or below the apex.
    [[nodiscard]] Found find(const Octets& name) const;
    /// Empty for an empty non-terminal and for a name that does not exist.
    [[nodiscard]] std::vector<TextRecord> records_at(const Octets& owner,
                                                     std::uint16_t rr_type) const;
    [[nodiscard]] std::vector<TextRecord> all_at(const Octets& owner) const;

private:
    [[nodiscard]] bool has(const Octets& owner, std::uint16_t rr_type) const;

    Octets apex_;
    std::map<Octets, std::vector<TextRecord>> owners_; ///< With empty non-terminals.
};

struct ReferenceReply {
    wire::Rcode rcode = wire::Rcode::NoError;
    bool authoritative = true;
    std::vector<TextRecord> answer, authority;
    std::vector<TextRecord> glue; ///< Without which the referral leads nowhere.
};

class ReferenceResolver {
public:
    explicit ReferenceResolver(std::vector<ReferenceZone> zones) : zones_(std::move(zones)) {}

    [[nodiscard]] ReferenceReply resolve(const Octets& name, std::uint16_t rr_type) const;
    /// Whether a zone has this record, if only as a wildcard or as glue.
    [[nodiscard]] bool has(const TextRecord& record) const;

private:
    [[nodiscard]] const ReferenceZone* zone_of(const Octets& name, bool above) const;
    /// The next name if the reply goes on with an alias.
    [[nodiscard]] Octets step(const ReferenceZone& zone, const Octets& name, std::uint16_t rr_type,
                              ReferenceReply& reply,
                              std::optional<TextRecord>& redirected_by) const;

    std::vector<ReferenceZone> zones_;
};

/// The records as sorted lines, names lower-cased.
[[nodiscard]] std::vector<std::string> lowered_lines(std::vector<TextRecord> records);

} // namespace signpost::test
