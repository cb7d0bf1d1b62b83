#include "core/health/moment.hpp"

#include <chrono>

namespace signpost::health {
namespace {

std::string digits(std::int64_t number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

} // namespace

std::string to_utc(std::int64_t wall_ms) {
    using std::chrono::days;
    using std::chrono::seconds;
    const auto since = std::chrono::floor<seconds>(std::chrono::milliseconds(wall_ms));
    const auto whole_days = std::chrono::floor<days>(since);
    const std::chrono::year_month_day date{std::chrono::sys_days{whole_days}};
    const std::chrono::hh_mm_ss<seconds> time{since - whole_days};
    return digits(static_cast<int>(date.year()), 4) + '-' +
           digits(static_cast<unsigned>(date.month()), 2) + '-' +
           digits(static_cast<unsigned>(date.day()), 2) + 'T' + digits(time.hours().count(), 2) +
           ':' + digits(time.minutes().count(), 2) + ':' + digits(time.seconds().count(), 2) + 'Z';
}

} // namespace signpost::health
