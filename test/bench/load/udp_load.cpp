#include "bench/load/udp_load.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/serial_watch.hpp"
#include "bench/load/udp_flow.hpp"

#include <algorithm>
#include <optional>

namespace signpost::bench {

namespace {

constexpr std::int64_t kExpireEveryNs = 10'000'000;
constexpr std::int64_t kAftermathNs = 500'000'000;

class UdpLoad {
public:
    UdpLoad(const Plan& plan, Queries queries, std::vector<UdpFlow> flows,
            std::optional<SerialWatch> watch)
        : plan_(plan), queries_(std::move(queries)), flows_(std::move(flows)),
          watch_(std::move(watch)) {}

    Tally run(const std::atomic<bool>& stop);

private:
    [[nodiscard]] bool has_ended(std::int64_t now) const;
    bool send_next(UdpFlow& flow, std::int64_t sent_ns);
    void fill_windows(std::int64_t now);
    void keep_schedule(std::int64_t now);
    bool receive(std::int64_t now);
    void expire(std::int64_t now);
    [[nodiscard]] std::size_t outstanding() const;

    const Plan& plan_;
    Queries queries_;
    std::vector<UdpFlow> flows_;
    std::optional<SerialWatch> watch_;
    Tally tally_;
    std::size_t next_bundle_ = 0;
    std::int64_t begin_ns_ = 0;
    std::int64_t last_reply_ns_ = 0;
    std::int64_t next_expiry_ns_ = 0;
};

bool UdpLoad::has_ended(std::int64_t now) const {
    // A reload is watched from the first serial to the second and a while on, for its aftermath.
    if (tally_.serials.size() > 1 && now - tally_.serials.back().at_ns > kAftermathNs) return true;
    if (plan_.count > 0 && tally_.sent >= plan_.count) return true;
    return plan_.seconds > 0 &&
           static_cast<double>(now - begin_ns_) >= plan_.seconds * static_cast<double>(kNsPerS);
}

bool UdpLoad::send_next(UdpFlow& flow, std::int64_t sent_ns) {
    const Bundle& bundle = queries_.bundles()[next_bundle_];
    if (!flow.send(tally_, bundle, queries_.packets(bundle), sent_ns)) return false;
    next_bundle_ = (next_bundle_ + 1) % queries_.bundles().size();
    return true;
}

void UdpLoad::fill_windows(std::int64_t now) {
    for (UdpFlow& flow : flows_)
        while (flow.outstanding() + queries_.bundles()[next_bundle_].count <= plan_.window &&
               !has_ended(now))
            if (!send_next(flow, now)) break;
}

/// Sends every query that is due. Latency counts from when it was due, so a generator that lags
/// cannot make a server look quick.
void UdpLoad::keep_schedule(std::int64_t now) {
    for (;;) { // ends: each turn sends one of the finitely many that are due
        const auto number = static_cast<std::int64_t>(tally_.sent);
        const std::int64_t due =
            begin_ns_ + number * kNsPerS / static_cast<std::int64_t>(plan_.rate_per_s);
        if (due > now || has_ended(now)) return;
        const auto late_ns = static_cast<std::uint64_t>(now - due);
        if (!send_next(flows_[tally_.sent % flows_.size()], due)) return;
        tally_.late_max_ns = std::max(tally_.late_max_ns, late_ns);
    }
}

bool UdpLoad::receive(std::int64_t now) {
    std::size_t received = 0;
    for (UdpFlow& flow : flows_)
        received += flow.receive(tally_, plan_.checked ? &queries_ : nullptr);
    if (received > 0) last_reply_ns_ = now;
    return received > 0;
}

void UdpLoad::expire(std::int64_t now) {
    if (now < next_expiry_ns_) return;
    next_expiry_ns_ = now + kExpireEveryNs;
    for (UdpFlow& flow : flows_)
        flow.expire(tally_, now);
}

std::size_t UdpLoad::outstanding() const {
    std::size_t sum = 0;
    for (const UdpFlow& flow : flows_)
        sum += flow.outstanding();
    return sum;
}

Tally UdpLoad::run(const std::atomic<bool>& stop) {
    begin_ns_ = last_reply_ns_ = now_ns();
    bool sending = true;
    while (sending || outstanding() > 0) { // ends: what is outstanding expires
        const std::int64_t now = now_ns();
        sending = sending && !has_ended(now) && !stop.load(std::memory_order_relaxed);
        const bool received = receive(now);
        if (sending && plan_.rate_per_s == 0) fill_windows(now);
        if (sending && plan_.rate_per_s > 0) keep_schedule(now);
        if (watch_) watch_->turn(tally_, now);
        expire(now);
        // On a schedule the next query is always due soon: napping would make it late.
        if (!received && plan_.rate_per_s == 0) nap();
    }
    tally_.seconds = static_cast<double>(last_reply_ns_ - begin_ns_) / static_cast<double>(kNsPerS);
    return tally_;
}

} // namespace

Tally run_udp(const Plan& plan, Queries queries, const std::atomic<bool>& stop) {
    std::vector<UdpFlow> flows;
    for (std::size_t i = 0; i < plan.sockets; ++i)
        flows.emplace_back(connect_to(plan.server, SOCK_DGRAM));
    std::optional<SerialWatch> watch;
    if (!plan.watched_zone.empty())
        watch.emplace(connect_to(plan.server, SOCK_DGRAM), plan.watched_zone);
    return UdpLoad(plan, std::move(queries), std::move(flows), std::move(watch)).run(stop);
}

} // namespace signpost::bench
