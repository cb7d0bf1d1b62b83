// Connect; then, if told so, send something and look for something in what comes back.
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/stream_attempt.hpp"

#include <algorithm>

namespace signpost::probe {
namespace {

using health::Outcome;

/// Who has not said it in so much does not say it.
constexpr std::size_t kAnswerMax = 65536;

class TcpAttempt : public StreamAttempt {
public:
    TcpAttempt(const Engine& engine, const Question& question, const config::TcpCheck& check,
               OnAnswer on_answer)
        : StreamAttempt(engine, question, std::move(on_answer)), expected_(check.expect),
          is_mute_(check.send.empty()) {
        begin(check.port, check.send);
    }

private:
    void on_said() override {
        if (is_mute_ || !expected_.empty()) reset_at_end();
        if (expected_.empty()) answer(Outcome::Ok);
    }

    void on_octets(Bytes octets) override {
        if (received_.empty()) {
            note("first octets of the answer");
            await("not what was expected", Outcome::Failed);
        }
        // What was searched before can hold the beginning only.
        const std::size_t overlap = std::min(received_.size(), expected_.size() - 1);
        const std::size_t from = received_.size() - overlap;
        received_.append(octets.begin(), octets.end());
        if (received_.find(expected_, from) != std::string::npos) return answer(Outcome::Ok);
        if (received_.size() <= kAnswerMax) return;
        mark_cut();
        answer(Outcome::Failed, "too much: " + told());
    }

    void on_closed() override { answer(Outcome::Failed, "closed after " + told()); }

    [[nodiscard]] std::string told() const {
        if (received_.empty()) return "no answer";
        const void* const octets = received_.data();
        return excerpt({static_cast<const std::uint8_t*>(octets), received_.size()}) +
               " instead of what was expected";
    }

    std::string_view expected_;
    bool is_mute_;
    std::string received_;
};

} // namespace

StartedAttempt start_tcp(const Engine& engine, const Question& question,
                         const config::TcpCheck& check, OnAnswer on_answer) {
    return std::make_unique<TcpAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
