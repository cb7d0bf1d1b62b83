#include "core/wire/siphash.hpp"

#include <bit>
#include <cstring>

namespace signpost::wire {
namespace {

using Word = std::uint64_t;

Word load_little(const std::uint8_t* at) noexcept {
    static_assert(std::endian::native == std::endian::little, "SipHash reads little-endian words");
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

struct State {
    Word v0, v1, v2, v3;

    void round() noexcept {
        v0 += v1;
        v2 += v3;
        v1 = std::rotl(v1, 13) ^ v0;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 = std::rotl(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = std::rotl(v1, 17) ^ v2;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 = std::rotl(v2, 32);
    }

    void absorb(Word word) noexcept {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }
};

} // namespace

std::uint64_t siphash24(const std::array<std::uint8_t, 16>& key, Bytes message) noexcept {
    const Word k0 = load_little(key.data());
    const Word k1 = load_little(&key[8]);
    State state{k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d, k0 ^ 0x6c7967656e657261,
                k1 ^ 0x7465646279746573};

    Word last = static_cast<Word>(message.size()) << 56;
    while (message.size() >= sizeof(Word)) {
        state.absorb(load_little(message.data()));
        message = message.subspan(sizeof(Word));
    }
    for (std::size_t i = 0; i < message.size(); ++i)
        last |= static_cast<Word>(message[i]) << (8 * i);
    state.absorb(last);

    state.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i)
        state.round();
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

} // namespace signpost::wire
