// The queries of a mix, ready to send, with what a right answer to each looks like.
//
// Read from a file that tools/bench.d/corpus.py writes. They lie in memory as bundles: runs of
// queries of one length, so that the kernel can cut one long write into datagrams (UDP_SEGMENT),
// which makes sending so cheap that the generator outruns the barest server.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace signpost::bench {

/// A reply is right if it says this much; its records are not compared.
struct Expected {
    std::uint8_t rcode = 0;
    std::uint8_t answers_min = 0;   ///< Records in the answer section.
    std::uint8_t answers_max = 0;   ///< More than the least for aliases, which may be followed.
    std::uint8_t authority_min = 0; ///< Records in the authority section.
};

struct Bundle {
    std::size_t offset = 0;  ///< Of its first octet.
    std::uint32_t first = 0; ///< Number of its first query.
    std::uint32_t count = 0;
    std::uint16_t length = 0; ///< Octets of each query.
};

class Queries {
public:
    /// Reads the file and bundles up to `bundle_max` queries of equal length.
    [[nodiscard]] static Result<Queries> load(const std::string& path, std::size_t bundle_max);

    [[nodiscard]] const std::vector<Bundle>& bundles() const noexcept { return bundles_; }
    [[nodiscard]] const Expected& expected(std::uint32_t query) const noexcept {
        return expected_[query];
    }
    /// The octets of a bundle: a sender writes its message ids into them.
    [[nodiscard]] MutableBytes packets(const Bundle& bundle) noexcept {
        return MutableBytes(packets_).subspan(bundle.offset,
                                              std::size_t{bundle.count} * bundle.length);
    }

private:
    std::vector<std::uint8_t> packets_;
    std::vector<Expected> expected_;
    std::vector<Bundle> bundles_;
};

} // namespace signpost::bench
