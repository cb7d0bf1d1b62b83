#include "core/steer/plan.hpp"

#include "core/wire/octets.hpp"

namespace signpost::steer {

/// Both have the same lengths everywhere; only TTLs and RDATA are their own.
void Plan::take_after(const Plan& sample) {
    allotment_ = sample.allotment_;
    records_ = sample.records_;
    void* start = records_.data();
    auto* const octets = static_cast<std::uint8_t*>(start);
    const void* sample_start = sample.records_.data();
    for (const Allotment::Set& set : allotment_->sets) {
        std::uint8_t* record = octets + (sample.set_at(set.at)->wire().data() -
                                         static_cast<const std::uint8_t*>(sample_start));
        for (const std::size_t one : set.offers) {
            const std::vector<std::uint8_t>& rdata = service_.offers[one].rdata;
            wire::store32(record + zone::RRset::kTtlAt, service_.ttl_s[index_of(set.kind)]);
            if (set.kind == Kind::Cname) break; // the only one, and equal
            std::ranges::copy(rdata, record + zone::RRset::kRdataAt);
            record += zone::RRset::kRdataAt + rdata.size();
        }
    }
}

std::uint8_t Plan::view_of(const Service& service, const geo::Location& location) noexcept {
    const auto own = std::ranges::find_if(
        service.views, [&](std::uint64_t tags) { return (location.tags & tags) != 0; });
    return own == service.views.end() ? std::uint8_t{0}
                                      : static_cast<std::uint8_t>(own - service.views.begin() + 1);
}

} // namespace signpost::steer
