// Asking memory for what the replies to a batch of queries will read.
//
// Zones that outgrow the caches cost a query several waits for memory, one after another. A worker
// that has a batch can let the waits of all its queries overlap: one look ahead at each, in rounds,
// before the first reply. Changes nothing and answers nothing; one for each worker.
#pragma once

#include "core/wire/name.hpp"
#include "core/zone/zones.hpp"

#include <array>

namespace signpost::answer {

class LookAhead {
public:
    static constexpr std::size_t kQueriesMax = 32; ///< More are not looked at.

    /// Whether looking ahead pays: what is in the caches anyway is only slower with it.
    [[nodiscard]] static bool pays_for(const zone::Zones& zones) noexcept {
        constexpr std::size_t kCached = std::size_t{1} << 20; // octets; a second-level cache
        return zones.size() > kCached;
    }

    /// Notes a query, as it came; any octets.
    void add(Bytes query) noexcept;
    /// Looks ahead for the queries added since the last run.
    void run(const zone::Zones& zones) noexcept;

private:
    struct Look {
        wire::Name name;
        const zone::Zone* zone;
        std::uint32_t hash;
    };

    std::array<Look, kQueriesMax> looks_;
    std::size_t count_ = 0;
};

} // namespace signpost::answer
