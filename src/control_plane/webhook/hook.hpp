// Sends messages to one URL, in order, and again until they are taken or given up.
//
// One POST is under way at a time and holds up to a hundred messages. Between attempts it waits
// longer and longer, as long as none succeeds. What waits is bounded: the oldest messages are
// dropped, counted, and the receiver is told how many. On one loop's thread; never blocks it.
#pragma once

#include "control_plane/config/checks.hpp"
#include "control_plane/http/http_client.hpp"
#include "control_plane/webhook/payload.hpp"
#include "loop/timer.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace signpost::webhook {

struct Pace {
    std::uint32_t timeout_ms = 10'000;
    std::uint32_t retry_ms = 1000; ///< After the first failure; doubled after each further one.
    std::uint32_t retry_max_ms = 60'000;
    std::uint32_t attempts_max = 10; ///< For the same messages.
};

class Hook {
public:
    static constexpr std::size_t kWaitingMax = 1000;
    static constexpr std::size_t kTogetherMax = 100;

    /// Messages were given up: how many, and why. When the queue is full, only the first of a
    /// run of them is told.
    using OnDropped = std::function<void(std::uint64_t count, const std::string& why)>;

    Hook(loop::Loop& loop, http::HttpClient& client, config::Webhook to, std::string sender,
         const Pace& pace, OnDropped on_dropped);

    void tell(Message message);

    [[nodiscard]] const config::Webhook& to() const noexcept { return to_; }

private:
    void send();
    [[nodiscard]] http::Request make_request() const;
    void on_response(const http::Response& response);
    void on_taken();
    void on_failed(const std::string& why, std::uint32_t wait_ms);
    void drop_oldest();

    http::HttpClient& client_;
    config::Webhook to_;
    std::string sender_;
    Pace pace_;
    OnDropped on_dropped_;
    std::deque<Message> waiting_;
    std::vector<Message> sending_;  ///< Empty: nothing to do.
    std::uint32_t attempts_ = 0;    ///< At sending_.
    std::uint32_t failures_ = 0;    ///< Since the last success.
    std::uint64_t dropped_ = 0;     ///< Of which the receiver does not know yet.
    std::uint64_t told_ = 0;        ///< Of dropped_ those before sending_, told with it.
    bool is_overflow_told_ = false; ///< Since the last success.
    loop::Timer retry_;
    std::unique_ptr<http::Transfer> transfer_;
};

} // namespace signpost::webhook
