#include "control_plane/reports/rate_limit.hpp"

#include <algorithm>

namespace signpost::reports {

bool RateLimit::admit(const Address& address, std::uint64_t now_ms) {
    if (buckets_.size() >= rule_.addresses_max && !buckets_.contains(address)) forget_idle(now_ms);
    if (buckets_.size() >= rule_.addresses_max && !buckets_.contains(address)) return false;
    const Bucket full{.left = static_cast<double>(rule_.at_once), .as_of_ms = now_ms};
    Bucket& bucket = buckets_.try_emplace(address, full).first->second;
    bucket = {.left = left_at(bucket, now_ms), .as_of_ms = now_ms};
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
}

double RateLimit::left_at(const Bucket& bucket, std::uint64_t now_ms) const {
    const auto passed_s = static_cast<double>(now_ms - bucket.as_of_ms) / 1000;
    return std::min<double>(rule_.at_once, bucket.left + passed_s * rule_.per_s);
}

void RateLimit::forget_idle(std::uint64_t now_ms) {
    std::erase_if(buckets_, [&](const auto& entry) {
        return left_at(entry.second, now_ms) >= rule_.at_once; // as if it had never asked
    });
}

} // namespace signpost::reports
