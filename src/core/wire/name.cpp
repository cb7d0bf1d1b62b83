#include "core/wire/name.hpp"

#include <cstring>

namespace signpost::wire {
namespace {

using Word = std::uint64_t;
__extension__ using DoubleWord = unsigned __int128;

Word load_word(const std::uint8_t* at) noexcept {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// Lower-cases the ASCII letters among eight octets at once. Length octets are at most 63, below
/// 'A', so a whole name can be treated as text.
Word to_lower(Word word) noexcept {
    constexpr Word kEach = 0x0101010101010101;
    const Word low7 = word & (0x7f * kEach);
    const Word from_a = low7 + (0x80 - 'A') * kEach;     // high bit set where octet >= 'A'
    const Word past_z = low7 + (0x80 - 'Z' - 1) * kEach; // high bit set where octet > 'Z'
    const Word letter = (from_a & ~past_z & ~word) & (0x80 * kEach);
    return word | letter >> 2; // 0x80 >> 2 is the bit between the cases
}

} // namespace

std::size_t Name::read(Bytes from) noexcept {
    const std::uint8_t* octets = from.data();
    const std::size_t end = from.size() < kMaxLength ? from.size() : kMaxLength;
    std::size_t at = 0;
    std::size_t labels = 0;
    for (;;) { // ends: every turn moves `at` towards `end`
        if (at >= end) return 0;
        const std::size_t label = octets[at];
        label_at_[labels] = static_cast<std::uint8_t>(at);
        if (label == 0) break;
        if (label > kMaxLabel) return 0;
        at += 1 + label;
        ++labels;
    }
    length_ = static_cast<std::uint16_t>(at + 1);
    label_count_ = static_cast<std::uint16_t>(labels);
    copy_lower(octets, length_);
    return length_;
}

/// Never reads past from[count): the last word overlaps the one before it instead.
void Name::copy_lower(const std::uint8_t* from, std::size_t count) noexcept {
    std::uint8_t* to = octets_.data();
    if (count < kWord) {
        Word word = 0;
        std::memcpy(&word, from, count);
        word = to_lower(word);
        std::memcpy(to, &word, sizeof word);
        return;
    }
    for (std::size_t at = 0;; at += kWord) {
        const bool last = at + kWord >= count;
        if (last) at = count - kWord;
        const Word word = to_lower(load_word(from + at));
        std::memcpy(to + at, &word, sizeof word);
        if (last) return;
    }
}

bool Name::assign(Bytes labels, Bytes suffix) noexcept {
    std::array<std::uint8_t, kMaxLength> joined;
    if (labels.size() + suffix.size() > kMaxLength) return false;
    std::memcpy(joined.data(), labels.data(), labels.size());
    std::memcpy(&joined[labels.size()], suffix.data(), suffix.size());
    return read({joined.data(), labels.size() + suffix.size()}) != 0;
}

std::uint64_t Name::hash(std::size_t from, std::size_t to) const noexcept {
    constexpr Word kFirst = 0x9e3779b97f4a7c15; // 2^64 / golden ratio, odd
    constexpr Word kRound = 0xd6e8feb86659fd93; // odd, with well-spread bits
    const auto mix = [](Word state, Word word) noexcept {
        const DoubleWord product = static_cast<DoubleWord>(state ^ word) * kRound;
        return static_cast<Word>(product) ^ static_cast<Word>(product >> 64);
    };

    Word state = kFirst + (to - from);
    const std::uint8_t* at = octets_.data() + from;
    std::size_t left = to - from;
    for (; left > kWord; left -= kWord, at += kWord)
        state = mix(state, load_word(at));
    // Between 0 and 8 octets are left; what stands behind them in the word does not count.
    const Word rest = left == 0 ? 0 : load_word(at) << (64 - 8 * left);
    return mix(mix(state, rest), kFirst);
}

} // namespace signpost::wire
