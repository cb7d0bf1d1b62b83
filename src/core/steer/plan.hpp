// A policy compiled for one service: for each class of clients, finished answers.
//
// The control side compiles plans; workers read them for each query of a steered name, and explain
// reads the same tables. Immutable; any thread.
#pragma once

#include "core/steer/allotment.hpp"
#include "core/steer/viewpoints.hpp"
#include "core/zone/rrset.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace signpost::steer {

class Plan {
public:
    /// False: whatever the zone has of this kind is given to everybody.
    [[nodiscard]] bool steers(Kind kind) const noexcept {
        return !allotment_->choices[index_of(kind)].empty();
    }
    [[nodiscard]] std::size_t viewpoint_of(std::uint16_t client_class) const noexcept {
        return viewpoints_->of_class[client_class];
    }
    /// Whether some clients get no record of the name at all, and whether these are among them.
    [[nodiscard]] bool closes() const noexcept { return !allotment_->is_closed.empty(); }
    [[nodiscard]] bool is_closed_to(std::size_t viewpoint) const noexcept {
        return closes() && allotment_->is_closed[viewpoint] != 0;
    }
    /// How long a client may remember that it got nothing, in seconds: no longer than an answer.
    [[nodiscard]] std::uint32_t negative_ttl_s() const noexcept { return negative_ttl_s_; }
    /// Whether all viewpoints have the same choice. Only for a kind that is steered, as choice().
    [[nodiscard]] bool is_same_for_all(Kind kind) const noexcept {
        return allotment_->is_same_for_all[index_of(kind)];
    }
    [[nodiscard]] const Choice& choice(Kind kind, std::size_t viewpoint) const noexcept {
        return allotment_->choices[index_of(kind)][viewpoint];
    }
    /// What a draw gives; null: NODATA. Draws are uniform over all 32-bit numbers.
    [[nodiscard]] const zone::RRset* drawn(const Choice& choice,
                                           std::uint32_t draw) const noexcept {
        const std::span<const Slice> all = slices(choice);
        const Slice& slice =
            all.size() == 1 ? all.front() : *std::ranges::lower_bound(all, draw, {}, &Slice::last);
        return slice.set == Slice::kNothing ? nullptr : set_at(slice.set);
    }

    [[nodiscard]] std::span<const Slice> slices(const Choice& choice) const noexcept {
        return std::span(allotment_->slices).subspan(choice.first, choice.count);
    }
    /// `set` comes from a slice.
    [[nodiscard]] const zone::RRset* set_at(std::uint32_t set) const noexcept {
        const void* at = &records_[set];
        return static_cast<const zone::RRset*>(at);
    }
    /// Numbers of the offers in a set, in the order of the answer; `set` comes from a slice.
    [[nodiscard]] std::span<const std::size_t> given(std::uint32_t set) const noexcept {
        if (set == Slice::kNothing) return {};
        return std::ranges::lower_bound(allotment_->sets, set, {}, &Allotment::Set::at)->offers;
    }
    /// Whether an offer, by its number, remains after ranking for some clients.
    [[nodiscard]] bool has_part(std::size_t offer) const noexcept {
        return allotment_->has_part[offer] != 0;
    }
    [[nodiscard]] const Allotment& allotment() const noexcept { return *allotment_; }
    [[nodiscard]] const Service& service() const noexcept { return service_; }
    [[nodiscard]] const Viewpoints& viewpoints() const noexcept { return *viewpoints_; }
    [[nodiscard]] const std::shared_ptr<const Viewpoints>& shared_viewpoints() const noexcept {
        return viewpoints_;
    }
    /// Which of Service::views clients at `location` have; 0: none.
    [[nodiscard]] static std::uint8_t view_of(const Service& service,
                                              const geo::Location& location) noexcept;

private:
    friend class PlanCompiler;
    Plan() = default;

    /// Becomes a plan with the allotment of `sample`, for records of the same form.
    void take_after(const Plan& sample);

    // In the order in which a reply reads them.
    std::shared_ptr<const Viewpoints> viewpoints_;
    std::shared_ptr<const Allotment> allotment_;
    std::uint32_t negative_ttl_s_ = 0;
    std::vector<std::uint32_t> records_; ///< RRsets, one behind the other.
    Service service_;
};

} // namespace signpost::steer
