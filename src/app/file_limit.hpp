// How many files the process may have open: a descriptor for each TCP connection.
#pragma once

#include <cstdint>

namespace signpost::app {

/// Raises the limit to `wanted` open files, as far as the system lets us, and returns the limit
/// then in force. Before root is left behind; root may go beyond the hard limit.
[[nodiscard]] std::uint64_t raise_file_limit(std::uint64_t wanted);

} // namespace signpost::app
