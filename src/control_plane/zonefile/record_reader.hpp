// From one entry of a zone file to one record: owner, TTL, class, type, data (RFC 1035 §5.1).
//
// What an entry leaves out is taken from the entries before it.
#pragma once

#include "control_plane/zonefile/lexer.hpp"
#include "control_plane/zonefile/name_text.hpp"
#include "control_plane/zonefile/rdata.hpp"
#include "core/zone/record.hpp"

#include <optional>

namespace signpost::zonefile {

/// What $INCLUDE sets for the included file and puts back after it (RFC 1035 §5.1).
struct Scope {
    WireName origin;
    WireName owner; ///< Of the last record; counts only if has_owner.
    bool has_owner = false;
};

/// What the entries before settle for those that leave something out.
struct Defaults {
    Scope scope;
    std::optional<std::uint32_t> ttl_s; ///< $TTL (RFC 2308 §4).
    std::optional<std::uint32_t>
        last_ttl_s; ///< Of the last record that stated one (RFC 1035 §5.1).
};

class RecordReader {
public:
    /// Reads an entry that is not a directive, and notes in `defaults` what it settles. The record
    /// borrows from both: it is valid until the next call; line and
    /// file are the caller's to set. Null if something is wrong: mistake()
    /// tells what.
    [[nodiscard]] const zone::Record* read(const Entry& entry, Defaults& defaults);
    [[nodiscard]] const Mistake& mistake() const noexcept { return mistake_; }

    /// A doubt about the record just read, if there is one.
    [[nodiscard]] const std::optional<Mistake>& warning() const noexcept { return warning_; }

private:
    /// What stands between owner and data.
    struct Preamble {
        std::optional<std::uint32_t> ttl_s;
        bool has_class = false;
        const Token* type = nullptr;
        std::size_t data_at = 0; ///< Index of the first token of the data.
    };

    bool read_owner(const Entry& entry, Scope& scope);
    bool read_preamble(const Entry& entry, Preamble& preamble);
    bool read_ttl(const Token& token, Preamble& preamble);
    bool read_type(const Token& token);
    bool settle_ttl(const Preamble& preamble, Defaults& defaults);
    bool fail(const Token& token, const std::string& what);

    zone::Record record_;
    Rdata rdata_;
    Mistake mistake_;
    std::optional<Mistake> warning_;
};

} // namespace signpost::zonefile
