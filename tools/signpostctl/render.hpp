// The server's answers as an operator reads them: what is wrong stands last, above the prompt.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace signpost::ctl {

struct Rendering {
    std::string text;
    bool is_well = true; ///< False if something needs the operator: exit status 1.
};

/// The answers are those of control_plane/control_socket.
[[nodiscard]] Rendering render_status(const nlohmann::ordered_json& status);
[[nodiscard]] Rendering render_reload(const nlohmann::ordered_json& report);
[[nodiscard]] Rendering render_check(const nlohmann::ordered_json& report);
[[nodiscard]] Rendering render_explain(const nlohmann::ordered_json& explanation);
[[nodiscard]] Rendering render_simulate(const nlohmann::ordered_json& comparison);
[[nodiscard]] Rendering render_diff(const nlohmann::ordered_json& comparison);
[[nodiscard]] Rendering render_probe(const nlohmann::ordered_json& answer);
[[nodiscard]] Rendering render_journal(const nlohmann::ordered_json& answer);
[[nodiscard]] Rendering render_overrides(const nlohmann::ordered_json& answer);
/// Of an override set or cleared, and of a failback.
[[nodiscard]] Rendering render_confirmation(const nlohmann::ordered_json& answer);
/// What happened, for those who watch.
[[nodiscard]] Rendering render_entry(const nlohmann::ordered_json& entry);

} // namespace signpost::ctl
