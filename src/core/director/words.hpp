// Overrides: operators' words on subjects, from being set to being over.
//
// Internal to the director. They need not name anything that is in the model. Their expiry is told
// by the wall clock once, when they are set, and measured by the monotonic one: who sets the clock
// neither ends nor prolongs them.
#pragma once

#include "core/director/state.hpp"

#include <cstdint>

namespace signpost::director {

void set_override(const Turn& turn, const Override& given);
void clear_override(const Turn& turn, const OverrideCleared& cleared);
/// As the journal kept it: it goes on from where it was. Nothing follows from it yet: subjects are
/// to be settled and retold, and on_words_due is to be called.
void restore_override(const Turn& turn, const Override& given);
void on_words_due(const Turn& turn);
/// Sees to it that on_words_due comes.
void arm_words(State& state);

/// What steering is told by it, without the cause.
[[nodiscard]] health::Condition told_by(const Word& word) noexcept;
/// What it is told of something that is judged so and has this word on it: the word, but for a
/// drain, which makes nothing better.
[[nodiscard]] health::Condition told_with(const Word& word, health::Condition judged);

} // namespace signpost::director
