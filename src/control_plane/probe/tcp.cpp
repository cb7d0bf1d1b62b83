// Connect; then, if told so, send something and look for something in what comes back.
#include "control_plane/probe/dial.hpp"
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/timed_attempt.hpp"
#include "loop/poll.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace signpost::probe {
namespace {

using health::Outcome;
using loop::Poll;

/// Who has not said it in so much does not say it.
constexpr std::size_t kAnswerMax = 65536;

class TcpAttempt : public TimedAttempt {
public:
    TcpAttempt(const Engine& engine, const Question& question, const config::TcpCheck& check,
               OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), check_(check), unsent_(check.send) {
        begin();
    }

private:
    void begin() {
        Dialled dialled = dial(question(), SOCK_STREAM, check_.port);
        if (dialled.fault) return answer_soon(std::move(*dialled.fault));
        socket_ = std::move(dialled.socket);
        poll_.emplace(engine().loop, socket_.number(), [this](int) { on_ready(); });
        if (!poll_->ok()) return answer_soon(unasked("watching a socket", ENOSPC));
        poll_->watch(Poll::kWritable);
        await("no connection");
    }

    void on_ready() {
        if (!is_connected_) {
            if (std::optional<Fault> fault = connect_fault(socket_.number()))
                return answer(std::move(*fault));
            on_connected();
        }
        if (!unsent_.empty() && !send()) return;
        if (!unsent_.empty()) return;
        if (check_.expect.empty()) return answer(Outcome::Ok);
        poll_->watch(Poll::kReadable);
        receive();
    }

    void on_connected() {
        is_connected_ = true;
        note("connected");
        // Without an answer to wait for, what we sent must still get there.
        if (check_.send.empty() || !check_.expect.empty()) reset_on_close(socket_.number());
        if (check_.expect.empty()) return;
        mark_asked();
        await("no answer");
    }

    /// False if the attempt ended.
    bool send() {
        const ssize_t sent = ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            unsent_.remove_prefix(static_cast<std::size_t>(sent));
            if (unsent_.empty()) note("sent " + std::to_string(check_.send.size()) + " octets");
            return true;
        }
        if (errno == EAGAIN) return true;
        answer(fault_of(socket_.number(), errno));
        return false;
    }

    void receive() {
        const MutableBytes room = engine().loop.read_buffer();
        const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
        if (count < 0) {
            if (errno != EAGAIN) answer(fault_of(socket_.number(), errno));
            return;
        }
        if (count == 0) return answer(Outcome::Failed, "closed after " + told());
        if (received_.empty()) {
            note("first octets of the answer");
            await("not what was expected", Outcome::Failed);
        }
        // What was searched before can hold the beginning only.
        const std::size_t overlap = std::min(received_.size(), check_.expect.size() - 1);
        const std::size_t from = received_.size() - overlap;
        received_.insert(received_.end(), room.begin(), room.begin() + count);
        if (received_.find(check_.expect, from) != std::string::npos) return answer(Outcome::Ok);
        if (received_.size() > kAnswerMax) answer(Outcome::Failed, "too much: " + told());
    }

    [[nodiscard]] std::string told() const {
        if (received_.empty()) return "no answer";
        const void* const octets = received_.data();
        return excerpt({static_cast<const std::uint8_t*>(octets), received_.size()}) +
               " instead of what was expected";
    }

    const config::TcpCheck& check_;
    std::string_view unsent_;
    std::string received_;
    bool is_connected_ = false;
    Fd socket_;
    std::optional<Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace

StartedAttempt start_tcp(const Engine& engine, const Question& question,
                         const config::TcpCheck& check, OnAnswer on_answer) {
    return std::make_unique<TcpAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
