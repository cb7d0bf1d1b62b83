// Tells all webhooks what happened, on a thread of its own.
//
// The control loop only hands messages over: neither TLS nor a storm of flips delays a decision.
// On the control loop's thread.
#pragma once

#include "control_plane/webhook/hook.hpp"

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace signpost::webhook {

class Webhooks {
public:
    /// Messages to the hook of that name (config::Webhook) were given up. Called on `control`.
    using OnDropped =
        std::function<void(const std::string& hook, std::uint64_t count, const std::string& why)>;

    Webhooks(loop::Loop& control, OnDropped on_dropped);
    ~Webhooks(); ///< Gives up what is not sent yet.
    Webhooks(const Webhooks&) = delete;
    Webhooks& operator=(const Webhooks&) = delete;

    /// Those that are in the old list and in the new keep what waits. `sender` is how receivers
    /// tell servers apart.
    void assign(std::vector<config::Webhook> hooks, std::string sender);

    void tell(Message message);

private:
    struct Line; ///< What lives on the thread.

    std::shared_ptr<OnDropped> on_dropped_;
    std::unique_ptr<Line> line_;
    std::jthread thread_; ///< Last: it uses the others.
};

} // namespace signpost::webhook
