#include "control_plane/probe/rota.hpp"

#include "control_plane/probe/timed_attempt.hpp"

#include <algorithm>

namespace signpost::probe {
namespace {

using health::Outcome;

/// When an interface has its carrier back, what is bound to it is asked within this.
constexpr std::uint64_t kBackWithinMs = 100;

/// Who tells that much load, or more, is asked half as often.
constexpr std::uint8_t kBusyPercent = 90;

/// Of one turn of the loop.
constexpr std::uint64_t kStartingMs = 5;

} // namespace

struct Rota::Host {
    HostBudget budget;
    std::list<Aside*> asides;  ///< Wait for the budget, before all probes: somebody looks on.
    std::list<Probe*> waiting; ///< For the budget, in the order of their turn.
    std::size_t users = 0;     ///< Probes and asides.
    std::uint64_t due_ms = 0;  ///< In hosts_due_; 0: it is not.
};

struct Rota::Probe {
    Assignment assignment;
    Rhythm rhythm;
    std::uint32_t number = 0;
    Host* host = nullptr;
    std::uint64_t due_ms = 0;           ///< In due_.
    std::uint64_t waiting_since_ms = 0; ///< In the host's queue; 0: it is not.
    std::uint64_t alone_until_ms = 0;   ///< It asked to be left alone,
    Fault alone;                        ///< and this holds until then.
    std::unique_ptr<Attempt> attempt;
};

/// Asked once, beside the rhythm.
struct Rota::Aside {
    Question question;
    OnAnswer on_answer;
    Host* host = nullptr;
    std::unique_ptr<Attempt> attempt;
};

Rota::Rota(Engine& engine, Tally& tally, OnSeen on_seen)
    : engine_(engine), tally_(tally), on_seen_(std::move(on_seen)),
      carriers_(engine.loop, [this] { on_interfaces(); }),
      timer_(engine.loop, [this] { on_time(); }) {}

Rota::~Rota() = default;

void Rota::assign(std::uint64_t generation, std::vector<Assignment> assignments,
                  const config::Courtesy& courtesy) {
    generation_ = generation;
    courtesy_ = courtesy;
    std::multimap<std::pair<std::string, Address>, std::unique_ptr<Probe>> before;
    for (std::unique_ptr<Probe>& probe : probes_) {
        const Assignment& known = probe->assignment;
        before.emplace(std::pair(known.check, known.question.target), std::move(probe));
    }
    probes_.clear();
    probes_.reserve(assignments.size());
    for (Assignment& assignment : assignments) {
        const auto number = static_cast<std::uint32_t>(probes_.size());
        const auto kept = before.find(std::pair(assignment.check, assignment.question.target));
        if (kept == before.end() || kept->second->assignment != assignment) {
            add(std::move(assignment), number);
            continue;
        }
        kept->second->number = number;
        probes_.push_back(std::move(kept->second));
        before.erase(kept);
    }
    for (auto& [key, probe] : before)
        remove(*probe);
    forget_hosts();
    look_at_interfaces();
    ask_all_waiting();
    set_timer();
}

void Rota::add(Assignment assignment, std::uint32_t number) {
    auto probe = std::make_unique<Probe>();
    const Address& target = assignment.question.target;
    probe->rhythm = {.place = place_of(assignment.check, target),
                     .interval_ms = assignment.interval_ms};
    probe->number = number;
    probe->host = &hosts_[target];
    ++probe->host->users;
    probe->assignment = std::move(assignment);
    // Who reports is not asked: it is never due, not by retime() either.
    if (!probe->assignment.is_reported()) schedule(*probe, probe->rhythm.first(monotonic_ms()));
    probes_.push_back(std::move(probe));
}

void Rota::remove(Probe& probe) {
    due_.erase({probe.due_ms, &probe});
    std::erase(probe.host->waiting, &probe);
    give_up(probe);
    --probe.host->users;
}

void Rota::forget_hosts() {
    const auto is_idle = [](const Host& host) { return host.users == 0; };
    std::erase_if(hosts_due_, [&](const auto& due) { return is_idle(*due.second); });
    std::erase_if(hosts_, [&](const auto& host) { return is_idle(host.second); });
}

void Rota::look_at_interfaces() {
    std::map<std::string, std::string> bound;
    for (const std::unique_ptr<Probe>& probe : probes_) {
        const std::string& interface = probe->assignment.question.source.interface;
        if (!interface.empty()) bound.try_emplace(interface);
    }
    for (auto& [interface, fault] : bound)
        fault = carriers_.fault_of(interface);
    interfaces_ = std::move(bound);
}

void Rota::retime(std::uint32_t number, std::uint32_t delay_ms) {
    if (number >= probes_.size()) return; // of a list that is no longer
    Probe& probe = *probes_[number];
    const std::uint64_t now = monotonic_ms();
    const std::uint64_t when = now + delay_ms;
    // Who asked to be left alone would tell us nothing new.
    if (when >= probe.due_ms || now < probe.alone_until_ms) return;
    schedule(probe, when);
    set_timer();
}

void Rota::ask_now(Question question, OnAnswer on_answer) {
    Host& host = hosts_[question.target];
    ++host.users;
    Aside& aside = asides_.emplace_back(Aside{.question = std::move(question),
                                              .on_answer = std::move(on_answer),
                                              .host = &host,
                                              .attempt = {}});
    host.asides.push_back(&aside);
    ask_waiting(host, monotonic_ms());
    set_timer();
}

void Rota::schedule(Probe& probe, std::uint64_t when_ms) {
    due_.erase({probe.due_ms, &probe});
    probe.due_ms = when_ms;
    due_.emplace(when_ms, &probe);
}

void Rota::set_timer() {
    std::uint64_t next = ~std::uint64_t{0};
    if (!due_.empty()) next = due_.begin()->first;
    if (!hosts_due_.empty()) next = std::min(next, hosts_due_.begin()->first);
    if (next == ~std::uint64_t{0}) return timer_.stop();
    const std::uint64_t now = monotonic_ms();
    // With 0 it would be run again before the loop looks at sockets.
    timer_.start_once(std::chrono::milliseconds{next > now ? next - now : 1});
}

void Rota::on_time() {
    const std::uint64_t now = monotonic_ms();
    while (!hosts_due_.empty() && hosts_due_.begin()->first <= now) {
        Host& host = *hosts_due_.begin()->second;
        hosts_due_.erase(hosts_due_.begin());
        host.due_ms = 0;
        ask_waiting(host, now);
    }
    // Starting may be slow (programs): in between, what is under way must be heard.
    while (!due_.empty() && due_.begin()->first <= now && monotonic_ms() < now + kStartingMs)
        on_due(*due_.begin()->second, now);
    set_timer();
}

void Rota::on_due(Probe& probe, std::uint64_t now_ms) {
    schedule(probe, probe.rhythm.next(now_ms));
    if (probe.attempt) return tally_.postponed.add();
    if (std::optional<Fault> fault = known_fault(probe, now_ms))
        return observe(probe, std::move(*fault));
    if (probe.waiting_since_ms != 0) return;
    Host& host = *probe.host;
    if (host.waiting.empty() && host.budget.has_room(now_ms, courtesy_)) return ask(probe, now_ms);
    tally_.postponed.add();
    probe.waiting_since_ms = now_ms;
    host.waiting.push_back(&probe);
    await_room(host);
}

/// What is known without asking, and makes asking needless or unkind.
std::optional<Fault> Rota::known_fault(const Probe& probe, std::uint64_t now_ms) {
    const auto interface = interfaces_.find(probe.assignment.question.source.interface);
    if (interface != interfaces_.end() && !interface->second.empty())
        return Fault{Outcome::Refused, interface->second};
    if (now_ms < probe.alone_until_ms) return probe.alone;
    const std::uint64_t since = probe.waiting_since_ms;
    if (since != 0 && now_ms >= since + probe.assignment.interval_ms)
        return Fault{Outcome::Unasked, "the budget of its host is used up (host_probes_per_s, "
                                       "host_concurrent)"};
    return std::nullopt;
}

void Rota::observe(const Probe& probe, Fault fault) {
    health::Observation observation;
    observation.outcome = fault.outcome;
    observation.detail = std::move(fault.detail);
    observation.started_ms = observation.ended_ms = monotonic_ms();
    tell(probe, std::move(observation));
}

void Rota::tell(const Probe& probe, health::Observation observation) {
    tally_.seen.at(static_cast<std::size_t>(observation.outcome)).add();
    on_seen_(generation_, {.probe = probe.number, .observation = std::move(observation)});
}

void Rota::await_room(Host& host) {
    const std::uint64_t when = host.budget.room_at(courtesy_);
    if (when == 0 || host.due_ms != 0) return;
    host.due_ms = when;
    hosts_due_.emplace(when, &host);
}

void Rota::ask_waiting(Host& host, std::uint64_t now_ms) {
    while (!host.asides.empty() && host.budget.has_room(now_ms, courtesy_)) {
        Aside& aside = *host.asides.front();
        host.asides.pop_front();
        ask(aside, now_ms);
    }
    while (!host.waiting.empty() && host.budget.has_room(now_ms, courtesy_)) {
        Probe& probe = *host.waiting.front();
        host.waiting.pop_front();
        probe.waiting_since_ms = 0;
        if (!known_fault(probe, now_ms)) ask(probe, now_ms);
    }
    if (!host.asides.empty() || !host.waiting.empty()) await_room(host);
}

/// After probes were given up, or budgets became larger.
void Rota::ask_all_waiting() {
    const std::uint64_t now = monotonic_ms();
    for (auto& [address, host] : hosts_)
        ask_waiting(host, now);
}

void Rota::ask(Probe& probe, std::uint64_t now_ms) {
    probe.host->budget.begin(now_ms);
    tally_.asked.add();
    ++tally_.under_way;
    probe.attempt = start(engine_, probe.assignment.question,
                          [this, &probe](Answer answer) { on_answer(probe, std::move(answer)); });
}

void Rota::ask(Aside& aside, std::uint64_t now_ms) {
    aside.host->budget.begin(now_ms);
    tally_.asked.add();
    aside.attempt = start(engine_, aside.question,
                          [this, &aside](Answer answer) { on_answer(aside, std::move(answer)); });
}

void Rota::give_up(Probe& probe) {
    if (!probe.attempt) return;
    probe.attempt.reset();
    probe.host->budget.end();
    --tally_.under_way;
}

void Rota::on_answer(Probe& probe, Answer answer) {
    give_up(probe);
    const std::uint64_t now = monotonic_ms();
    probe.host->budget.count(now, answer.redirects);
    health::Observation& seen = answer.observation;
    if (seen.load_percent >= kBusyPercent)
        schedule(probe, probe.rhythm.next(now + probe.rhythm.interval_ms));
    if (answer.retry_after_s != 0) {
        const std::uint64_t alone_s = std::min(answer.retry_after_s, courtesy_.busy_backoff_max_s);
        probe.alone_until_ms = now + alone_s * 1000;
        // It said what it is like for that long. That it is well we believe only after asking.
        probe.alone = {.outcome = seen.outcome == Outcome::Ok ? Outcome::Unasked : seen.outcome,
                       .detail = seen.detail + " (asked to be left alone for " +
                                 std::to_string(alone_s) + " s)"};
    }
    if (answer.is_cut) tally_.cut.add();
    tell(probe, std::move(seen));
    ask_waiting(*probe.host, now);
    set_timer();
}

void Rota::on_answer(Aside& aside, Answer answer) {
    Host& host = *aside.host;
    const std::uint64_t now = monotonic_ms();
    host.budget.end();
    host.budget.count(now, answer.redirects);
    --host.users; // it is forgotten with the next list at the earliest: its budget is used up
    const OnAnswer tell = std::move(aside.on_answer);
    asides_.remove_if([&aside](const Aside& one) { return &one == &aside; });
    // Beyond this point the aside is gone.
    ask_waiting(host, now);
    set_timer();
    tell(std::move(answer));
}

void Rota::on_interfaces() {
    std::map<std::string, std::string> before = interfaces_;
    look_at_interfaces();
    if (before == interfaces_) return;
    const std::uint64_t now = monotonic_ms();
    for (const std::unique_ptr<Probe>& probe : probes_) {
        const auto interface = interfaces_.find(probe->assignment.question.source.interface);
        if (interface == interfaces_.end() || interface->second == before[interface->first])
            continue;
        if (interface->second.empty()) {
            const std::uint64_t within =
                std::min<std::uint64_t>(kBackWithinMs, probe->rhythm.interval_ms);
            schedule(*probe, now + probe->rhythm.place % within);
            continue;
        }
        give_up(*probe);
        observe(*probe, {Outcome::Refused, interface->second});
    }
    ask_all_waiting();
    set_timer();
}

} // namespace signpost::probe
