// The probes that checks need, each once, and the conditions over them.
//
// Grows while a roster is made. The configuration has been accepted: checks name each other in no
// circle, and only so deep (config::limits::kCheckSteps), which bounds every recursion here.
#pragma once

#include "control_plane/config/checks.hpp"
#include "control_plane/probe/prober.hpp"
#include "core/director/model.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace signpost::watch {

class ProbeList {
public:
    /// `checks` must outlive the list.
    explicit ProbeList(const std::vector<config::Check>& checks)
        : checks_(checks), numbers_(checks.size()) {}

    /// When whoever is at `target` is up by the check. Null: everything that is asked has targets
    /// of its own.
    [[nodiscard]] director::Expression expression_of(std::size_t check, const Address* target);
    /// When so many of the targets, the check's own if there are no others, are up.
    [[nodiscard]] director::Expression expression_of(const config::Watch& watch);

    /// Marks the probes in it as anchors.
    void set_anchors(const director::Expression& expression);

    /// Takes the probes out, in the order of their numbers: how they are judged, and asked.
    [[nodiscard]] std::vector<director::ProbeRule> take_rules() && { return std::move(rules_); }
    [[nodiscard]] std::vector<probe::Assignment> take_assignments() && {
        return std::move(assignments_);
    }

private:
    [[nodiscard]] director::Expression expression_of(const config::Combination& combination,
                                                     const Address* target);
    [[nodiscard]] director::Expression probe_of(std::size_t check, const Address& target);
    void add(std::size_t check, const Address& target);

    const std::vector<config::Check>& checks_;
    std::vector<std::map<Address, std::uint32_t>> numbers_; ///< By check.
    std::vector<director::ProbeRule> rules_;
    std::vector<probe::Assignment> assignments_; ///< As many, in the same order.
};

} // namespace signpost::watch
