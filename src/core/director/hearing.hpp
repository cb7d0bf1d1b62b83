// Whether this node hears the world: who bears witness, and when silence is our own.
//
// Internal to the director. With anchors they alone are witnesses; others stand in for them when
// all anchors have been away for the window and no more than blind_percent of all are silent.
// Without, every probe is one for the others, by a good answer; a probe that is alone has nobody,
// and its silence is believed. Who reports by himself is none. We are blind when a silence waits
// for a witness, nobody has borne witness since it began, and
//   with anchors: each of them has failed since then, or has been asked in vain for the window, and
//   more than blind_percent of those that could be witnesses are silent;
//   without: all that could be witnesses are silent too; or, after the window, more than
//   blind_percent of them. Those that fell by silence within the window count among them.
// While blind nothing falls; the first witness asked after it began ends it.
#pragma once

#include "core/director/state.hpp"

#include <cstdint>

namespace signpost::director {

/// Counts a probe anew among those that could bear witness, after it has changed.
void recount(State& state, std::uint32_t probe) noexcept;

/// Whether nobody could bear witness for a probe that is silent.
[[nodiscard]] bool is_alone(State& state, std::uint64_t now_ms) noexcept;

/// A probe has fallen by silence: for a while it is still one of those that may be silent for us.
void note_silent_fall(State& state, std::uint64_t now_ms);
/// An anchor has not answered well.
void miss_anchor(State& state, std::uint64_t now_ms) noexcept;

/// A silence waits for a witness: asks for one.
void await_witness(const Turn& turn, std::uint32_t probe);

/// A probe has answered well that was asked at `started_ms`. True: it bears witness to something
/// that waited for it, or we were blind.
[[nodiscard]] bool bears_witness(const Turn& turn, std::uint32_t probe, std::uint64_t started_ms);

/// Whether we have become blind: then nothing waits any longer.
[[nodiscard]] bool has_gone_blind(const Turn& turn);

} // namespace signpost::director
