// What a database's answers prove: its role, how far it is behind, and what a query gave.
//
// Pure; any thread.
#pragma once

#include "control_plane/config/database_checks.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::probe {

struct DatabaseFacts {
    config::DatabaseRole role = config::DatabaseRole::Any; ///< Any: not asked.
    std::optional<std::uint32_t> lag_s;                    ///< Of a replica that knows it.
    std::optional<std::string> value; ///< The first field of the query's first row.
};

/// Whether the role must be asked for.
[[nodiscard]] bool needs_role(const config::DatabaseSettings& settings) noexcept;

/// Empty if all is as it must be.
[[nodiscard]] std::string wrong_with(const config::DatabaseSettings& settings,
                                     const DatabaseFacts& facts);

/// For a stage: "replica, 3 s behind".
[[nodiscard]] std::string role_text(const DatabaseFacts& facts);

/// What Redis tells with INFO replication: lines of "name:value".
[[nodiscard]] DatabaseFacts parse_replication_info(std::string_view info);

/// A whole number of seconds, fractions cut off; none of anything else, or if negative.
[[nodiscard]] std::optional<std::uint32_t> parse_lag(std::string_view text);

} // namespace signpost::probe
