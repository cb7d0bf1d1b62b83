#include "base/log.hpp"

#include <unistd.h>

#include <algorithm>

namespace signpost::log {
namespace {

bool is_plain(char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c != '\x7f';
}

/// Control characters could forge a second line, so they are shown as escapes.
void append_quoted(std::string& line, std::string_view value) {
    constexpr std::string_view kHex = "0123456789abcdef";
    line += '"';
    for (const char c : value) {
        const auto octet = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            line += '\\';
            line += c;
        } else if (octet < ' ' || octet == 0x7f) {
            line += "\\x";
            line += kHex[octet >> 4];
            line += kHex[octet & 15];
        } else {
            line += c;
        }
    }
    line += '"';
}

constexpr const Event* kEvents[] = {
    &kStarted,       &kStopping,        &kStopped,         &kStartFailed,   &kZoneLoaded,
    &kZoneRemoved,   &kZoneRefused,     &kZonesMissing,    &kComplaint,     &kMapLoaded,
    &kMapRefused,    &kSteeringRefused, &kSteering,        &kConfigRefused, &kConfigLoaded,
    &kRestartNeeded, &kSocketBuffer,    &kFileLimit,       &kWatchFailed,   &kFlip,
    &kBlind,         &kThawed,          &kFlapSuppressed,  &kFlapReused,    &kFlipsHeldBack,
    &kOverrideSet,   &kOverrideCleared, &kOverrideExpired, &kDrainRemoved,  &kDrainFinished,
    &kReleased,      &kJournalTrouble,  &kJournalWell,     &kJournalAnew,   &kReportsUnheard,
    &kWebhookFailed,
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
        if (!value.empty() && std::ranges::all_of(value, is_plain))
            line += value;
        else
            append_quoted(line, value);
    }
    return line;
}

void write(const Event& event, std::initializer_list<Field> fields) {
    const std::string line = to_line(event, fields) + "\n";
    // A log that cannot be written (closed stderr, full disk) must not stop the server.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

} // namespace signpost::log
