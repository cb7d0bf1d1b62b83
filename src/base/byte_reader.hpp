// Reading network bytes: a cursor that cannot run past the end.
#pragma once

#include "base/bytes.hpp"

#include <cstddef>

namespace signpost {

/// Reads big-endian integers and byte runs from the front of a message.
///
/// The first read past the end exhausts the reader for good: that read and every later one give
/// zero or an empty run, and ok() stays false. So read a whole structure, then check ok() once.
class ByteReader {
public:
    explicit ByteReader(Bytes message) noexcept : message_(message) {}

    std::uint8_t u8() noexcept {
        const Bytes octet = take(1);
        return octet.empty() ? std::uint8_t{0} : octet[0];
    }

    std::uint16_t u16() noexcept {
        const Bytes pair = take(2);
        return pair.empty() ? std::uint16_t{0} : static_cast<std::uint16_t>(pair[0] << 8 | pair[1]);
    }

    std::uint32_t u32() noexcept {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }

    /// The next `count` bytes, borrowed from the message.
    Bytes take(std::size_t count) noexcept {
        if (count > message_.size() - offset_) {
            fail();
            return {};
        }
        const Bytes run = message_.subspan(offset_, count);
        offset_ += count;
        return run;
    }

    /// Exhausts the reader, as an overrun does: what was read makes no sense.
    void fail() noexcept {
        ok_ = false;
        offset_ = message_.size();
    }

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
    [[nodiscard]] std::size_t remaining() const noexcept { return message_.size() - offset_; }

private:
    Bytes message_;
    std::size_t offset_ = 0;
    bool ok_ = true;
};

} // namespace signpost
