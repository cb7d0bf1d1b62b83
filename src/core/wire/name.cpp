#include "core/wire/name.hpp"

#include <algorithm>
#include <cstring>

namespace signpost::wire {
namespace {

/// Sixteen octets at once; a vector register on every machine we build for.
using Block [[gnu::vector_size(16)]] = std::uint8_t;

/// Lower-cases the ASCII letters of a block. Length octets are at most 63, below 'A', so a whole
/// name can be treated as text.
Block to_lower(Block block) noexcept {
    constexpr std::uint8_t kLetters = 26;
    constexpr std::uint8_t kCaseBit = 0x20;
    const Block from_a = block - 'A'; // wraps, so that one comparison bounds both sides
    return block | ((from_a < kLetters) & kCaseBit);
}

void lower_block(std::uint8_t* to, const std::uint8_t* from) noexcept {
    Block block;
    std::memcpy(&block, from, sizeof block);
    block = to_lower(block);
    std::memcpy(to, &block, sizeof block);
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
    copy_lower(from);
    return length_;
}

/// Copies length_ octets and, where whole blocks are handier, some that follow within `from`.
void Name::copy_lower(Bytes from) noexcept {
    std::uint8_t* to = octets_.data();
    if (from.size() < kBlock) {
        std::array<std::uint8_t, kBlock> padded{};
        std::memcpy(padded.data(), from.data(), length_);
        lower_block(to, padded.data());
        return;
    }
    std::size_t at = 0;
    for (; at + kBlock <= from.size() && at < length_; at += kBlock)
        lower_block(to + at, from.data() + at);
    if (at < length_) // the last block overlaps the one before it
        lower_block(to + length_ - kBlock, from.data() + length_ - kBlock);
}

bool Name::assign(Bytes labels, Bytes suffix) noexcept {
    std::array<std::uint8_t, kMaxLength> joined;
    if (labels.size() + suffix.size() > kMaxLength) return false;
    std::ranges::copy(suffix, std::ranges::copy(labels, joined.begin()).out);
    return read({joined.data(), labels.size() + suffix.size()}) != 0;
}

} // namespace signpost::wire
