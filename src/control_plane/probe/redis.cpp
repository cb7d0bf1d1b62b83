// Connect and say all at once: log in, ask for the role, ask what the check asks.
#include "control_plane/probe/connecting.hpp"
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/excerpt.hpp"
#include "control_plane/probe/kinds.hpp"
#include "control_plane/probe/redis_replies.hpp"
#include "control_plane/probe/timed_attempt.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <iterator>
#include <sstream>

namespace signpost::probe {
namespace {

using health::Outcome;
using loop::Poll;

std::vector<std::string> words_of(const std::string& query) {
    std::istringstream in(query.empty() ? "PING" : query);
    return {std::istream_iterator<std::string>(in), {}};
}

std::string shown(const std::string& text) {
    const void* const octets = text.data();
    return excerpt({static_cast<const std::uint8_t*>(octets), text.size()});
}

class RedisAttempt : public TimedAttempt {
public:
    RedisAttempt(const Engine& engine, const Question& question, const config::RedisCheck& check,
                 OnAnswer on_answer)
        : TimedAttempt(engine, question, std::move(on_answer)), settings_(check.database),
          connecting_(engine.loop, question, check.port,
                      [this](Connected connected) { on_connected(std::move(connected)); }) {
        await("no connection");
        if (!settings_.password.empty()) add_login();
        if (needs_role(settings_)) add("role", {"INFO", "replication"});
        add("command", words_of(settings_.query));
    }

private:
    void add_login() {
        if (settings_.user.empty())
            add("login", {"AUTH", settings_.password});
        else
            add("login", {"AUTH", settings_.user, settings_.password});
    }

    void add(const char* step, const std::vector<std::string>& words) {
        steps_.emplace_back(step);
        unsent_ += redis_command(words);
    }

    void on_connected(Connected connected) {
        if (connected.fault) return answer(std::move(*connected.fault));
        note("connected");
        mark_asked();
        await("connected, but no answer", Outcome::Failed);
        socket_ = std::move(connected.socket);
        poll_.emplace(engine().loop, socket_.number(), [this](int) { on_ready(); });
        if (!poll_->ok()) return answer(unasked("watching a socket", ENOSPC));
        poll_->watch(Poll::kReadable | Poll::kWritable);
    }

    void on_ready() {
        if (!unsent_.empty() && !send()) return;
        poll_->watch(unsent_.empty() ? Poll::kReadable : Poll::kReadable | Poll::kWritable);
        receive();
    }

    /// False if the attempt ended.
    bool send() {
        const ssize_t sent = ::send(socket_.number(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) return true;
        if (sent < 0) {
            answer(fault_of(socket_.number(), errno, question().target));
            return false;
        }
        unsent_.erase(0, static_cast<std::size_t>(sent));
        return true;
    }

    void receive() {
        const MutableBytes room = engine().loop.read_buffer();
        const ssize_t count = ::recv(socket_.number(), room.data(), room.size(), 0);
        if (count < 0 && errno == EAGAIN) return;
        if (count < 0) return answer(fault_of(socket_.number(), errno, question().target));
        if (count == 0) return answer(Outcome::Failed, "closed the connection");
        if (!replies_.feed(room.first(static_cast<std::size_t>(count))))
            return answer(Outcome::Failed, "no reply that Redis would give, or too much of one");
        take_replies();
    }

    void take_replies() {
        const std::vector<RedisReply>& all = replies_.all();
        for (; taken_ < all.size() && taken_ < steps_.size(); ++taken_) {
            if (all[taken_].is_error)
                return answer(Outcome::Failed,
                              steps_[taken_] + ": " + shown(all[taken_].text.value_or("")));
            take(steps_[taken_], all[taken_]);
        }
        if (taken_ < steps_.size()) return;
        std::string wrong = wrong_with(settings_, facts_);
        if (!wrong.empty()) return answer(Outcome::Failed, std::move(wrong));
        answer(Outcome::Ok);
    }

    void take(const std::string& step, const RedisReply& reply) {
        if (step == "role") {
            facts_ = parse_replication_info(reply.text.value_or(""));
            note(role_text(facts_));
        } else {
            facts_.value = reply.text;
            note(step + " answered");
        }
    }

    const config::DatabaseSettings& settings_;
    std::vector<std::string> steps_; ///< What is asked, in order.
    std::string unsent_;
    RedisReplies replies_;
    std::size_t taken_ = 0;
    DatabaseFacts facts_;
    Connecting connecting_;
    Fd socket_;
    std::optional<Poll> poll_; ///< Goes before the socket is closed.
};

} // namespace

StartedAttempt start_redis(const Engine& engine, const Question& question,
                           const config::RedisCheck& check, OnAnswer on_answer) {
    return std::make_unique<RedisAttempt>(engine, question, check, std::move(on_answer));
}

} // namespace signpost::probe
