#include "control_plane/webhook/webhooks.hpp"

#include <pthread.h>

#include <algorithm>

namespace signpost::webhook {

struct Webhooks::Line {
    Line(loop::Loop& control_loop, std::weak_ptr<OnDropped> callback)
        : control(control_loop), on_dropped(std::move(callback)) {}

    void assign(std::vector<config::Webhook> wanted, const std::string& new_sender);
    [[nodiscard]] std::unique_ptr<Hook> take_same(const config::Webhook& wanted);
    [[nodiscard]] std::unique_ptr<Hook> make_hook(config::Webhook to);

    loop::Loop& control;
    std::weak_ptr<OnDropped> on_dropped; ///< Gone with the Webhooks: then nobody is told.
    std::string sender;
    loop::Loop loop;
    http::HttpClient client{loop};
    std::vector<std::unique_ptr<Hook>> hooks;
};

std::unique_ptr<Hook> Webhooks::Line::take_same(const config::Webhook& wanted) {
    const auto same =
        std::ranges::find_if(hooks, [&](const auto& hook) { return hook && hook->to() == wanted; });
    return same == hooks.end() ? nullptr : std::move(*same);
}

std::unique_ptr<Hook> Webhooks::Line::make_hook(config::Webhook to) {
    const auto tell = [this, name = to.name](std::uint64_t count, const std::string& why) {
        control.post([callback = on_dropped, name, count, why] {
            if (const auto alive = callback.lock()) (*alive)(name, count, why);
        });
    };
    return std::make_unique<Hook>(loop, client, std::move(to), sender, Pace{}, tell);
}

void Webhooks::Line::assign(std::vector<config::Webhook> wanted, const std::string& new_sender) {
    if (sender != new_sender) hooks.clear();
    sender = new_sender;
    std::vector<std::unique_ptr<Hook>> next;
    next.reserve(wanted.size());
    for (config::Webhook& to : wanted) {
        std::unique_ptr<Hook> same = take_same(to);
        next.push_back(same ? std::move(same) : make_hook(std::move(to)));
    }
    hooks = std::move(next);
}

Webhooks::Webhooks(loop::Loop& control, OnDropped on_dropped)
    : on_dropped_(std::make_shared<OnDropped>(std::move(on_dropped))),
      line_(std::make_unique<Line>(control, on_dropped_)), thread_([this] { line_->loop.run(); }) {
    ::pthread_setname_np(thread_.native_handle(), "webhooks");
}

Webhooks::~Webhooks() {
    line_->loop.post([this] { line_->loop.stop(); });
    thread_.join();
}

void Webhooks::assign(std::vector<config::Webhook> hooks, std::string sender) {
    line_->loop.post([this, hooks = std::move(hooks), sender = std::move(sender)]() mutable {
        line_->assign(std::move(hooks), sender);
    });
}

void Webhooks::tell(Message message) {
    line_->loop.post([this, message = std::move(message)] {
        for (const auto& hook : line_->hooks)
            hook->tell(message);
    });
}

} // namespace signpost::webhook
