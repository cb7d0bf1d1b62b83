#include "control_plane/webhook/hook.hpp"

#include "control_plane/http/retry_after.hpp"

#include <algorithm>
#include <utility>

namespace signpost::webhook {

Hook::Hook(loop::Loop& loop, http::HttpClient& client, config::Webhook to, std::string sender,
           const Pace& pace, OnDropped on_dropped)
    : client_(client), to_(std::move(to)), sender_(std::move(sender)), pace_(pace),
      on_dropped_(std::move(on_dropped)), retry_(loop, [this] { send(); }) {}

void Hook::tell(Message message) {
    if (waiting_.size() == kWaitingMax) drop_oldest();
    waiting_.push_back(std::move(message));
    // What is told in the same turn of the loop goes together.
    if (sending_.empty() && !retry_.is_active()) retry_.start_once(std::chrono::milliseconds{0});
}

void Hook::drop_oldest() {
    waiting_.pop_front();
    ++dropped_;
    if (std::exchange(is_overflow_told_, true)) return;
    on_dropped_(1, "more than " + std::to_string(kWaitingMax) + " wait; the oldest are dropped");
}

void Hook::send() {
    if (sending_.empty()) {
        const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kTogetherMax));
        if (count == 0) return;
        std::move(waiting_.begin(), waiting_.begin() + count, std::back_inserter(sending_));
        waiting_.erase(waiting_.begin(), waiting_.begin() + count);
        attempts_ = 0;
        told_ = dropped_;
    }
    ++attempts_;
    transfer_ = client_.send(make_request(),
                             [this](const http::Response& response) { on_response(response); });
}

http::Request Hook::make_request() const {
    http::Request request{.method = "POST",
                          .url = to_.url,
                          .headers = {{"Content-Type", "application/json"}},
                          .body = to_json(sender_, told_, sending_),
                          .timeout_ms = pace_.timeout_ms,
                          .body_bytes_max = 0};
    request.headers.insert(request.headers.end(), to_.headers.begin(), to_.headers.end());
    return request;
}

void Hook::on_response(const http::Response& response) {
    if (response.trouble != http::Trouble::None) return on_failed(response.reason, 0);
    if (response.status >= 200 && response.status < 300) return on_taken();
    on_failed("status " + std::to_string(response.status),
              http::retry_after_s(response).value_or(0) * 1000);
}

void Hook::on_taken() {
    sending_.clear();
    failures_ = 0;
    dropped_ -= told_;
    is_overflow_told_ = false;
    send();
}

void Hook::on_failed(const std::string& why, std::uint32_t wait_ms) {
    if (attempts_ >= pace_.attempts_max) {
        dropped_ += sending_.size();
        on_dropped_(sending_.size(), why);
        sending_.clear();
    }
    constexpr std::uint32_t kDoublingsMax = 20; // more would not fit the type
    const std::uint64_t pause_ms = std::uint64_t{pace_.retry_ms}
                                   << std::min(failures_, kDoublingsMax);
    ++failures_;
    retry_.start_once(std::chrono::milliseconds{
        std::min<std::uint64_t>(std::max<std::uint64_t>(pause_ms, wait_ms), pace_.retry_max_ms)});
}

} // namespace signpost::webhook
