// Compiles plans, one after another; what they have in common is done once and shared.
//
// The control side makes one for all plans of a compile, or of a flip. Results are the same
// whichever came before. One thread.
#pragma once

#include "core/steer/plan.hpp"
#include "core/steer/remaining.hpp"

#include <memory>
#include <unordered_map>

namespace signpost::steer {

class PlanCompiler {
public:
    /// `viewpoints` must tell apart what distinctions_of(service) asks for. `before` is the plan
    /// that the name had, or null: what is drawn among those who remained already then is costly
    /// for Pick::Sticky, and taken from there.
    [[nodiscard]] std::shared_ptr<const Plan> compile(Service service,
                                                      std::shared_ptr<const Viewpoints> viewpoints,
                                                      const Plan* before = nullptr);

private:
    Rankings rankings_;
    /// By a hash of what two services must have in common to share an allotment.
    std::unordered_multimap<std::uint64_t, std::shared_ptr<const Plan>> samples_;
};

} // namespace signpost::steer
