// The judge of one probe: observations in, a verdict out.
//
// Falls after so many failures, rises after so many good ones in a row, and stays away while it
// flaps. Silence may be our own deafness, so a silent observation counts only once a witness has
// answered that was asked after its middle, when the answer should have been there; and the next
// one only if it began after that witness was asked. Thus no stretch in which this node hears
// nobody can amount to more than one failure. A router's word that there is no way waits for a
// witness in the same manner, but is enough for a fall then. The director owns trackers and brings
// the witnesses; it keeps from them what must not count.
#pragma once

#include "core/health/flap_penalty.hpp"
#include "core/health/observation.hpp"
#include "core/health/tracker_rules.hpp"
#include "core/health/verdict.hpp"

#include <cstdint>
#include <optional>

namespace signpost::health {

class Tracker {
public:
    /// What something led to.
    enum class Outcome : std::uint8_t {
        Nothing,
        Undecided,  ///< A failure that is not a verdict yet: ask again soon.
        Awaiting,   ///< Silence that waits for a witness: the same, and ask for one.
        Fell,       ///< The verdict is down now,
        Rose,       ///< or up.
        Suppressed, ///< It would be up, but it flaps: it stays down until reuse_ms().
    };

    /// `witness_ms`: when the newest observation that bears witness was started; none: there was no
    /// such observation.
    Outcome observe(const TrackerRules& rules, const Observation& observation,
                    std::optional<std::uint64_t> witness_ms, std::uint64_t now_ms);
    /// A witness has answered who was asked at `witness_ms`.
    Outcome hear(const TrackerRules& rules, std::uint64_t witness_ms, std::uint64_t now_ms);
    /// A failure that says nothing: no good one either.
    void pass_over() noexcept { good_in_row_ = 0; }
    /// What was counted towards a fall is void.
    void forget_failures() noexcept;

    /// Ends a suppression whose time has come.
    Outcome reuse(const TrackerRules& rules, std::uint64_t now_ms) noexcept;
    /// Ends it at once, and forgives what led to it.
    Outcome release() noexcept;
    /// The verdict of an earlier run, in force until observations decide otherwise.
    void restore(Verdict verdict) noexcept { verdict_ = verdict; }

    /// The last known one.
    [[nodiscard]] Verdict verdict() const noexcept {
        return is_suppressed_ ? Verdict::Down : verdict_;
    }
    [[nodiscard]] bool is_awaiting() const noexcept { return awaits_ms_.has_value(); }
    /// The witness that a silence waits for must be asked then or later.
    [[nodiscard]] std::optional<std::uint64_t> awaits_ms() const noexcept { return awaits_ms_; }
    [[nodiscard]] std::optional<std::uint64_t> reuse_ms(const TrackerRules& rules) const noexcept;

    bool operator==(const Tracker&) const = default;

private:
    Outcome rise(const TrackerRules& rules, std::uint64_t now_ms) noexcept;
    Outcome count_away(const TrackerRules& rules, std::uint64_t witness_ms,
                       std::uint64_t now_ms) noexcept;
    Outcome count_failure(const TrackerRules& rules, std::uint64_t now_ms) noexcept;
    Outcome fall(const TrackerRules& rules, std::uint64_t now_ms) noexcept;
    bool still_flaps(const TrackerRules& rules, std::uint64_t now_ms) noexcept;

    Verdict verdict_ = Verdict::Unknown; ///< Without the penalty.
    bool is_flapping_ = false; ///< Since a fall that was one too many, until the penalty is low.
    bool is_suppressed_ = false;
    std::uint8_t good_in_row_ = 0;
    std::uint64_t failures_ = 0; ///< A bit for each observation that counts, the newest lowest.
    std::optional<std::uint64_t> awaits_ms_;
    bool is_awaiting_fall_ = false; ///< What waits for a witness is enough by itself.
    std::uint64_t vouched_ms_ = 0;  ///< When the witness of the last silence was asked.
    FlapPenalty penalty_;
};

} // namespace signpost::health
