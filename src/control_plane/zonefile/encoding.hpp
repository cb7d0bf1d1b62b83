// Hexadecimal and base64 as zone files use them: cut anywhere into several tokens.
#pragma once

#include "control_plane/zonefile/rdata.hpp"

#include <algorithm>
#include <string_view>

namespace signpost::zonefile {

/// Base 16, either case (RFC 4648 §8).
class HexDecoder {
public:
    explicit HexDecoder(Rdata& out) noexcept : out_(out) {}
    /// False if a character is no digit.
    [[nodiscard]] bool put(std::string_view text) noexcept {
        return std::ranges::all_of(text, [this](char c) { return put(c); });
    }
    [[nodiscard]] bool put(char c) noexcept;
    /// False if a digit is left over.
    [[nodiscard]] bool finish() const noexcept { return !has_half_; }

private:
    Rdata& out_;
    std::uint8_t half_ = 0;
    bool has_half_ = false;
};

/// Base 64 with padding (RFC 4648 §4); bits that padding leaves over must be zero.
class Base64Decoder {
public:
    explicit Base64Decoder(Rdata& out) noexcept : out_(out) {}
    /// False at a character outside the alphabet, or at anything after the padding.
    [[nodiscard]] bool put(std::string_view text) noexcept {
        return std::ranges::all_of(text, [this](char c) { return put(c); });
    }
    [[nodiscard]] bool put(char c) noexcept;
    /// False if the last group of four is not complete.
    [[nodiscard]] bool finish() const noexcept { return count_ % 4 == 0 && bits_ == 0; }

private:
    Rdata& out_;
    std::uint32_t bits_ = 0;  ///< Received, but not yet enough for an octet.
    std::uint32_t count_ = 0; ///< Characters so far, padding included.
    bool padded_ = false;
};

} // namespace signpost::zonefile
