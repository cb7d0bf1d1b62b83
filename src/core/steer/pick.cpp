#include "core/steer/pick.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <unordered_map>
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

/// Puts shares in order; neighbours that give the same become one.
class Sharing {
public:
    void append(const std::vector<std::size_t>& given, std::uint32_t last) {
        const auto [known, is_new] =
            numbers_.try_emplace(given, static_cast<std::uint32_t>(shares_.lists.size()));
        if (is_new) shares_.lists.push_back(given);
        if (!shares_.in_order.empty() && shares_.in_order.back().list == known->second)
            shares_.in_order.back().last = last;
        else
            shares_.in_order.push_back({known->second, last});
    }

    [[nodiscard]] Shares take() { return std::move(shares_); }

private:
    struct Hash {
        std::size_t operator()(const std::vector<std::size_t>& list) const {
            constexpr std::size_t kPrime = 0x100000001b3; // of FNV-1a
            std::size_t hash = list.size();
            for (const std::size_t number : list)
                hash = (hash ^ number) * kPrime;
            return hash;
        }
    };

    Shares shares_;
    std::unordered_map<std::vector<std::size_t>, std::uint32_t, Hash> numbers_; ///< Of lists.
};

Shares all(const Contenders& contenders, std::size_t count) {
    std::vector<std::size_t> given;
    for (std::size_t i = 0; i < count; ++i)
        given.push_back(contenders[i].number);
    return {{given}, {{}}};
}

Shares rotate(const Contenders& contenders, std::size_t count) {
    Sharing sharing;
    const std::size_t size = contenders.size();
    std::vector<std::size_t> given(count);
    for (std::size_t front = 0; front < size; ++front) {
        for (std::size_t i = 0; i < count; ++i)
            given[i] = contenders[(front + i) % size].number;
        sharing.append(given, last_draw(static_cast<double>(front + 1), static_cast<double>(size)));
    }
    return sharing.take();
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

    [[nodiscard]] Shares shares() const {
        if (places_ == 0 || places_ == contenders_.size()) return {{given_at(0)}, {{}}};
        std::vector<std::uint64_t> edges; // where a tooth goes from one contender to the next
        for (const std::uint64_t end : ends_)
            edges.push_back(end % sum_ == 0 ? sum_ : end % sum_);
        std::ranges::sort(edges);
        Sharing sharing;
        std::uint64_t from = 0;
        for (const std::uint64_t edge : edges) {
            if (edge == from) continue;
            sharing.append(given_at(from),
                           last_draw(static_cast<double>(edge), static_cast<double>(sum_)));
            from = edge;
        }
        return sharing.take();
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

    [[nodiscard]] std::vector<std::size_t> given_at(std::uint64_t offset) const {
        std::vector<std::size_t> given = settled_;
        for (std::size_t tooth = 0; tooth < places_; ++tooth) {
            const auto touched = std::ranges::upper_bound(ends_, offset + tooth * sum_);
            given.push_back(contenders_[static_cast<std::size_t>(touched - ends_.begin())].number);
        }
        std::ranges::sort(given); // as the zone has them
        return given;
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

/// Weighted rendezvous hashing: the largest of ln(u) / weight wins, u in (0, 1) being a hash.
struct ByWeight {
    double operator()(const Contender& one, std::uint64_t hash) const {
        constexpr double k53Bits = 9007199254740992.0;
        const double uniform = (static_cast<double>(hash >> 11) + 0.5) / k53Bits;
        return std::log(uniform) / static_cast<double>(one.weight);
    }
};

/// The same order where all weights are equal, which is the usual case.
struct ByHash {
    std::uint64_t operator()(const Contender& /*one*/, std::uint64_t hash) const {
        return hash >> 11;
    }
};

/// The `count` with the largest scores, largest first; of equals, who comes first.
template <typename Score>
class Sticky {
public:
    Sticky(const Contenders& contenders, std::size_t count)
        : contenders_(contenders), best_(count), given_(count) {}

    [[nodiscard]] Shares shares() {
        constexpr std::uint64_t kParts = 256;
        Sharing sharing;
        for (std::uint64_t part = 0; part < kParts; ++part)
            sharing.append(winners(part), last_draw(static_cast<double>(part + 1), kParts));
        return sharing.take();
    }

private:
    const std::vector<std::size_t>& winners(std::uint64_t part) {
        std::size_t found = 0;
        for (const Contender& one : contenders_) {
            const auto score = Score()(one, mix(part, one.key));
            if (found == best_.size() && score <= best_.back()) continue;
            std::size_t place = found < best_.size() ? found++ : found - 1;
            for (; place > 0 && best_[place - 1] < score; --place) {
                best_[place] = best_[place - 1];
                given_[place] = given_[place - 1];
            }
            best_[place] = score;
            given_[place] = one.number;
        }
        return given_;
    }

    const Contenders& contenders_;
    std::vector<std::invoke_result_t<Score, Contender, std::uint64_t>> best_; ///< Largest first.
    std::vector<std::size_t> given_;                                          ///< Whose it is.
};

Shares sticky(const Contenders& contenders, std::size_t count) {
    const bool are_equal = std::ranges::all_of(
        contenders, [&](const Contender& one) { return one.weight == contenders.front().weight; });
    return are_equal ? Sticky<ByHash>(contenders, count).shares()
                     : Sticky<ByWeight>(contenders, count).shares();
}

} // namespace

const std::vector<std::size_t>& Shares::given(std::uint32_t draw) const {
    return lists[std::ranges::lower_bound(in_order, draw, {}, &Share::last)->list];
}

Shares shares_of(Pick pick, std::size_t answers_max, std::span<const Contender> contenders) {
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
