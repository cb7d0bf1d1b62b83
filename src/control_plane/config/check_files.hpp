// The files that checks name: programs, certificates, keys, tokens, passwords.
//
// parse() only notes them, as it is pure; load() then looks at each.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/config/checks.hpp"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace signpost::config {

struct CheckFile {
    enum class Use : std::uint8_t { Program, Certificate, Key, Token, Password };

    Use use = Use::Program;
    std::size_t check = 0; ///< Into Health::checks.
    Mark mark;             ///< Of the path in signpost.json.
    std::filesystem::path file;
};

/// Looks at the files: whether programs can be run, certificates and keys are some and fit. Puts
/// tokens and passwords into their checks.
void load_check_files(const std::vector<CheckFile>& files, Health& health,
                      std::vector<Complaint>& complaints);

} // namespace signpost::config
