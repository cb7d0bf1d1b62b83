// DNS messages in a byte stream: each behind its length in two octets (RFC 1035 §4.2.2).
//
// The TCP threads cut what they read into messages with this. Pure; the caller owns the chunks.
#pragma once

#include "base/bytes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

namespace signpost::wire {

inline constexpr std::size_t kFrameLengthSize = 2;
inline constexpr std::size_t kFrameMax = kFrameLengthSize + 65535;

/// Writes the length in front of a message: into the first two octets of `frame`.
inline void write_frame_length(MutableBytes frame, std::size_t length) noexcept {
    frame[0] = static_cast<std::uint8_t>(length >> 8);
    frame[1] = static_cast<std::uint8_t>(length);
}

/// Cuts a stream, read in chunks of any size, into messages.
///
/// For each chunk: feed(), next() as often as wanted, keep(). A message that lies within a chunk is
/// not copied. What is kept is at most one chunk and one frame, and nothing between messages.
class FrameReader {
public:
    /// `chunk` is borrowed until keep().
    void feed(Bytes chunk) noexcept { chunk_ = chunk; }

    /// The next whole message, without its length; valid until the next call of any member.
    [[nodiscard]] std::optional<Bytes> next() {
        if (taken_ == kept_.size()) return next_in_chunk();
        // A frame that began in an earlier chunk: first its length is completed, then its body.
        while (unread().size() < frame_size(unread()) && !chunk_.empty())
            keep_from_chunk(frame_size(unread()) - unread().size());
        const std::optional<Bytes> frame = whole_frame(unread());
        if (!frame) return std::nullopt;
        taken_ += frame->size();
        return frame->subspan(kFrameLengthSize);
    }

    /// Saves what next() has not returned, so that the chunk can be used for something else.
    void keep() {
        kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(taken_));
        taken_ = 0;
        keep_from_chunk(chunk_.size());
        if (kept_.empty()) kept_ = {}; // most connections wait between messages: give memory back
    }

    /// True between keep() and feed() if a message has begun that next() has not returned.
    [[nodiscard]] bool has_rest() const noexcept { return !kept_.empty(); }

private:
    /// How long the frame at the front is, as far as can be known.
    static std::size_t frame_size(Bytes bytes) noexcept {
        if (bytes.size() < kFrameLengthSize) return kFrameLengthSize;
        return kFrameLengthSize + (std::size_t{bytes[0]} << 8 | bytes[1]);
    }

    static std::optional<Bytes> whole_frame(Bytes bytes) noexcept {
        const std::size_t size = frame_size(bytes);
        if (bytes.size() < size) return std::nullopt;
        return bytes.first(size);
    }

    std::optional<Bytes> next_in_chunk() noexcept {
        const std::optional<Bytes> frame = whole_frame(chunk_);
        if (!frame) return std::nullopt;
        chunk_ = chunk_.subspan(frame->size());
        return frame->subspan(kFrameLengthSize);
    }

    void keep_from_chunk(std::size_t count) {
        const Bytes moved = chunk_.first(std::min(count, chunk_.size()));
        kept_.insert(kept_.end(), moved.begin(), moved.end());
        chunk_ = chunk_.subspan(moved.size());
    }

    [[nodiscard]] Bytes unread() const noexcept { return Bytes(kept_).subspan(taken_); }

    Bytes chunk_;
    std::vector<std::uint8_t> kept_;
    std::size_t taken_ = 0; ///< How much of `kept_` was returned by next().
};

} // namespace signpost::wire
