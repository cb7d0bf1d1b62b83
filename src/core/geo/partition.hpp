// An address space cut into runs of addresses that have the same value.
//
// Maps become partitions, partitions are laid over each other, and the last one is compiled into a
// PrefixTable. Addresses are keys: their octets at the upper end of 128 bits, so that IPv4 and IPv6
// are cut alike. Values; control side only.
#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace signpost::geo {

__extension__ using Key = unsigned __int128;

inline constexpr Key kLastKey = ~Key{0};

[[nodiscard]] Key key_of(const Address& address) noexcept;
[[nodiscard]] Address address_of(Key key, Family family) noexcept;

/// All addresses that begin with `bits` bits of `first` have `value`.
struct Network {
    Key first = 0;
    std::uint8_t bits = 0;
    std::uint32_t value = 0;

    [[nodiscard]] Key last() const noexcept {
        return bits == 0 ? kLastKey : first | ((Key{1} << (128 - bits)) - 1);
    }
};

/// The addresses from `first` to the one before the next run's first.
struct Run {
    Key first = 0;
    std::uint32_t value = 0;

    bool operator==(const Run&) const = default;
};

/// The networks that together hold the keys from `first` to `last`, which is not before it: as few
/// as there can be, in order.
[[nodiscard]] std::vector<Network> networks_between(Key first, Key last, std::uint32_t value);

class Partition {
public:
    /// What no network covers has the value 0; of networks that cover the same address, the longest
    /// wins, and of equal ones the last.
    explicit Partition(std::vector<Network> networks = {});

    /// For each address, what `combine` makes of the values there; it is called for a pair of
    /// values more than once.
    using Combine = std::function<std::uint32_t(std::uint32_t, std::uint32_t)>;
    [[nodiscard]] static Partition overlay(const Partition& a, const Partition& b,
                                           const Combine& combine);
    /// With other values; runs that become equal become one.
    [[nodiscard]] Partition mapped(const std::function<std::uint32_t(std::uint32_t)>& map) const;

    /// In order; the first begins at 0, and neighbours differ.
    [[nodiscard]] const std::vector<Run>& runs() const noexcept { return runs_; }
    /// The last address of a run.
    [[nodiscard]] Key last_of(std::size_t run) const noexcept {
        return run + 1 == runs_.size() ? kLastKey : runs_[run + 1].first - 1;
    }

    /// The run that holds `key`.
    [[nodiscard]] std::size_t run_of(Key key) const noexcept;
    /// Length of the widest prefix around `key`, which is in `run`, that lies in the run as a
    /// whole.
    [[nodiscard]] std::uint8_t bits_around(Key key, std::size_t run) const noexcept;

private:
    void append(Key first, std::uint32_t value);

    std::vector<Run> runs_;
};

} // namespace signpost::geo
