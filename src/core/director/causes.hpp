// Words for people: why something is judged and told as it is.
//
// Internal to the director. Pure.
#pragma once

#include "core/director/state.hpp"

#include <cstdint>
#include <string>

namespace signpost::director {

/// "gateway 203.0.113.1: no answer within 300 ms".
[[nodiscard]] std::string evidence_of_probe(const State& state, std::uint32_t probe);

/// What decides how a subject's check, or its links, count now.
[[nodiscard]] std::string evidence_of(const State& state, std::uint32_t subject);

/// "site B is drained by wang: maintenance, until 2026-11-23T02:00:00Z".
[[nodiscard]] std::string cause_of(const Word& word);

/// "link a-telecom is down since 2026-11-22T21:00:00Z: " and the evidence.
[[nodiscard]] std::string cause_of(const State& state, std::uint32_t subject);

} // namespace signpost::director
