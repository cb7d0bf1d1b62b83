// What the shells have to do after a step of the director.
#pragma once

#include "core/director/event.hpp"
#include "core/health/moment.hpp"

#include <string>
#include <vector>

namespace signpost::director {

/// A change of verdict: what is given to clients may change with it. What only follows from
/// something else (endpoints behind a link that is down) is no flip of its own.
struct Flip {
    health::Subject subject;
    health::Verdict from = health::Verdict::Unknown;
    health::Verdict to = health::Verdict::Unknown;
    std::string evidence; ///< "gateway 203.0.113.1: no answer within 300 ms".
    std::uint32_t rtt_us = 0;
    health::Moment when;
};

/// What else the operator should hear of.
enum class Occasion : std::uint8_t {
    Blind,           ///< Verdicts are frozen.
    Thawed,          ///< And no longer.
    Suppressed,      ///< It is up again, and kept away for flapping.
    Reused,          ///< And no longer.
    FlipsHeldBack,   ///< The cap on flips per second is reached.
    OverrideSet,     ///< Also when it replaces another.
    OverrideCleared, ///< By an operator.
    OverrideExpired,
    DrainRemoved,  ///< Answers with the long TTL have expired: it leaves the answers now.
    DrainFinished, ///< The last answer that led there has expired.
    Released,
    HoldEnded, ///< It is not held back any longer by some failback rule.
};

struct Notice {
    Occasion occasion = Occasion::Blind;
    health::Subject subject; ///< Of Blind, Thawed and FlipsHeldBack: none.
    std::string detail;
    std::string author; ///< The operator whose doing it is.
    health::Moment when;
};

/// Ask a probe of the model again in so many milliseconds, if it would not be asked sooner.
struct Retime {
    std::uint32_t probe = 0;
    std::uint32_t delay_ms = 0;
};

struct Effects {
    std::vector<Flip> flips;
    std::vector<Notice> notices;
    std::vector<Retime> retimes;
    bool is_changed = false; ///< standings() are other than before: publish, once for all steps of
                             ///< a turn.
};

} // namespace signpost::director
