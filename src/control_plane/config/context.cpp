#include "control_plane/config/context.hpp"

#include "control_plane/config/nearest.hpp"

#include <algorithm>

namespace signpost::config {

std::string Context::suggest(std::string_view word, std::span<const std::string_view> names) const {
    // Finding the nearest of 10,000 links takes a millisecond.
    constexpr std::size_t kComplaintsMax = 100;
    constexpr std::size_t kNamesShown = 20;
    if (names.empty() || complaints.size() >= kComplaintsMax) return "";
    if (const auto meant = nearest(word, names)) return "; did you mean " + in_quotes(*meant) + "?";
    std::string text = "; known here: ";
    for (const std::string_view name : names.first(std::min(names.size(), kNamesShown)))
        text += (name == names.front() ? "" : ", ") + std::string(name);
    return text + (names.size() > kNamesShown ? ", …" : "");
}

std::filesystem::path Context::resolve(const std::filesystem::path& path) const {
    if (path.empty()) return path;
    const auto whole = (std::filesystem::path(file).parent_path() / path).lexically_normal();
    return whole.has_filename() ? whole : whole.parent_path(); // "zones/" is "zones"
}

std::string in_quotes(std::string_view text) {
    return "\"" + std::string(text) + "\"";
}

std::string below(const std::string& pointer, std::string_view key) {
    return pointer + "/" + pointer_step(key);
}

std::string below(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

} // namespace signpost::config
