#include "control_plane/config/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace signpost::config {
namespace {

/// Levenshtein distance, one row of the table at a time.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const std::size_t replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
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
        if (d <= std::max<std::size_t>(1, name.size() / 3) && (!best || d < best_distance)) {
            best = name;
            best_distance = d;
        }
    }
    return best;
}

} // namespace signpost::config
