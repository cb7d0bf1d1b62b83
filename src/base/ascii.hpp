// Letters of ASCII, as protocols compare them: whatever the locale, octets beyond stay.
#pragma once

namespace signpost {

[[nodiscard]] constexpr char lowered(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

} // namespace signpost
