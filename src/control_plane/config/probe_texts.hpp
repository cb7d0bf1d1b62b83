// The texts of checks that have a form of their own: hosts, URLs, header names, ….
//
// Used by read_text() (texts.hpp). Pure; any thread.
#pragma once

#include "control_plane/config/form.hpp"

#include <string>
#include <string_view>

namespace signpost::config {

/// Empty, or what is wrong with a text of one of these kinds. A text of another kind is not judged.
[[nodiscard]] std::string wrong_with_probe_text(Kind kind, std::string_view text);

} // namespace signpost::config
