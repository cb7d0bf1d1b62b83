// What is up and down, as a tree: sites, their links, endpoints, and whose answers lead there.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace signpost::ctl {

struct HealthText {
    std::string tree;
    std::string overrides; ///< Those in force; empty: none.
    std::string troubles;  ///< What needs the operator; empty: nothing.
};

/// `health` is that of a status.
[[nodiscard]] HealthText health_text(const nlohmann::ordered_json& health,
                                     std::int64_t now_wall_ms);

/// A table of overrides.
[[nodiscard]] std::string overrides_text(const std::vector<nlohmann::ordered_json>& overrides,
                                         std::int64_t now_wall_ms);

} // namespace signpost::ctl
