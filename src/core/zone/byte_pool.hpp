// Memory for many small runs of octets that live and die together.
//
// A run stays where it is while the pool grows, so a million records cost neither a million
// allocations nor a copy of all of them when the pool is extended. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace signpost::zone {

class BytePool {
public:
    static constexpr std::size_t kChunk = std::size_t{1} << 20;

    /// Room for `size` octets, aligned to 4; at most kChunk. Returns a handle for at().
    std::uint32_t add(std::size_t size) {
        size = size == 0 ? kWord : (size + kWord - 1) / kWord * kWord;
        if (used_ + size > kChunk) {
            chunks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(kChunk));
            used_ = 0;
        }
        const std::size_t handle = (chunks_.size() - 1) * (kChunk / kWord) + used_ / kWord;
        used_ += size;
        return static_cast<std::uint32_t>(handle);
    }

    [[nodiscard]] std::uint8_t* at(std::uint32_t handle) noexcept {
        return &chunks_[handle / (kChunk / kWord)][handle % (kChunk / kWord) * kWord];
    }
    [[nodiscard]] const std::uint8_t* at(std::uint32_t handle) const noexcept {
        return &chunks_[handle / (kChunk / kWord)][handle % (kChunk / kWord) * kWord];
    }

private:
    static constexpr std::size_t kWord = 4;

    std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
    std::size_t used_ = kChunk; ///< Of the last chunk; full at first, so that one is made.
};

} // namespace signpost::zone
