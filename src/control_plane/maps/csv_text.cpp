#include "control_plane/maps/csv_text.hpp"

#include "core/geo/names.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace signpost::maps {
namespace {

constexpr std::string_view kBlanks = " \t\r";

} // namespace

std::string_view trim(std::string_view text) noexcept {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    return text.substr(0, text.find_last_not_of(kBlanks) + 1);
}

std::string_view take(std::string_view& rest, char separator) noexcept {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

CsvText::CsvText(std::string_view text, std::string file, std::string_view heading)
    : rest_(text), file_(std::move(file)), heading_(heading) {
    if (rest_.starts_with("\xef\xbb\xbf")) rest_.remove_prefix(3); // the mark of UTF-8
}

bool CsvText::next(std::string_view& line) {
    while (!rest_.empty() && errors_ <= kErrorsMax) {
        ++number_;
        line_ = take(rest_, '\n');
        line = line_;
        const std::string_view shown = trim(line);
        if (shown.empty() || shown.starts_with('#')) continue;
        const std::string_view heading = std::exchange(heading_, {});
        if (heading.empty() || trim(shown.substr(0, shown.find(','))) != heading) return true;
    }
    return false;
}

bool CsvText::read_name(std::string_view field, geo::Vocabulary& names, std::uint16_t& number) {
    const std::string_view name = trim(field);
    if (!geo::is_name(name) || name.find('"') != std::string_view::npos) {
        fail(name, "a name has up to 64 octets of UTF-8, no quotes and no control characters");
        return false;
    }
    const std::optional<std::uint16_t> known = names.add(name);
    if (!known) {
        fail(name, "all maps together have too many names of this kind");
        return false;
    }
    number = *known;
    return true;
}

void CsvText::fail(std::string_view at, const std::string& what) {
    const auto column = static_cast<std::uint32_t>(at.data() - line_.data() + 1);
    ++errors_;
    if (errors_ <= kErrorsMax)
        complaints_.push_back({Severity::Error, {file_, number_, column}, what});
    else
        complaints_.push_back(
            {Severity::Error, {file_, number_, 0}, "too many errors: reading stops here"});
}

} // namespace signpost::maps
