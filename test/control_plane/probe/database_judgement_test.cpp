#include "control_plane/probe/database_judgement.hpp"

#include <doctest/doctest.h>

namespace signpost::probe {
namespace {

using config::DatabaseRole;

} // namespace

TEST_SUITE("control_plane/probe/database_judgement") {
    TEST_CASE("role, lag and value are as the check wants them, or the reason tells") {
        struct Row {
            const char* why;
            config::DatabaseSettings settings;
            DatabaseFacts facts;
            std::string wrong;
        };
        // clang-format off
        const Row kRows[] = {
            {"nothing asked", {}, {}, ""},
            {"the primary", {.role = DatabaseRole::Primary}, {.role = DatabaseRole::Primary}, ""},
            {"no primary", {.role = DatabaseRole::Primary}, {.role = DatabaseRole::Replica}, "is replica, not primary"},
            {"no replica", {.role = DatabaseRole::Replica}, {.role = DatabaseRole::Primary}, "is primary, not replica"},
            {"close behind", {.lag_max_s = 5}, {.role = DatabaseRole::Replica, .lag_s = 5}, ""},
            {"far behind", {.lag_max_s = 5}, {.role = DatabaseRole::Replica, .lag_s = 6}, "6 s behind, more than 5 s"},
            {"cut off", {.lag_max_s = 5}, {.role = DatabaseRole::Replica}, "does not know how far it is behind"},
            {"a primary is behind nobody", {.lag_max_s = 5}, {.role = DatabaseRole::Primary}, ""},
            {"any lag", {.role = DatabaseRole::Replica}, {.role = DatabaseRole::Replica, .lag_s = 600}, ""},
            {"the value", {.expect = "1"}, {.value = "1"}, ""},
            {"another value", {.expect = "1"}, {.value = "2\n"}, "\"2\" instead of \"1\""},
            {"no value", {.expect = "1"}, {}, "no row instead of \"1\""},
            {"any value", {.query = "SELECT 1"}, {.value = "2"}, ""},
            {"the role comes first", {.expect = "1", .role = DatabaseRole::Primary}, {.role = DatabaseRole::Replica, .value = "2"}, "is replica, not primary"},
        };
        // clang-format on
        for (const Row& row : kRows) {
            CAPTURE(row.why);
            CHECK(wrong_with(row.settings, row.facts) == row.wrong);
        }
    }

    TEST_CASE("the role is asked for if the check has a use for it") {
        CHECK_FALSE(needs_role({}));
        CHECK_FALSE(needs_role({.query = "SELECT 1"}));
        CHECK(needs_role({.role = DatabaseRole::Replica}));
        CHECK(needs_role({.lag_max_s = 1}));
    }

    TEST_CASE("Redis tells its role in lines") {
        const DatabaseFacts primary =
            parse_replication_info("# Replication\r\nrole:master\r\nconnected_slaves:0\r\n");
        CHECK(primary.role == DatabaseRole::Primary);
        CHECK_FALSE(primary.lag_s.has_value());
        const DatabaseFacts replica =
            parse_replication_info("role:slave\r\nmaster_link_status:up\r\n"
                                   "master_last_io_seconds_ago:3\r\n");
        CHECK(replica.role == DatabaseRole::Replica);
        CHECK(replica.lag_s == 3);
        const DatabaseFacts alone =
            parse_replication_info("role:slave\r\nmaster_link_status:down\r\n"
                                   "master_last_io_seconds_ago:3\r\n");
        CHECK_FALSE(alone.lag_s.has_value());
        CHECK(parse_replication_info("").role == DatabaseRole::Replica);
    }

    TEST_CASE("a lag is a number of seconds") {
        CHECK(parse_lag("0") == 0);
        CHECK(parse_lag("12.987654") == 12);
        CHECK_FALSE(parse_lag("-1").has_value());
        CHECK_FALSE(parse_lag("").has_value());
        CHECK_FALSE(parse_lag("soon").has_value());
    }
}

} // namespace signpost::probe
