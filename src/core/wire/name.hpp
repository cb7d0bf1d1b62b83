// A domain name in uncompressed, lower-cased wire form (RFC 1035 §3.1, RFC 4343), made for
// look-ups.
//
// The packet path reads one from the question and one from each alias it follows; the zone builder
// reads one from each owner. It is large and is filled in place: keep it in a Scratch, do not copy.
#pragma once

#include "base/bytes.hpp"
#include "core/wire/hash.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace signpost::wire {

class Name {
public:
    static constexpr std::size_t kMaxLength = 255; // octets, with every length octet and the root
    static constexpr std::size_t kMaxLabel = 63;   // octets, without its length octet
    static constexpr std::size_t kMaxLabels = 127; // without the root label

    /// Reads the name that starts at `from[0]`; later octets are not touched. A compression pointer
    /// is refused. Returns the octets read, 0 if it is malformed or cut short (the name is then
    /// unspecified).
    std::size_t read(Bytes from) noexcept;

    /// Becomes `labels` followed by `suffix`, both in wire form, `suffix` with its root label.
    /// False if that is longer than kMaxLength; the name is then unspecified.
    bool assign(Bytes labels, Bytes suffix) noexcept;

    [[nodiscard]] std::size_t length() const noexcept { return length_; }
    [[nodiscard]] std::size_t label_count() const noexcept { return label_count_; }
    [[nodiscard]] Bytes octets() const noexcept { return {octets_.data(), length_}; }

    /// Where the last `labels` labels (and the root) begin. At most label_count().
    [[nodiscard]] std::size_t suffix_at(std::size_t labels) const noexcept {
        return label_at_[label_count_ - labels];
    }
    [[nodiscard]] Bytes suffix(std::size_t labels) const noexcept {
        return octets().subspan(suffix_at(labels));
    }

    /// A hash of octets()[from, to). Any two names agree on equal octets; it is not keyed, so it
    /// must not decide equality.
    [[nodiscard]] std::uint64_t hash(std::size_t from, std::size_t to) const noexcept {
        return hash_octets(octets_.data() + from, to - from);
    }

private:
    /// Blocks are read and written at any position of the name, so room for one stands behind.
    static constexpr std::size_t kBlock = 16;

    void copy_lower(Bytes from) noexcept;

    std::array<std::uint8_t, kMaxLength + 1 + kBlock> octets_;
    std::array<std::uint8_t, kMaxLabels + 1> label_at_;
    std::uint16_t length_ = 0;
    std::uint16_t label_count_ = 0;
};

} // namespace signpost::wire
