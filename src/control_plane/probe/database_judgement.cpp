#include "control_plane/probe/database_judgement.hpp"

#include "base/word.hpp"
#include "control_plane/probe/excerpt.hpp"

#include <charconv>

namespace signpost::probe {
namespace {

using config::DatabaseRole;

std::string shown(std::string_view text) {
    const void* const octets = text.data();
    return excerpt({static_cast<const std::uint8_t*>(octets), text.size()});
}

std::string wrong_with_lag(std::uint32_t max_s, const DatabaseFacts& facts) {
    if (max_s == 0 || facts.role != DatabaseRole::Replica) return {};
    if (!facts.lag_s) return "does not know how far it is behind";
    if (*facts.lag_s <= max_s) return {};
    return std::to_string(*facts.lag_s) + " s behind, more than " + std::to_string(max_s) + " s";
}

std::string wrong_with_value(const std::string& expected, const DatabaseFacts& facts) {
    if (expected.empty() || facts.value == expected) return {};
    if (!facts.value) return "no row instead of " + shown(expected);
    return shown(*facts.value) + " instead of " + shown(expected);
}

/// The value of a line "name:value".
std::string_view value_of(std::string_view lines, std::string_view name) {
    while (!lines.empty()) { // ends: each turn takes a line
        const std::size_t end = std::min(lines.find('\n'), lines.size());
        std::string_view line = lines.substr(0, end);
        lines.remove_prefix(std::min(end + 1, lines.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.starts_with(name) && line.substr(name.size()).starts_with(':'))
            return line.substr(name.size() + 1);
    }
    return {};
}

} // namespace

bool needs_role(const config::DatabaseSettings& settings) noexcept {
    return settings.role != DatabaseRole::Any || settings.lag_max_s != 0;
}

std::string wrong_with(const config::DatabaseSettings& settings, const DatabaseFacts& facts) {
    if (settings.role != DatabaseRole::Any && facts.role != settings.role)
        return "is " + std::string(word_of(config::kRoleWords, facts.role)) + ", not " +
               std::string(word_of(config::kRoleWords, settings.role));
    std::string wrong = wrong_with_lag(settings.lag_max_s, facts);
    return wrong.empty() ? wrong_with_value(settings.expect, facts) : wrong;
}

std::string role_text(const DatabaseFacts& facts) {
    std::string text(word_of(config::kRoleWords, facts.role));
    return facts.lag_s ? text + ", " + std::to_string(*facts.lag_s) + " s behind" : text;
}

DatabaseFacts parse_replication_info(std::string_view info) {
    if (value_of(info, "role") == "master") return {.role = DatabaseRole::Primary};
    DatabaseFacts facts{.role = DatabaseRole::Replica};
    if (value_of(info, "master_link_status") == "up")
        facts.lag_s = parse_lag(value_of(info, "master_last_io_seconds_ago"));
    return facts;
}

std::optional<std::uint32_t> parse_lag(std::string_view text) {
    const std::string_view whole = text.substr(0, text.find('.'));
    std::uint32_t seconds = 0;
    const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), seconds);
    if (error != std::errc{} || end != whole.data() + whole.size()) return std::nullopt;
    return seconds;
}

} // namespace signpost::probe
