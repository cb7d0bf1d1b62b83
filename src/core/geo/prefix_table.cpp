#include "core/geo/prefix_table.hpp"

#include <cassert>
#include <string>

namespace signpost::geo {
namespace {

constexpr unsigned kKeyBits = 128;

} // namespace

class PrefixTable::Compiler {
public:
    Compiler(const Partition& partition, std::vector<Entry>& entries)
        : partition_(partition), entries_(entries) {}

    /// Fills the `2^width` entries from `at` on, for the keys that begin with `depth` bits of
    /// `first`. Keys only grow from call to call.
    // NOLINTNEXTLINE(misc-no-recursion): as deep as a key has octets.
    void fill(std::size_t at, Key first, unsigned depth, unsigned width) {
        const unsigned shift = kKeyBits - depth - width;
        for (std::size_t i = 0; i < std::size_t{1} << width && has_room_; ++i) {
            const Key begin = first | Key{i} << shift;
            const Key end = begin | ((Key{1} << shift) - 1);
            while (partition_.last_of(run_) < begin)
                ++run_;
            if (end <= partition_.last_of(run_)) {
                entries_[at + i] = leaf(begin);
                continue;
            }
            const std::size_t node = entries_.size();
            if ((node + (std::size_t{1} << kNodeBits)) * sizeof(Entry) > kSizeMax) return give_up();
            entries_.resize(node + (std::size_t{1} << kNodeBits));
            entries_[at + i] = kNode | static_cast<Entry>(node);
            fill(node, begin, depth + width, kNodeBits);
        }
    }

    [[nodiscard]] bool has_room() const noexcept { return has_room_; }

private:
    void give_up() noexcept { has_room_ = false; }

    [[nodiscard]] Entry leaf(Key key) const {
        const std::uint32_t value = partition_.runs()[run_].value;
        assert(value <= kValueMax);
        return Entry{partition_.bits_around(key, run_)} << 16 | value;
    }

    const Partition& partition_;
    std::vector<Entry>& entries_;
    std::size_t run_ = 0;
    bool has_room_ = true;
};

Result<PrefixTable> PrefixTable::compile(const Partition& partition) {
    PrefixTable table;
    Compiler compiler(partition, table.entries_);
    compiler.fill(0, 0, 0, kRootBits);
    if (!compiler.has_room())
        return Error("the maps tell too many small networks apart: their table would take more "
                     "than " +
                     std::to_string(kSizeMax >> 20) + " MiB");
    return table;
}

unsigned PrefixTable::reads(const std::uint8_t* octets) const noexcept {
    unsigned reads = 1;
    Entry entry = entries_[std::size_t{octets[0]} << 8 | octets[1]];
    for (octets += 2; (entry & kNode) != 0; ++octets, ++reads)
        entry = entries_[(entry & ~kNode) + *octets];
    return reads;
}

} // namespace signpost::geo
