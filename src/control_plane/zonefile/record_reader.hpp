// From one entry of a zone file to one record: owner, TTL, class, type, data (RFC 1035 §5.1).
//
// What an entry leaves out is taken from the entries before it, which the reader remembers.
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

class RecordReader {
public:
    explicit RecordReader(const WireName& origin) { scope.origin = origin; }

    /// Reads an entry that is not a directive. The record borrows from this reader: it is valid
    /// until the next call. Null if something is wrong: mistake() tells what.
    [[nodiscard]] const zone::Record* read(const Entry& entry, std::uint16_t file);
    [[nodiscard]] const Mistake& mistake() const noexcept { return mistake_; }

    /// A doubt about the record just read, if there is one.
    [[nodiscard]] const std::optional<Mistake>& warning() const noexcept { return warning_; }

    Scope scope;
    std::optional<std::uint32_t> default_ttl_s; ///< $TTL (RFC 2308 §4).

private:
    /// What stands between owner and data.
    struct Preamble {
        std::optional<std::uint32_t> ttl_s;
        bool has_class = false;
        const Token* type = nullptr;
        std::size_t data_at = 0; ///< Index of the first token of the data.
    };

    bool read_owner(const Entry& entry);
    bool read_preamble(const Entry& entry, Preamble& preamble);
    bool read_ttl(const Token& token, Preamble& preamble);
    bool read_type(const Token& token);
    bool settle_ttl(const Preamble& preamble);
    bool fail(const Token& token, const std::string& what);

    zone::Record record_;
    Rdata rdata_;
    std::optional<std::uint32_t> last_ttl_s_; ///< RFC 1035 §5.1: omitted, it is the last stated.
    Mistake mistake_;
    std::optional<Mistake> warning_;
};

} // namespace signpost::zonefile
