// Keeps the director in step with the world: what probes see, services report, operators say and
// time brings goes in; what follows goes to the log, the journal, the prober and to steering.
//
// On the control loop's thread only. It judges nothing itself.
#pragma once

#include "base/log_event.hpp"
#include "control_plane/journal/journal.hpp"
#include "control_plane/probe/prober.hpp"
#include "control_plane/watch/roster.hpp"
#include "control_plane/webhook/payload.hpp"
#include "core/director/director.hpp"
#include "loop/timer.hpp"

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace signpost::app {

class Vigil {
public:
    struct Outlets {
        /// However many verdicts changed in a turn of the loop, this is called once.
        std::function<void()> on_standings;
        /// What the log and the journal are told, also for those who watch.
        std::function<void(const journal::Entry&)> on_entry;
        /// What other programs hear: flips, and all that the director noticed.
        std::function<void(const webhook::Message&)> on_message;
        /// Names of services that still give what is drained, for want of anything that is up.
        std::function<std::vector<std::string>(const health::Subject&)> still_given;
    };

    /// Takes up what the journal remembers. No outlet is called from within the constructor: what
    /// came of the time since then is told in the next turn of the loop. `journal` must outlive the
    /// Vigil.
    Vigil(loop::Loop& loop, journal::Journal& journal, watch::Roster roster,
          const config::Courtesy& courtesy, Outlets outlets);
    ~Vigil(); ///< Sees to it that the journal knows the last verdicts.
    Vigil(const Vigil&) = delete;
    Vigil& operator=(const Vigil&) = delete;

    /// Configuration or zones have changed what is watched.
    void set_roster(watch::Roster roster, const config::Courtesy& courtesy);

    void set_override(director::Override override);
    void clear_override(const health::Subject& subject, const std::string& author);
    /// False: nothing was kept away.
    bool release(const health::Subject& subject, const std::string& author);
    /// What a service says of itself; false if nobody asked for it.
    bool take_report(const std::string& check, const Address& target,
                     const health::Observation& observation);

    /// Calls on_standings now if it was to be called in this turn.
    void settle();

    [[nodiscard]] std::shared_ptr<const health::Standings> standings() const;
    [[nodiscard]] std::optional<std::int64_t> blind_since_wall_ms() const noexcept {
        return blind_since_wall_ms_;
    }
    [[nodiscard]] std::uint64_t times_blind() const noexcept { return times_blind_; }
    [[nodiscard]] const director::State& state() const noexcept { return state_; }
    [[nodiscard]] const watch::Roster& roster() const noexcept { return roster_; }
    [[nodiscard]] probe::Prober& prober() noexcept { return prober_; }
    [[nodiscard]] const probe::Prober& prober() const noexcept { return prober_; }

    /// What the log has been told already: for the journal, and for those who watch.
    void record(const log::Event& event, std::string subject, std::string detail);

private:
    using Report = std::pair<std::string, std::string>; ///< Of which check about which address.

    void assign();
    void on_seen(std::uint64_t generation, const std::vector<probe::Seen>& seen);
    void hear(const director::Event& event);
    void carry_out(const director::Effects& effects);
    void tell(const director::Flip& flip);
    void tell(const director::Notice& notice);
    [[nodiscard]] std::string detail_of(const director::Notice& notice) const;
    void tell(const log::Event& event, journal::Entry entry);
    void record(journal::Entry entry);
    void publish_soon();
    void post(loop::Callback work);
    void take_late(const std::vector<director::Override>& remembered);
    void keep_soon();
    void keep();
    void await_due();

    loop::Loop& loop_;
    journal::Journal& journal_;
    const Outlets outlets_;
    watch::Roster roster_;
    config::Courtesy courtesy_;
    std::map<Report, std::uint32_t> reported_; ///< Probes that are answered by reports.
    director::State state_;
    std::uint64_t generation_ = 0; ///< Of the roster, to tell late observations by.
    std::optional<std::int64_t> blind_since_wall_ms_;
    std::set<health::Subject> spoken_of_; ///< By operators, since the start.
    std::uint64_t times_blind_ = 0;
    std::shared_ptr<const char> life_ = std::make_shared<const char>(); ///< Of what is posted.
    bool is_publish_due_ = false;
    bool is_keep_due_ = false;
    loop::Timer due_;
    loop::Timer keep_;
    probe::Prober prober_;
};

} // namespace signpost::app
