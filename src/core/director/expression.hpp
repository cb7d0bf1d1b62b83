// What a check says of its probes: their verdicts, combined.
//
// Pure and cheap; the director asks whenever a probe's verdict has changed.
#pragma once

#include "core/director/model.hpp"
#include "core/director/probe_state.hpp"
#include "core/health/verdict.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace signpost::director {

/// Three-valued: unknown if it depends on what is unknown.
[[nodiscard]] health::Verdict value(const Expression& expression,
                                    std::span<const ProbeState> probes) noexcept;

/// Up or down: if that depends on probes that are unknown, each of them counts as its rules say.
[[nodiscard]] health::Verdict counted(const Expression& expression,
                                      std::span<const ProbeState> probes) noexcept;

/// A probe that makes the expression count as it does: the first there is.
[[nodiscard]] std::optional<std::uint32_t> find_reason(const Expression& expression,
                                                       std::span<const ProbeState> probes) noexcept;

/// Whether a probe is one of those that make the expression count as it does.
[[nodiscard]] bool is_reason(const Expression& expression, std::uint32_t probe,
                             std::span<const ProbeState> probes) noexcept;

/// Every probe in the expression, each once, in order.
[[nodiscard]] std::vector<std::uint32_t> probes_of(const Expression& expression);

} // namespace signpost::director
