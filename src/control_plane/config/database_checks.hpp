// Checks of databases: log in, ask, and be told the role.
//
// A data centre whose database cannot be written to should not be chosen. Values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::config {

enum class DatabaseRole : std::uint8_t { Any, Primary, Replica };
inline constexpr std::string_view kRoleWords[] = {"any", "primary", "replica"};

struct DatabaseSettings {
    std::string user;
    std::string password; ///< From its file; empty: none.
    std::string database;
    std::string query;  ///< Empty: logging in is enough.
    std::string expect; ///< What the first field of its first row must be; empty: anything.
    DatabaseRole role = DatabaseRole::Any;
    std::uint32_t lag_max_s = 0; ///< Of a replica; 0: any.
    bool operator==(const DatabaseSettings&) const = default;
};
struct PostgresqlCheck {
    std::uint16_t port = 5432;
    DatabaseSettings database;
    bool operator==(const PostgresqlCheck&) const = default;
};
struct MysqlCheck {
    std::uint16_t port = 3306;
    DatabaseSettings database;
    bool operator==(const MysqlCheck&) const = default;
};
struct RedisCheck {
    std::uint16_t port = 6379;
    DatabaseSettings database; ///< `query` is a command with its arguments, separated by blanks.
    bool operator==(const RedisCheck&) const = default;
};

} // namespace signpost::config
