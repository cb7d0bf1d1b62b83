#include "core/steer/pick.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace signpost::steer {
namespace {

using Contenders = std::vector<Contender>;

/// Those with a weight, or all if none has one: then all weigh the same.
Contenders with_weight(std::span<const Contender> contenders) {
    Contenders weighty;
    std::ranges::copy_if(contenders, std::back_inserter(weighty),
                         [](const Contender& one) { return one.weight != 0; });
    if (!weighty.empty()) return weighty;
    weighty.assign(contenders.begin(), contenders.end());
    for (Contender& one : weighty)
        one.weight = 1;
    return weighty;
}

/// The last draw of the first `part` of `whole` equal parts.
std::uint32_t last_draw(double part, double whole) {
    constexpr double kDraws = 4294967296.0; // 2^32
    return static_cast<std::uint32_t>(std::max(std::ceil(part / whole * kDraws) - 1, 0.0));
}

void append(std::vector<Share>& shares, Share share) {
    if (!shares.empty() && shares.back().given == share.given)
        shares.back().last = share.last;
    else
        shares.push_back(std::move(share));
}

std::vector<Share> all(const Contenders& contenders, std::size_t count) {
    Share only;
    for (std::size_t i = 0; i < count; ++i)
        only.given.push_back(contenders[i].number);
    return {only};
}

std::vector<Share> rotate(const Contenders& contenders, std::size_t count) {
    std::vector<Share> shares;
    const std::size_t size = contenders.size();
    for (std::size_t front = 0; front < size; ++front) {
        Share share{.last = last_draw(static_cast<double>(front + 1), static_cast<double>(size))};
        for (std::size_t i = 0; i < count; ++i)
            share.given.push_back(contenders[(front + i) % size].number);
        shares.push_back(std::move(share));
    }
    return shares;
}

/// Lays the contenders end to end, each as long as its weight times `places`, and puts down a comb
/// of `places` teeth, the sum of weights apart: those it touches are given. As no contender is
/// longer than the distance of the teeth, none is touched twice.
class Comb {
public:
    Comb(Contenders contenders, std::size_t places)
        : contenders_(std::move(contenders)), places_(places) {
        settle_the_heavy();
        for (const Contender& one : contenders_) {
            sum_ += one.weight;
            ends_.push_back(sum_ * places_);
        }
    }

    [[nodiscard]] std::vector<Share> shares() const {
        if (places_ == 0 || places_ == contenders_.size()) return {share_at(0, UINT32_MAX)};
        std::vector<std::uint64_t> edges; // where a tooth goes from one contender to the next
        for (const std::uint64_t end : ends_)
            edges.push_back(end % sum_ == 0 ? sum_ : end % sum_);
        std::ranges::sort(edges);
        std::vector<Share> shares;
        std::uint64_t from = 0;
        for (const std::uint64_t edge : edges) {
            if (edge == from) continue;
            append(shares,
                   share_at(from, last_draw(static_cast<double>(edge), static_cast<double>(sum_))));
            from = edge;
        }
        return shares;
    }

private:
    /// Who is longer than the distance of the teeth is always given; the others share what is left.
    void settle_the_heavy() {
        for (bool is_settled = false; !is_settled;) { // ends: each turn but the last settles one
            std::uint64_t sum = 0;
            for (const Contender& one : contenders_)
                sum += one.weight;
            const auto heavy = std::ranges::find_if(contenders_, [&](const Contender& one) {
                return places_ != 0 && one.weight * places_ >= sum;
            });
            is_settled = heavy == contenders_.end();
            if (is_settled) break;
            settled_.push_back(heavy->number);
            contenders_.erase(heavy);
            --places_;
        }
    }

    [[nodiscard]] Share share_at(std::uint64_t offset, std::uint32_t last) const {
        Share share{.given = settled_, .last = last};
        for (std::size_t tooth = 0; tooth < places_; ++tooth) {
            const auto touched = std::ranges::upper_bound(ends_, offset + tooth * sum_);
            share.given.push_back(
                contenders_[static_cast<std::size_t>(touched - ends_.begin())].number);
        }
        std::ranges::sort(share.given); // as the zone has them
        return share;
    }

    Contenders contenders_;
    std::size_t places_;
    std::vector<std::size_t> settled_;
    std::uint64_t sum_ = 0;
    std::vector<std::uint64_t> ends_; ///< Of each contender.
};

/// Spread bits that both together decide.
std::uint64_t mix(std::uint64_t part, std::uint64_t key) {
    std::uint64_t mixed = key ^ (part + 1) * 0x9e3779b97f4a7c15; // 2^64 / golden ratio
    for (const unsigned shift : {31U, 29U, 32U}) {
        mixed ^= mixed >> shift;
        mixed *= 0xd6e8feb86659fd93; // odd, with well-spread bits
    }
    return mixed ^ mixed >> 32;
}

/// Weighted rendezvous hashing: the least of -ln(u) / weight wins, u in (0, 1) being a hash. That
/// is the order of u itself, from the largest, where all weights are equal, and the usual case.
double score_of(std::uint64_t hash, std::uint64_t weight, bool is_weighted) {
    constexpr double k53Bits = 9007199254740992.0;
    const double uniform = (static_cast<double>(hash >> 11) + 0.5) / k53Bits;
    return is_weighted ? -std::log(uniform) / static_cast<double>(weight) : -uniform;
}

std::vector<Share> sticky(const Contenders& contenders, std::size_t count) {
    constexpr std::uint64_t kParts = 256;
    const bool is_weighted = std::ranges::any_of(
        contenders, [&](const Contender& one) { return one.weight != contenders.front().weight; });
    std::vector<Share> shares;
    std::vector<std::pair<double, std::size_t>> scores(contenders.size());
    std::vector<std::size_t> given(count);
    for (std::uint64_t part = 0; part < kParts; ++part) {
        for (std::size_t i = 0; i < contenders.size(); ++i) {
            const Contender& one = contenders[i];
            scores[i] = {score_of(mix(part, one.key), one.weight, is_weighted), one.number};
        }
        if (count == 1)
            std::ranges::iter_swap(scores.begin(), std::ranges::min_element(scores));
        else
            std::ranges::partial_sort(scores, scores.begin() + static_cast<std::ptrdiff_t>(count));
        for (std::size_t i = 0; i < count; ++i)
            given[i] = scores[i].second;
        const std::uint32_t last = last_draw(static_cast<double>(part + 1), kParts);
        if (!shares.empty() && shares.back().given == given)
            shares.back().last = last;
        else
            shares.push_back({given, last});
    }
    return shares;
}

} // namespace

std::vector<Share> shares_of(Pick pick, std::size_t answers_max,
                             std::span<const Contender> contenders) {
    Contenders remaining = with_weight(contenders);
    const std::size_t count = std::min(answers_max, remaining.size());
    if (remaining.size() < 2 || pick == Pick::All) return all(remaining, count);
    switch (pick) {
    case Pick::Weighted:
        return Comb(std::move(remaining), count).shares();
    case Pick::Rotate:
        return rotate(remaining, count);
    case Pick::Sticky:
        return sticky(remaining, count);
    case Pick::All:
        break;
    }
    return all(remaining, count);
}

} // namespace signpost::steer
