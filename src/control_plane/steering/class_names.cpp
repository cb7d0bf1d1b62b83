#include "control_plane/steering/class_names.hpp"

namespace signpost::steering {
namespace {

void append(std::string& text, const std::string& word) {
    if (word.empty()) return;
    if (!text.empty()) text += ' ';
    text += word;
}

std::string tags_text(std::uint64_t tags, const geo::Names& names) {
    std::string text;
    for (std::uint16_t tag = 1; tag <= geo::Names::kTagsMax; ++tag)
        if ((tags >> (tag - 1U) & 1) != 0)
            text += (text.empty() ? "[" : ", ") + std::string(names.tags.name(tag));
    return text.empty() ? text : text + "]";
}

} // namespace

std::string class_name(const geo::Location& location, const geo::Names& names) {
    std::string text(names.isps.name(location.isp));
    const std::string region(names.regions.name(location.region));
    if (!region.empty()) text = (text.empty() ? "*" : text) + "/" + region;
    append(text, std::string(names.countries.name(location.country)));
    append(text, tags_text(location.tags, names));
    return text.empty() ? "unknown" : text;
}

} // namespace signpost::steering
