#include "base/log.hpp"

#include "base/log_outlet.hpp"
#include "base/plain_text.hpp"

#include <unistd.h>

#include <algorithm>

namespace signpost::log {
namespace {

bool is_plain(std::string_view value) {
    return !value.empty() && std::ranges::none_of(value, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\\' || c == '=';
    }) && !has_control(value);
}

void append_hex(std::string& line, std::string_view octets) {
    constexpr std::string_view kHex = "0123456789abcdef";
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        line.append("\\x") += kHex[octet >> 4];
        line += kHex[octet & 15];
    }
}

/// Control characters could forge a second line, so they are shown as escapes.
void append_quoted(std::string& line, std::string_view value) {
    line += '"';
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t control = control_at(value, at);
        append_hex(line, value.substr(at, control));
        if (control == 0) {
            if (value[at] == '"' || value[at] == '\\') line += '\\';
            line += value[at];
        }
        at += std::max<std::size_t>(control, 1);
    }
    line += '"';
}

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as the process has one stderr
constinit Outlet standard_error(STDERR_FILENO);

constexpr const Event* kEvents[] = {
    &kStarted,       &kStopping,        &kStopped,         &kStartFailed,     &kZoneLoaded,
    &kZoneRemoved,   &kZoneRefused,     &kZonesMissing,    &kComplaint,       &kMapLoaded,
    &kMapRefused,    &kSteeringRefused, &kSteering,        &kConfigRefused,   &kConfigLoaded,
    &kRestartNeeded, &kSocketBuffer,    &kFileLimit,       &kWatchFailed,     &kLinesLost,
    &kFlip,          &kBlind,           &kThawed,          &kFlapSuppressed,  &kFlapReused,
    &kFlipsHeldBack, &kOverrideSet,     &kOverrideCleared, &kOverrideExpired, &kDrainRemoved,
    &kDrainFinished, &kReleased,        &kHoldEnded,       &kJournalTrouble,  &kJournalWell,
    &kJournalAnew,   &kReportsUnheard,  &kWebhookFailed,
};

} // namespace

std::span<const Event* const> events() noexcept {
    return kEvents;
}

std::string_view name_of(Level level) noexcept {
    switch (level) {
    case Level::Info:
        return "info";
    case Level::Warning:
        return "warning";
    case Level::Error:
        break;
    }
    return "error";
}

std::string to_line(const Event& event, std::span<const Field> fields) {
    std::string line(name_of(event.level));
    line += ' ';
    line += event.id;
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        if (is_plain(value))
            line += value;
        else
            append_quoted(line, value);
    }
    return line;
}

void write(const Event& event, std::initializer_list<Field> fields) {
    standard_error.put(to_line(event, fields) + "\n");
}

} // namespace signpost::log
