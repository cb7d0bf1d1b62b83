// Log lines for the operator: one event, one line, from one table.
//
// A line is `level event-id key=value …` on stderr, where journald or a terminal takes it; a value
// with blanks or quotes is quoted. Any thread of the control side may log; the packet path counts
// instead. What every event means, and what to do about it, stands in two tables (log_events.hpp,
// health_events.hpp), and the manual page signpostd(8) is checked against them.
#pragma once

#include "base/health_events.hpp"
#include "base/log_events.hpp"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace signpost::log {

/// All of them, in the order of the manual.
[[nodiscard]] std::span<const Event* const> events() noexcept;

[[nodiscard]] std::string_view name_of(Level level) noexcept;

using Field = std::pair<std::string_view, std::string>;

/// The line that write() would print, without its newline.
[[nodiscard]] std::string to_line(const Event& event, std::span<const Field> fields);

/// Prints the line; those of several threads never mix. Never waits: a line that nobody takes is
/// lost, and counted (log_outlet.hpp).
void write(const Event& event, std::initializer_list<Field> fields);

} // namespace signpost::log
