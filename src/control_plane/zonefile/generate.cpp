#include "control_plane/zonefile/generate.hpp"

#include "control_plane/zonefile/record_type.hpp"

#include <array>
#include <charconv>

namespace signpost::zonefile {
namespace {

constexpr std::uint32_t kNumberMax = 0x7fffffff; // as BIND
constexpr std::uint32_t kWidthMax = 255;         // nothing longer fits a name or a string

/// Reads a number from the front of `text` and removes it. Leaves `text` alone if there is none.
template <class Number>
std::optional<Number> take_number(std::string_view& text) noexcept {
    Number number{};
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return number;
}

bool take(char c, std::string_view& text) noexcept {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

/// How a `$` is written: `{offset,width,base}`.
struct Format {
    std::int32_t offset = 0;
    std::uint32_t width = 0;
    char base = 'd';
};

/// Reads what follows `${`, with the closing brace.
std::optional<Format> take_format(std::string_view& text) noexcept {
    Format format;
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    const auto offset = take_number<std::int32_t>(text);
    if (!offset) return std::nullopt;
    format.offset = *offset;
    if (take(',', text)) {
        const auto width = take_number<std::uint32_t>(text);
        if (!width || *width > kWidthMax) return std::nullopt;
        format.width = *width;
        if (take(',', text)) {
            if (text.empty() || std::string_view("doxXnN").find(text[0]) == std::string_view::npos)
                return std::nullopt;
            format.base = text[0];
            text.remove_prefix(1);
        }
    }
    if (!take('}', text)) return std::nullopt;
    return format;
}

/// Hexadecimal digits from the last to the first, with dots between, as ip6.arpa names need them.
/// The width counts the dots.
std::string make_nibbles(std::uint32_t number, const Format& format) {
    const std::string_view digits = format.base == 'n' ? "0123456789abcdef" : "0123456789ABCDEF";
    std::string text;
    do {
        text += digits[number & 0xfU];
        number >>= 4;
        if (number != 0 || text.size() < format.width) text += '.';
    } while (number != 0 || text.size() < format.width);
    return text;
}

std::string format_number(std::uint32_t number, const Format& format) {
    if (format.base == 'n' || format.base == 'N') return make_nibbles(number, format);
    const int base = format.base == 'o' ? 8 : format.base == 'd' ? 10 : 16;
    std::array<char, 16> digits{}; // 2^31 has eleven digits to base 8
    const char* const end = std::to_chars(digits.begin(), digits.end(), number, base).ptr;
    std::string text(digits.data(), static_cast<std::size_t>(end - digits.data()));
    if (format.base == 'X')
        for (char& c : text)
            if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
    if (text.size() < format.width) text.insert(0, format.width - text.size(), '0');
    return text;
}

/// Reads what stands behind a `$` and returns what takes its place.
std::optional<std::string> expand_dollar(std::string_view& text, std::uint32_t number) {
    if (take('$', text)) return "\\$";
    Format format;
    if (take('{', text)) {
        const auto read = take_format(text);
        if (!read) return std::nullopt;
        format = *read;
    }
    const std::int64_t shifted = std::int64_t{number} + format.offset;
    if (shifted < 0 || shifted > kNumberMax) return std::nullopt;
    return format_number(static_cast<std::uint32_t>(shifted), format);
}

/// The text of a quoted string without the backslashes in front of its quotes.
std::string unquoted(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            if (text[at + 1] != '"') plain += '\\';
            ++at;
        }
        plain += text[at];
    }
    return plain;
}

} // namespace

std::optional<GenerateRange> parse_generate_range(std::string_view text) noexcept {
    GenerateRange range;
    const auto start = take_number<std::uint32_t>(text);
    if (!start || !take('-', text)) return std::nullopt;
    const auto stop = take_number<std::uint32_t>(text);
    if (!stop) return std::nullopt;
    range.start = *start;
    range.stop = *stop;
    if (take('/', text)) {
        const auto step = take_number<std::uint32_t>(text);
        if (!step) return std::nullopt;
        range.step = *step;
    }
    const bool fits = range.stop <= kNumberMax && range.step <= kNumberMax;
    if (!text.empty() || !fits || range.step == 0 || range.stop < range.start) return std::nullopt;
    return range;
}

std::string make_generate_template(std::span<const Token> tokens) {
    std::string pattern;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        const bool is_all_data = i + 1 == tokens.size() && i >= 2 && tokens[i - 1].is_word() &&
                                 parse_record_type(tokens[i - 1].text).has_value();
        if (i != 0 && !token.glued) pattern += ' ';
        if (token.is_word())
            pattern += token.text;
        else if (is_all_data)
            pattern += unquoted(token.text);
        else
            pattern.append("\"").append(token.text).append("\"");
    }
    return pattern;
}

std::optional<std::string> expand_generate(std::string_view pattern, std::uint32_t number) {
    std::string text;
    while (!pattern.empty()) {
        if (take('$', pattern)) {
            const auto expanded = expand_dollar(pattern, number);
            if (!expanded) return std::nullopt;
            text += *expanded;
            continue;
        }
        // A backslash keeps the character after it as it is, a dollar sign too.
        const std::size_t size = pattern[0] == '\\' ? 2 : 1;
        text += pattern.substr(0, size);
        pattern.remove_prefix(std::min(size, pattern.size()));
    }
    return text;
}

} // namespace signpost::zonefile
