#include "control_plane/http/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace signpost::http {
namespace {

std::optional<std::time_t> parse_date(std::string_view text) {
    const std::time_t time = curl_getdate(std::string(text).c_str(), nullptr);
    return time < 0 ? std::nullopt : std::optional(time);
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<std::uint32_t> retry_after_s(const Response& response) {
    const std::string_view text = response.header("Retry-After");
    if (text.empty()) return std::nullopt;
    if (std::ranges::all_of(text, is_digit)) {
        std::uint32_t seconds = 0;
        const auto end = std::from_chars(text.data(), text.data() + text.size(), seconds);
        return end.ec == std::errc{} ? std::min(seconds, kRetryAfterMaxS) : kRetryAfterMaxS;
    }
    const std::optional<std::time_t> then = parse_date(text);
    const std::optional<std::time_t> now = parse_date(response.header("Date"));
    if (!then || !now) return std::nullopt;
    return static_cast<std::uint32_t>(
        std::clamp<std::time_t>(*then - *now, 0, std::time_t{kRetryAfterMaxS}));
}

} // namespace signpost::http
