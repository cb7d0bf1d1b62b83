// Judging sites, links and endpoints: when what their probes say becomes a flip, and what steering
// is told of it.
//
// Internal to the director.
#pragma once

#include "core/director/state.hpp"

#include <cstdint>
#include <optional>

namespace signpost::director {

[[nodiscard]] const Expression* check_of(const State& state, std::uint32_t subject) noexcept;
/// Whether its check, or its links, say down now.
[[nodiscard]] bool wants_down(const State& state, std::uint32_t subject) noexcept;
/// Of a site: whether it goes with its links, and all are out.
[[nodiscard]] bool is_down_by_links(const State& state, std::uint32_t subject) noexcept;
/// Down, and no operator holds it up.
[[nodiscard]] bool is_out(const State& state, std::uint32_t subject) noexcept;
/// The override on a subject, as it is named there.
[[nodiscard]] const Word* find_word(const State& state, const health::Subject& subject) noexcept;

/// Takes over what is said of a subject now, as far as rules allow. `seen_ms`: when the observation
/// was started that says so; none: it is not by an observation.
void settle(const Turn& turn, std::uint32_t subject, std::optional<std::uint64_t> seen_ms);
/// Believes in a fall that was seen while what a subject hangs on was down, if what it follows from
/// was seen again since.
void confirm(const Turn& turn, std::uint32_t subject, std::uint64_t seen_ms);
/// Works out anew what steering is told, and when that changes by itself.
void retell(const Turn& turn, std::uint32_t subject);
/// That time has come.
void on_subject_due(const Turn& turn, std::uint32_t subject);

/// A new second has begun for falls that waited.
void on_held_back_due(const Turn& turn);

/// No hold or manual failback keeps it away any longer. False: none did.
[[nodiscard]] bool release_subject(const Turn& turn, std::uint32_t subject);

} // namespace signpost::director
