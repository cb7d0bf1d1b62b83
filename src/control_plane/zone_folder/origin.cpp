#include "control_plane/zone_folder/origin.hpp"

#include "control_plane/zonefile/name_text.hpp"
#include "core/wire/presentation.hpp"

namespace signpost::zone_folder {
namespace {

constexpr std::string_view kSuffix = ".zone";
constexpr std::string_view kRootFile = "..zone"; // hidden like others with a dot, but meant

} // namespace

bool is_zone_file_name(std::string_view file_name) noexcept {
    if (file_name == kRootFile) return true;
    return !file_name.starts_with('.') && file_name.ends_with(kSuffix);
}

std::optional<Origin> origin_of(std::string_view file_name, std::string& reason) {
    std::string text(file_name.substr(0, file_name.size() - kSuffix.size()));
    if (text != ".") text += '.'; // absolute, so that "@" and relative names have no meaning here
    zonefile::WireName wire_name;
    if (const char* wrong = zonefile::parse_name(text, zonefile::WireName(), wire_name)) {
        reason = wrong;
        return std::nullopt;
    }
    Origin origin;
    origin.name.read(wire_name.bytes());
    origin.text = wire::name_to_text(origin.name.octets());
    return origin;
}

} // namespace signpost::zone_folder
