// Latencies, kept as counts in buckets of 1/32 relative width: fixed size, cheap to add to.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace signpost::bench {

class Histogram {
public:
    void add(std::uint64_t value_ns) noexcept {
        ++counts_[bucket_of(value_ns)];
        ++total_;
        if (value_ns > max_ns_) max_ns_ = value_ns;
    }

    /// The latency that a share `quantile` of all values does not exceed, to 3 %; 0 without values.
    [[nodiscard]] std::uint64_t quantile_ns(double quantile) const noexcept {
        const auto rank = static_cast<std::uint64_t>(quantile * static_cast<double>(total_));
        std::uint64_t seen = 0;
        for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
            seen += counts_[bucket];
            if (seen > rank) return upper_bound_of(bucket);
        }
        return max_ns_;
    }

    [[nodiscard]] std::uint64_t max_ns() const noexcept { return max_ns_; }

private:
    static constexpr unsigned kFractionBits = 5; // 32 buckets per power of two
    static constexpr std::size_t kBuckets = (64 - kFractionBits + 1) << kFractionBits;

    /// Values below 32 have a bucket each; above, the leading 6 bits name the bucket.
    static std::size_t bucket_of(std::uint64_t value) noexcept {
        const auto width = static_cast<unsigned>(std::bit_width(value));
        if (width <= kFractionBits) return value;
        const unsigned shift = width - kFractionBits - 1;
        return (std::size_t{shift} << kFractionBits) + (value >> shift);
    }

    static std::uint64_t upper_bound_of(std::size_t bucket) noexcept {
        if (bucket < (std::size_t{2} << kFractionBits)) return bucket;
        const std::size_t shift = (bucket >> kFractionBits) - 1;
        const std::size_t leading = bucket - (shift << kFractionBits);
        return ((leading + 1) << shift) - 1;
    }

    std::array<std::uint64_t, kBuckets> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t max_ns_ = 0;
};

} // namespace signpost::bench
