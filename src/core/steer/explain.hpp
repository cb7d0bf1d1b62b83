// Why clients of a class get what they get: the fate of each endpoint of a service.
//
// Told from the plan that answers: it keeps the service it was compiled from, so the ranking is the
// same, and the parts of answers are read from its slices. For people, so it may allocate.
#pragma once

#include "core/steer/plan.hpp"

#include <string>
#include <vector>

namespace signpost::steer {

struct Fortune {
    const Offer* offer = nullptr; ///< Of the plan's service.
    Judgement judgement;
    double part = 0; ///< Of all answers to these clients, those that hold it: 0 to 1.
};

/// One kind of records, for clients at one viewpoint.
struct Explanation {
    Kind kind = Kind::A;
    bool none_up = false;          ///< There are endpoints, and WhenNoneUp decided who took part.
    std::vector<Fortune> fortunes; ///< Of the endpoints in their view, in the zone's order.
};

/// For each kind that the plan steers.
[[nodiscard]] std::vector<Explanation> explain(const Plan& plan, std::size_t viewpoint);

/// What became of an endpoint, in words: "in 75 % of answers", "same-isp prefers others"; and how
/// it is if it is not plainly up.
[[nodiscard]] std::string text_of(const Fortune& fortune, const Policy& policy);

} // namespace signpost::steer
