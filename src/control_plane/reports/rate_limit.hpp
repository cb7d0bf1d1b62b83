// How often one address may report: so many at once, and so many a second in the long run.
//
// Pure: the time is an argument. Remembers a bounded number of addresses; when it is full of
// addresses that have asked much, new ones are turned away.
#pragma once

#include "base/address.hpp"

#include <cstddef>
#include <cstdint>
#include <map>

namespace signpost::reports {

class RateLimit {
public:
    struct Rule {
        std::uint32_t per_s = 0;
        std::uint32_t at_once = 0;
        std::size_t addresses_max = 0; ///< Remembered at a time.
    };

    explicit RateLimit(Rule rule) : rule_(rule) {}

    [[nodiscard]] bool admit(const Address& address, std::uint64_t now_ms);

private:
    struct Bucket {
        double left = 0;
        std::uint64_t as_of_ms = 0;
    };
    [[nodiscard]] double left_at(const Bucket& bucket, std::uint64_t now_ms) const;
    void forget_idle(std::uint64_t now_ms);

    Rule rule_;
    std::map<Address, Bucket> buckets_;
};

} // namespace signpost::reports
