#include "control_plane/probe/prober.hpp"

#include "control_plane/http/http_client.hpp"
#include "control_plane/probe/certificate_store.hpp"
#include "control_plane/probe/rota.hpp"

#include <pthread.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace signpost::probe {
namespace {

/// What was seen, on its way from the probing thread to the control loop.
class Handover : public std::enable_shared_from_this<Handover> {
public:
    Handover(loop::Loop& control, Prober::OnSeen on_seen)
        : control_(control), on_seen_(std::move(on_seen)) {}

    /// On the probing thread.
    void put(std::uint64_t generation, Seen seen) {
        const std::lock_guard lock(mutex_);
        // Numbers of an earlier list mean nothing to who gave us a new one.
        if (generation != generation_) seen_.clear();
        generation_ = generation;
        seen_.push_back(std::move(seen));
        if (std::exchange(is_posted_, true)) return;
        post([](Handover& handover) { handover.deliver(); });
    }

    /// Runs `job` on the control loop, unless the prober is gone by then.
    void post(std::function<void(Handover&)> job) {
        control_.post([weak = weak_from_this(), job = std::move(job)] {
            if (const std::shared_ptr<Handover> handover = weak.lock()) job(*handover);
        });
    }

private:
    void deliver() {
        std::vector<Seen> seen;
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(mutex_);
            seen.swap(seen_);
            generation = generation_;
            is_posted_ = false;
        }
        on_seen_(generation, std::move(seen));
    }

    loop::Loop& control_;
    Prober::OnSeen on_seen_;
    std::mutex mutex_;
    std::vector<Seen> seen_;       // guarded by mutex_
    std::uint64_t generation_ = 0; // guarded by mutex_
    bool is_posted_ = false;       // guarded by mutex_
};

} // namespace

struct Prober::Rounds {
    Rounds(loop::Loop& control, OnSeen on_seen)
        : handover(std::make_shared<Handover>(control, std::move(on_seen))),
          http(loop), engine{.loop = loop, .http = http, .certificates = certificates},
          rota(engine, tally,
               [this](std::uint64_t generation, Seen seen) {
                   handover->put(generation, std::move(seen));
               }),
          thread([this] {
              pthread_setname_np(pthread_self(), "prober");
              loop.run();
          }) {}
    ~Rounds() {
        loop.post([this] { loop.stop(); });
        thread.join();
    }
    Rounds(const Rounds&) = delete;
    Rounds& operator=(const Rounds&) = delete;

    std::shared_ptr<Handover> handover;
    loop::Loop loop;
    http::HttpClient http;
    CertificateStore certificates;
    Engine engine;
    Tally tally;
    Rota rota;
    std::thread thread; // last: it uses the others
};

Prober::Prober(loop::Loop& control, OnSeen on_seen)
    : rounds_(std::make_unique<Rounds>(control, std::move(on_seen))) {}

Prober::~Prober() = default;

void Prober::assign(std::uint64_t generation, std::vector<Assignment> assignments,
                    const config::Courtesy& courtesy) {
    Rota& rota = rounds_->rota;
    rounds_->loop.post([&rota, generation, courtesy, list = std::move(assignments)]() mutable {
        rota.assign(generation, std::move(list), courtesy);
    });
}

void Prober::retime(std::uint32_t probe, std::uint32_t delay_ms) {
    Rota& rota = rounds_->rota;
    rounds_->loop.post([&rota, probe, delay_ms] { rota.retime(probe, delay_ms); });
}

void Prober::ask_now(Question question, std::function<void(Answer)> on_answer) {
    Rounds& rounds = *rounds_;
    rounds.loop.post(
        [&rounds, question = std::move(question), on_answer = std::move(on_answer)]() mutable {
            rounds.rota.ask_now(
                std::move(question), [&rounds, tell = std::move(on_answer)](Answer answer) {
                    rounds.handover->post([tell, told = std::move(answer)](Handover&) mutable {
                        tell(std::move(told));
                    });
                });
        });
}

Load Prober::load() const {
    const Tally& tally = rounds_->tally;
    Load load{.asked = tally.asked.value(),
              .postponed = tally.postponed.value(),
              .under_way = tally.under_way.load(std::memory_order_relaxed),
              .cut = tally.cut.value()};
    std::ranges::transform(tally.seen, load.seen.begin(), &Counter::value);
    return load;
}

} // namespace signpost::probe
