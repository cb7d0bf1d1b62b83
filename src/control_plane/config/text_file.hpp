// Reading a small text file whole.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace signpost::config {

/// The contents of a regular file of at most `bytes_max` octets. The error does not name the file.
[[nodiscard]] Result<std::string> load_text_file(const std::filesystem::path& file,
                                                 std::size_t bytes_max);

} // namespace signpost::config
