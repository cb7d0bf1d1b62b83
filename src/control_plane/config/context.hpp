// Complaining about signpost.json: with the place, the JSON pointer, and the word probably meant.
//
// Passed to everything that reads the file; collects, never stops. One thread.
#pragma once

#include "base/complaint.hpp"
#include "control_plane/config/document.hpp"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::config {

struct Context {
    const std::string& file;
    std::vector<Complaint>& complaints;

    void complain(Spot at, const std::string& pointer, const std::string& what) const {
        complaints.push_back({Severity::Error, place(at), pointer + ": " + what});
    }
    void warn(Spot at, const std::string& pointer, const std::string& what) const {
        complaints.push_back({Severity::Warning, place(at), pointer + ": " + what});
    }

    [[nodiscard]] Place place(Spot at) const { return {file, at.line, at.column}; }

    /// Relative paths are relative to the folder of the file.
    [[nodiscard]] std::filesystem::path resolve(const std::filesystem::path& path) const;

    /// "; did you mean "x"?", or which names there are, to follow a complaint about `word`. Empty
    /// if there are none, and after many complaints: a file full of mistakes must not take long.
    [[nodiscard]] std::string suggest(std::string_view word,
                                      std::span<const std::string_view> names) const;
};

[[nodiscard]] std::string in_quotes(std::string_view text);

/// The pointer to a member or item of what `pointer` points to.
[[nodiscard]] std::string below(const std::string& pointer, std::string_view key);
[[nodiscard]] std::string below(const std::string& pointer, std::size_t index);

} // namespace signpost::config
