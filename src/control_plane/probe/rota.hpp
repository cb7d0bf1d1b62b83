// Who is asked when: the prober's work, on the probing thread.
//
// It keeps every probe to its rhythm, hosts to their budget, and interfaces in view. One timer
// serves all probes.
#pragma once

#include "base/counter.hpp"
#include "control_plane/probe/carrier_watch.hpp"
#include "control_plane/probe/fault.hpp"
#include "control_plane/probe/host_budget.hpp"
#include "control_plane/probe/prober.hpp"
#include "control_plane/probe/rhythm.hpp"
#include "loop/timer.hpp"

#include <array>
#include <atomic>
#include <iterator>
#include <list>
#include <map>
#include <set>

namespace signpost::probe {

/// Written by the probing thread, read by any.
struct Tally {
    Counter asked;
    Counter postponed;
    std::array<Counter, std::size(health::kOutcomeWords)> seen; ///< By health::Outcome.
    Counter cut;
    std::atomic<std::uint32_t> under_way{0};
};

class Rota {
public:
    /// Called whenever something was seen, never from within assign() or retime().
    using OnSeen = std::function<void(std::uint64_t generation, Seen)>;

    Rota(Engine& engine, Tally& tally, OnSeen on_seen);
    ~Rota();
    Rota(const Rota&) = delete;
    Rota& operator=(const Rota&) = delete;

    // As in Prober.
    void assign(std::uint64_t generation, std::vector<Assignment> assignments,
                const config::Courtesy& courtesy);
    void retime(std::uint32_t number, std::uint32_t delay_ms);
    void ask_now(Question question, OnAnswer on_answer);

private:
    struct Host;
    struct Probe;
    struct Aside;
    using Probes = std::vector<std::unique_ptr<Probe>>;

    void add(Assignment assignment, std::uint32_t number);
    void remove(Probe& probe);
    void forget_hosts();
    void look_at_interfaces();
    void schedule(Probe& probe, std::uint64_t when_ms);
    void on_time();
    void on_due(Probe& probe, std::uint64_t now_ms);
    void ask_waiting(Host& host, std::uint64_t now_ms);
    void ask_all_waiting();
    void ask(Probe& probe, std::uint64_t now_ms);
    void ask(Aside& aside, std::uint64_t now_ms);
    void await_room(Host& host);
    void give_up(Probe& probe);
    void on_answer(Probe& probe, Answer answer);
    void on_answer(Aside& aside, Answer answer);
    [[nodiscard]] std::optional<Fault> known_fault(const Probe& probe, std::uint64_t now_ms);
    void observe(const Probe& probe, Fault fault);
    void tell(const Probe& probe, health::Observation observation);
    void on_interfaces();
    void set_timer();

    Engine& engine_;
    Tally& tally_;
    OnSeen on_seen_;
    config::Courtesy courtesy_;
    std::uint64_t generation_ = 0;
    std::map<Address, Host> hosts_;
    Probes probes_; ///< By number.
    std::set<std::pair<std::uint64_t, Probe*>> due_;
    std::set<std::pair<std::uint64_t, Host*>> hosts_due_; ///< Whose budget has room again.
    std::list<Aside> asides_;
    std::map<std::string, std::string> interfaces_; ///< Those bound to, and what is wrong.
    CarrierWatch carriers_;
    loop::Timer timer_;
};

} // namespace signpost::probe
