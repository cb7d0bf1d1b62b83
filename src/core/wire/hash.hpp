// Hashing and comparing the names in our own tables, a word at a time.
//
// Both read up to 7 octets behind the name, which do not count; tables leave room for that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace signpost::wire {

__extension__ using DoubleWord = unsigned __int128;

/// How many octets behind a name must be readable.
inline constexpr std::size_t kWordSlack = sizeof(std::uint64_t) - 1;

inline std::uint64_t load_word(const std::uint8_t* from) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
}

[[nodiscard]] inline bool equal_octets(const std::uint8_t* a, const std::uint8_t* b,
                                       std::size_t count) noexcept {
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    for (; count > kWord; count -= kWord, a += kWord, b += kWord)
        if (load_word(a) != load_word(b)) return false;
    return count == 0 || (load_word(a) ^ load_word(b)) << (64 - 8 * count) == 0;
}

/// Not keyed: a hostile client cannot add names to our tables, and a table never takes equal hashes
/// for equal names.
inline std::uint64_t hash_octets(const std::uint8_t* at, std::size_t count) noexcept {
    using Word = std::uint64_t;
    constexpr Word kFirst = 0x9e3779b97f4a7c15; // 2^64 / golden ratio, odd
    constexpr Word kRound = 0xd6e8feb86659fd93; // odd, with well-spread bits
    const auto mix = [](Word state, Word word) noexcept {
        const DoubleWord product = static_cast<DoubleWord>(state ^ word) * kRound;
        return static_cast<Word>(product) ^ static_cast<Word>(product >> 64);
    };

    Word state = kFirst + count;
    for (; count > sizeof(Word); count -= sizeof(Word), at += sizeof(Word))
        state = mix(state, load_word(at));
    // 0 to 8 octets are left; those behind them are shifted out.
    const Word rest = count == 0 ? 0 : load_word(at) << (64 - 8 * count);
    return mix(mix(state, rest), kFirst);
}

} // namespace signpost::wire
