#include "control_plane/http/exchange.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace signpost::http {
namespace {

bool is_same_name(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lowered, lowered);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

} // namespace

std::string_view Response::header(std::string_view name) const {
    const auto found = std::ranges::find_if(
        headers, [name](const Header& header) { return is_same_name(header.first, name); });
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<Header> parse_header(std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos) return std::nullopt;
    const std::string_view name = line.substr(0, colon);
    // RFC 9112 §5.1: no blank before the colon; a line that starts with one goes on an older one.
    if (name.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
    return Header(name, trimmed(line.substr(colon + 1)));
}

} // namespace signpost::http
