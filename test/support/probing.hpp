// Asking once, for tests of the kinds of probes.
#pragma once

#include "control_plane/probe/probe.hpp"
#include "support/scripted_endpoint.hpp"

namespace signpost::test {

/// `kind` asked of `host`, with time enough for a busy machine.
[[nodiscard]] probe::Question question_for(config::ProbeKind kind,
                                           std::string_view host = "127.0.0.1");

/// Runs `loop` until the attempt answers. Throws if it does not, or answers from within start().
[[nodiscard]] probe::Answer ask_once(loop::Loop& loop, const probe::Question& question);

/// As ask_once(), and asks again while the machine was too busy for an answer to mean anything.
[[nodiscard]] probe::Answer ask(loop::Loop& loop, const probe::Question& question);

/// "refused: connection refused"; of Ok without detail "ok".
[[nodiscard]] std::string to_text(const probe::Answer& answer);

/// "R", "Z" for a zombie; empty if there is no such process.
[[nodiscard]] std::string process_state(int number);

} // namespace signpost::test
