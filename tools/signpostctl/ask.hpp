// Asking signpostd over its UNIX socket: a line there, a line back.
#pragma once

#include "base/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::ctl {

/// `request` is a line with its newline. Waits two minutes at most. The error says what
/// an operator can do.
[[nodiscard]] Result<std::string> ask(const std::string& socket_path, std::string_view request);

/// Calls `on_line` with each line, without its newline, until it gives false or the server ends the
/// conversation; then an error tells why.
[[nodiscard]] std::optional<Error> follow(const std::string& socket_path, std::string_view request,
                                          const std::function<bool(const std::string&)>& on_line);

} // namespace signpost::ctl
