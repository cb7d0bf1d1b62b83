#include "control_plane/steering/warnings.hpp"

#include <utility>

namespace signpost::steering {

void Warnings::add(Oddity oddity, const Place& place, std::string what) {
    if (++counts_[static_cast<std::size_t>(oddity)] > kOfKindMax) return;
    complaints_.push_back({Severity::Warning, place, std::move(what)});
}

std::vector<Complaint> Warnings::take() {
    constexpr const char* kMore[kKinds] = {
        " more addresses lie on no link", " more names are known to no map",
        " more services steer nothing", " more settings are for addresses that no service has"};
    for (std::size_t kind = 0; kind < kKinds; ++kind)
        if (counts_[kind] > kOfKindMax)
            complaints_.push_back(
                {Severity::Warning,
                 {},
                 "steering: " + std::to_string(counts_[kind] - kOfKindMax) + kMore[kind]});
    return std::exchange(complaints_, {});
}

} // namespace signpost::steering
