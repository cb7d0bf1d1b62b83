#include "control_plane/steering/subject_index.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace signpost::steering {
namespace {

using health::SubjectKind;

constexpr unsigned kNumberBits = 32;

/// With the hash in front. An endpoint is the same with every check.
std::uint64_t entry_of(SubjectKind kind, std::string_view name, std::size_t number) {
    constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
    const std::uint64_t hash =
        (std::hash<std::string_view>()(name) + static_cast<std::uint64_t>(kind)) * kSpread;
    return hash >> kNumberBits << kNumberBits | number;
}

} // namespace

SubjectIndex::SubjectIndex(const steer::Plans& plans) {
    for (std::size_t number = 0; number < plans.all().size(); ++number) {
        const steer::Service& service = plans.all()[number]->service();
        const std::size_t first = entries_.size();
        entries_.push_back(entry_of(SubjectKind::Service, service.name, number));
        for (const steer::Offer& offer : service.offers) {
            entries_.push_back(entry_of(SubjectKind::Endpoint, offer.subject.name, number));
            if (offer.has_link) entries_.push_back(entry_of(SubjectKind::Link, offer.link, number));
            if (offer.has_site) entries_.push_back(entry_of(SubjectKind::Site, offer.site, number));
        }
        const auto own = entries_.begin() + static_cast<std::ptrdiff_t>(first);
        std::sort(own, entries_.end());
        entries_.erase(std::unique(own, entries_.end()), entries_.end());
    }
    entries_.shrink_to_fit();
    std::ranges::sort(entries_);
}

void SubjectIndex::find(const health::Subject& subject, std::vector<std::size_t>& services) const {
    const std::uint64_t first = entry_of(subject.kind, subject.name, 0);
    for (auto found = std::ranges::lower_bound(entries_, first);
         found != entries_.end() && *found >> kNumberBits == first >> kNumberBits; ++found)
        services.push_back(static_cast<std::uint32_t>(*found));
}

} // namespace signpost::steering
