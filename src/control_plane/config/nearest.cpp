#include "control_plane/config/nearest.hpp"

#include <algorithm>
#include <vector>

namespace signpost::config {
namespace {

constexpr std::size_t kLetter = 2; ///< What a letter costs; one that differs in case costs half.

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t cost(char from, char to) noexcept {
    if (from == to) return 0;
    return lower(from) == lower(to) ? kLetter / 2 : kLetter;
}

/// Levenshtein distance, one row of the table at a time.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t j = 1; j <= to.size(); ++j)
        row[j] = j * kLetter;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i * kLetter;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = diagonal + cost(from[i - 1], to[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + kLetter, row[j - 1] + kLetter});
        }
    }
    return row.back();
}

} // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> names) {
    std::optional<std::string_view> best;
    std::size_t best_distance = 0;
    for (const std::string_view name : names) {
        // A word of twice the length cannot be near; not measuring it bounds the work.
        if (word.size() > 2 * name.size()) continue;
        const std::size_t d = distance(word, name);
        if (d <= std::max<std::size_t>(kLetter / 2, name.size() / 3 * kLetter) &&
            (!best || d < best_distance)) {
            best = name;
            best_distance = d;
        }
    }
    return best;
}

} // namespace signpost::config
