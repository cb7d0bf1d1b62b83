#include "times.hpp"

#include "text.hpp"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <utility>

namespace signpost::ctl {
namespace {

/// The digits in front, taken away; nothing if there are none.
std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || number < 0 || text.starts_with('-')) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// As strptime reads it, all of it, and a day that there is.
std::optional<std::tm> parse_calendar(const std::string& text, const char* format) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), format, &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    std::tm normal = parts;
    ::timegm(&normal); // the 31st of a shorter month becomes the 1st of the next
    if (normal.tm_mday != parts.tm_mday) return std::nullopt;
    parts.tm_isdst = -1; // mktime finds out
    return parts;
}

} // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
        {"", 1}, {"s", 1}, {"min", 60}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    constexpr std::int64_t kLongest = 1'000'000'000;
    const std::optional<std::int64_t> number = take_number(text);
    if (!number || *number > kLongest) return std::nullopt;
    for (const auto& [unit, seconds] : kUnits)
        if (text == unit) return std::chrono::seconds(*number * seconds);
    return std::nullopt;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
    const bool is_utc = text.ends_with('Z');
    if (is_utc) text.remove_suffix(1);
    for (const char* format : {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M",
                               "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
        std::optional<std::tm> parts = parse_calendar(std::string(text), format);
        if (!parts) continue;
        const std::time_t seconds = is_utc ? ::timegm(&*parts) : std::mktime(&*parts);
        if (seconds >= 0) return std::int64_t{seconds} * 1000;
    }
    return std::nullopt;
}

std::string time_text(std::int64_t wall_ms) {
    const std::time_t seconds = wall_ms / 1000;
    std::tm parts{};
    if (::localtime_r(&seconds, &parts) == nullptr) return "?";
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return {text.data(), length};
}

std::string duration_text(std::uint64_t seconds) {
    struct Unit {
        std::uint64_t seconds;
        std::string_view name;
    };
    constexpr Unit kUnits[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
    std::string text;
    int shown = 0;
    for (const Unit& unit : kUnits) {
        const std::uint64_t count = seconds / unit.seconds;
        seconds %= unit.seconds;
        if ((count == 0 && shown == 0 && unit.seconds > 1) || shown == 2) continue;
        text += (shown++ == 0 ? "" : " ") + std::to_string(count) + std::string(unit.name);
    }
    return text;
}

std::string milliseconds_text(std::uint64_t microseconds) {
    constexpr std::uint64_t kWhole = 100'000;
    if (microseconds >= kWhole) return grouped((microseconds + 500) / 1000) + " ms";
    std::array<char, 32> text{};
    const int decimals = microseconds < 10'000 ? 2 : 1;
    const int length = std::snprintf(text.data(), text.size(), "%.*f ms", decimals,
                                     static_cast<double>(microseconds) / 1000);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::int64_t wall_now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace signpost::ctl
