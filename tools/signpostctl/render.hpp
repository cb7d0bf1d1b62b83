// The server's answers as an operator reads them: what is wrong stands last, above the prompt.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace signpost::ctl {

struct Rendering {
    std::string text;
    bool is_well = true; ///< False if something needs the operator.
};

/// Of a status, as control_plane/control_socket/protocol.hpp describes it.
[[nodiscard]] Rendering render_status(const nlohmann::json& status);

/// Of a report; `done` is "reloaded" or "checked".
[[nodiscard]] Rendering render_report(const nlohmann::json& report, const std::string& done);

} // namespace signpost::ctl
