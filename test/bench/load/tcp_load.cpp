#include "bench/load/tcp_load.hpp"

#include "bench/load/clock.hpp"
#include "bench/load/tcp_flow.hpp"

#include <sys/epoll.h>

namespace signpost::bench {

namespace {

constexpr std::int64_t kLostAfterNs = 2 * kNsPerS;
constexpr std::size_t kEventsMax = 64;

class TcpLoad {
public:
    TcpLoad(const Plan& plan, Queries queries);
    Tally run(const std::atomic<bool>& stop);

private:
    [[nodiscard]] bool has_ended(std::int64_t now) const;
    void connect(std::size_t flow);
    void fill_window(TcpFlow& flow, std::int64_t now);
    void turn(std::size_t flow, bool sending, std::int64_t now);
    [[nodiscard]] std::size_t outstanding() const;

    const Plan& plan_;
    Queries queries_;
    Descriptor poller_{epoll_create1(EPOLL_CLOEXEC)};
    std::vector<TcpFlow> flows_;
    Tally tally_;
    std::size_t next_bundle_ = 0;
    std::int64_t begin_ns_ = 0;
    std::int64_t last_reply_ns_ = 0;
};

TcpLoad::TcpLoad(const Plan& plan, Queries queries) : plan_(plan), queries_(std::move(queries)) {
    for (std::size_t i = 0; i < plan.sockets; ++i) {
        flows_.emplace_back(Descriptor(-1));
        connect(i);
    }
}

void TcpLoad::connect(std::size_t flow) {
    flows_[flow] = TcpFlow(connect_to(plan_.server, SOCK_STREAM));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = flow;
    epoll_ctl(poller_.number(), EPOLL_CTL_ADD, flows_[flow].socket(), &event);
}

bool TcpLoad::has_ended(std::int64_t now) const {
    if (plan_.count > 0 && tally_.sent >= plan_.count) return true;
    return plan_.seconds > 0 &&
           static_cast<double>(now - begin_ns_) >= plan_.seconds * static_cast<double>(kNsPerS);
}

void TcpLoad::fill_window(TcpFlow& flow, std::int64_t now) {
    while (flow.outstanding() < plan_.window && !has_ended(now)) {
        const Bundle& query = queries_.bundles()[next_bundle_];
        flow.add(tally_, query.first, queries_.packets(query), now);
        next_bundle_ = (next_bundle_ + 1) % queries_.bundles().size();
    }
    flow.flush();
}

void TcpLoad::turn(std::size_t flow, bool sending, std::int64_t now) {
    last_reply_ns_ = now;
    if (!flows_[flow].receive(tally_, plan_.checked ? &queries_ : nullptr)) {
        tally_.lost += flows_[flow].outstanding();
        ++tally_.reconnects;
        connect(flow);
    }
    if (sending) fill_window(flows_[flow], now);
}

std::size_t TcpLoad::outstanding() const {
    std::size_t sum = 0;
    for (const TcpFlow& flow : flows_)
        sum += flow.outstanding();
    return sum;
}

Tally TcpLoad::run(const std::atomic<bool>& stop) {
    begin_ns_ = last_reply_ns_ = now_ns();
    for (TcpFlow& flow : flows_)
        fill_window(flow, begin_ns_);
    std::array<epoll_event, kEventsMax> events{};
    bool sending = true;
    while (sending || outstanding() > 0) { // ends: two seconds without a reply
        const std::int64_t now = now_ns();
        sending = sending && !has_ended(now) && !stop.load(std::memory_order_relaxed);
        if (now - last_reply_ns_ > kLostAfterNs) break;
        const int ready = epoll_wait(poller_.number(), events.data(), kEventsMax, 0);
        for (std::size_t i = 0; ready > 0 && i < static_cast<std::size_t>(ready); ++i)
            turn(events[i].data.u64, sending, now);
        if (ready <= 0) nap();
    }
    tally_.lost += outstanding();
    tally_.seconds = static_cast<double>(last_reply_ns_ - begin_ns_) / static_cast<double>(kNsPerS);
    return tally_;
}

} // namespace

Tally run_tcp(const Plan& plan, Queries queries, const std::atomic<bool>& stop) {
    return TcpLoad(plan, std::move(queries)).run(stop);
}

} // namespace signpost::bench
