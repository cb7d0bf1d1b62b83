// The data of one record in wire form, as it is put together field by field.
#pragma once

#include "base/bytes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace signpost::zonefile {

/// Holds up to 65535 octets, the most that RDLENGTH can say (RFC 1035 §3.2.1). Putting more than
/// fits puts nothing and makes is_overfull() true until clear().
class Rdata {
public:
    static constexpr std::size_t kOctetsMax = 65535;

    void clear() noexcept {
        size_ = 0;
        overfull_ = false;
    }
    void put_u8(std::uint8_t number) noexcept {
        if (has_room(1)) octets_[size_++] = number;
    }
    void put_u16(std::uint16_t number) noexcept {
        put_u8(static_cast<std::uint8_t>(number >> 8));
        put_u8(static_cast<std::uint8_t>(number));
    }
    void put_u32(std::uint32_t number) noexcept {
        put_u16(static_cast<std::uint16_t>(number >> 16));
        put_u16(static_cast<std::uint16_t>(number));
    }
    void put(Bytes run) noexcept {
        if (!has_room(run.size())) return;
        std::ranges::copy(run, &octets_[size_]);
        size_ += run.size();
    }
    void put(std::string_view run) noexcept {
        if (!has_room(run.size())) return;
        std::ranges::transform(run, &octets_[size_],
                               [](char c) { return static_cast<std::uint8_t>(c); });
        size_ += run.size();
    }
    /// Writes over what was put before: a length that is known only afterwards.
    void set_u8(std::size_t offset, std::uint8_t number) noexcept { octets_[offset] = number; }
    void set_u16(std::size_t offset, std::uint16_t number) noexcept {
        octets_[offset] = static_cast<std::uint8_t>(number >> 8);
        octets_[offset + 1] = static_cast<std::uint8_t>(number);
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool is_overfull() const noexcept { return overfull_; }
    [[nodiscard]] Bytes bytes() const noexcept { return {octets_.data(), size_}; }

private:
    bool has_room(std::size_t count) noexcept {
        if (count > kOctetsMax - size_) overfull_ = true;
        return !overfull_;
    }

    std::array<std::uint8_t, kOctetsMax + 1> octets_{}; // so that &octets_[size_] is always one
    std::size_t size_ = 0;
    bool overfull_ = false;
};

} // namespace signpost::zonefile
