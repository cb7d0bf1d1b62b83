// A partition compiled for the packet path: which value an address has, and how wide around it.
//
// A multibit trie: the first 16 bits of an address index its root, each following octet a node
// below. An IPv4 address takes at most 3 dependent reads, an IPv6 address in a network of up to 56
// bits at most 6. Immutable; any thread.
#pragma once

#include "base/result.hpp"
#include "core/geo/partition.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace signpost::geo {

class PrefixTable {
public:
    static constexpr std::uint32_t kValueMax = 0xffff;
    /// A table larger than this is refused: 1 GiB. A million networks of public data take 5 MiB; as
    /// many that all differ, strewn over the whole of IPv6, would take three GiB.
    static constexpr std::size_t kSizeMax = std::size_t{1} << 30;

    /// Values of at most kValueMax.
    [[nodiscard]] static Result<PrefixTable> compile(const Partition& partition);

    struct Found {
        std::uint16_t value = 0;
        /// Length of the widest prefix around the address in which every address has this value.
        std::uint8_t bits = 0;
    };
    /// `octets` are those of an address of the partition's family.
    [[nodiscard]] Found find(const std::uint8_t* octets) const noexcept {
        Entry entry = entries_[std::size_t{octets[0]} << 8 | octets[1]];
        for (octets += 2; (entry & kNode) != 0; ++octets) // ends: a path is no longer than a key
            entry = entries_[(entry & ~kNode) + *octets];
        return {static_cast<std::uint16_t>(entry), static_cast<std::uint8_t>(entry >> 16)};
    }

    /// Octets of memory.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size() * sizeof(Entry); }
    /// Dependent reads of memory that find() takes.
    [[nodiscard]] unsigned reads(const std::uint8_t* octets) const noexcept;

private:
    /// A leaf: bits and value. With kNode set: where the 256 entries of a node begin.
    using Entry = std::uint32_t;
    static constexpr Entry kNode = Entry{1} << 31;
    static constexpr unsigned kRootBits = 16;
    static constexpr unsigned kNodeBits = 8;

    class Compiler;
    PrefixTable() : entries_(std::size_t{1} << kRootBits) {}

    std::vector<Entry> entries_;
};

} // namespace signpost::geo
