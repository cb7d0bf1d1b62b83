// What the zones say to a question: the sections of the reply (RFC 1034 §4.3.2).
//
// reply() makes one for each query of class IN. It reads zones, follows aliases through all of
// them, and writes RRsets, for steered names those that the guide chooses; it knows nothing of
// EDNS, limits or transports.
#pragma once

#include "core/answer/guide.hpp"
#include "core/answer/message_writer.hpp"
#include "core/wire/query.hpp"
#include "core/zone/zones.hpp"

#include <array>

namespace signpost::answer {

/// The names a resolution works on. They are large and need no clearing, so workers keep them.
struct Names {
    wire::Name question;
    wire::Name alias;
};

struct Outcome {
    wire::Rcode rcode = wire::Rcode::NoError;
    wire::ExtendedError why = wire::ExtendedError::None;
    bool authoritative = true;
    bool fits = true; ///< False: something that must be there found no room.
};

class Resolution {
public:
    /// `names.question` is the question's name. `all_of_any`: a query for ANY gets every RRset of
    /// the name; otherwise one of them (RFC 8482 §4.1).
    Resolution(const zone::Zones& zones, const wire::Query& query, bool all_of_any, Names& names,
               Guide& guide, MessageWriter& writer) noexcept
        : zones_(zones), type_(query.type), all_of_any_(all_of_any), name_(&names.question),
          spare_(&names.alias), guide_(guide), writer_(writer) {}

    [[nodiscard]] Outcome resolve() noexcept;

private:
    enum class Step : std::uint8_t { Done, Follow };

    /// Links of CNAME and DNAME that one reply follows: more than any sane zone has.
    static constexpr std::size_t kLinksMax = 16;

    /// The end of a name that is compressed in the message: where it stands, and its octets.
    struct Tail {
        std::size_t at = 0;
        std::size_t length = 0; ///< 0: the name stands whole.
    };
    struct GivenDname {
        const zone::RRset* rrset;
        std::size_t at;
    };

    [[nodiscard]] const zone::Zone* zone_for_name() const noexcept;
    [[nodiscard]] Step answer_in_zone() noexcept;
    [[nodiscard]] Step answer_from(const zone::Node& node) noexcept;
    [[nodiscard]] Step answer_as_zone_says(const zone::Node& node) noexcept;
    /// Apart from the way of most answers, which is the shorter for it.
    [[nodiscard, gnu::noinline]] Step answer_steered(const zone::Node& node,
                                                     const steer::Plan& plan) noexcept;
    void answer_any(const zone::Node& node, const steer::Plan* plan) noexcept;
    void answer_with(const zone::RRset& rrset) noexcept;
    void deny(wire::Rcode rcode) noexcept;
    void deny_by(const steer::Plan& plan) noexcept;
    [[nodiscard]] bool serves_zone(const zone::Node& node) const noexcept;
    void append_address(const zone::Node& node, std::uint16_t address_type, Anchors where,
                        bool is_needed) noexcept;
    void refer(const zone::Node& cut) noexcept;
    [[nodiscard]] Step follow_cname(const zone::RRset& cname) noexcept;
    [[nodiscard]] Step redirect(const zone::Node& node) noexcept;
    [[nodiscard]] std::size_t append_dname(const zone::RRset& dname,
                                           std::size_t owner_length) noexcept;
    [[nodiscard]] bool append_synthesised_cname(const zone::RRset& dname, std::size_t labels_length,
                                                Tail tail) noexcept;
    void spell(std::size_t length, std::uint8_t* to) const noexcept;
    void append_addresses(const zone::RRset& rrset, std::size_t rrset_at,
                          const zone::Node* cut) noexcept;

    /// Where the part of the current name that `length` octets of its end make up stands.
    [[nodiscard]] std::size_t suffix_at(std::size_t length) const noexcept;
    [[nodiscard]] Step move_to(std::size_t name_at, Tail tail) noexcept;
    [[nodiscard]] bool is_new_name() noexcept;
    [[nodiscard]] Anchors anchors() const noexcept { return {name_at_, apex_at_}; }
    void append(Section section, const zone::RRset& rrset, Anchors where) noexcept {
        outcome_.fits = writer_.append(section, rrset, where) && outcome_.fits;
    }

    const zone::Zones& zones_;
    std::uint16_t type_;
    bool all_of_any_;
    wire::Name* name_;  ///< The question's, then that of each alias.
    wire::Name* spare_; ///< Where the next one is made.
    Guide& guide_;
    MessageWriter& writer_;
    const zone::Zone* zone_ = nullptr;          ///< The zone that is authoritative for *name_.
    std::size_t name_at_ = wire::kHeaderLength; ///< Where *name_ stands in the message.
    Tail tail_;                                 ///< Of *name_.
    std::size_t apex_at_ = 0;                   ///< Where zone_'s apex stands in the message.
    std::size_t links_ = 0;
    std::array<std::uint64_t, kLinksMax> seen_;    ///< Hashes of the names before; links_ of them.
    std::array<GivenDname, kLinksMax + 1> dnames_; ///< DNAMEs in the answer; dname_count_ of them.
    std::size_t dname_count_ = 0;
    const zone::RRset* redirected_by_ = nullptr; ///< The DNAME that made *name_, if one did.
    Outcome outcome_;
};

} // namespace signpost::answer
