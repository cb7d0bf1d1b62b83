// The hash of names in our own tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace signpost::wire {

__extension__ using DoubleWord = unsigned __int128;

/// Hashes `count` octets; up to 8 behind them are read, and do not count. Not keyed: a hostile
/// client cannot add names to our tables, and a table never takes equal hashes for equal names.
inline std::uint64_t hash_octets(const std::uint8_t* at, std::size_t count) noexcept {
    using Word = std::uint64_t;
    constexpr Word kFirst = 0x9e3779b97f4a7c15; // 2^64 / golden ratio, odd
    constexpr Word kRound = 0xd6e8feb86659fd93; // odd, with well-spread bits
    const auto load = [](const std::uint8_t* from) noexcept {
        Word word;
        std::memcpy(&word, from, sizeof word);
        return word;
    };
    const auto mix = [](Word state, Word word) noexcept {
        const DoubleWord product = static_cast<DoubleWord>(state ^ word) * kRound;
        return static_cast<Word>(product) ^ static_cast<Word>(product >> 64);
    };

    Word state = kFirst + count;
    for (; count > sizeof(Word); count -= sizeof(Word), at += sizeof(Word))
        state = mix(state, load(at));
    // 0 to 8 octets are left; those behind them are shifted out.
    const Word rest = count == 0 ? 0 : load(at) << (64 - 8 * count);
    return mix(mix(state, rest), kFirst);
}

} // namespace signpost::wire
