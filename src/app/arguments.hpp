// The command line of signpostd.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace signpost::app {

enum class Mode : std::uint8_t { Serve, Check, Options, Schema, Version, Help };

struct Arguments {
    Mode mode = Mode::Serve;
    std::filesystem::path config = "/etc/signpost/signpost.json";
};

/// `arguments` without the program's name.
[[nodiscard]] Result<Arguments> parse_arguments(std::span<const char* const> arguments);

[[nodiscard]] std::string help_text();

} // namespace signpost::app
