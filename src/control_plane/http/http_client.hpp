// HTTP requests on a loop: the one door to libcurl.
//
// One for each loop that asks (the prober's, the webhooks'), on that loop's thread only. Requests
// run side by side, each on a connection of its own; nothing here blocks, but the first request
// over TLS that trusts the system's certificates, which takes about 20 ms to read them.
#pragma once

#include "control_plane/http/exchange.hpp"
#include "loop/loop.hpp"

#include <functional>
#include <memory>

namespace signpost::http {

struct Connections; ///< libcurl's side of a client.
struct Conversation;

/// A request under way; to destroy it is to give it up.
class Transfer {
public:
    explicit Transfer(std::unique_ptr<Conversation> conversation);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// How far it has come by now.
    [[nodiscard]] Times times() const;

private:
    std::unique_ptr<Conversation> conversation_;
};

class HttpClient {
public:
    /// Called once, never from within send(). It may destroy the Transfer, not the client.
    using OnResponse = std::function<void(Response)>;

    explicit HttpClient(loop::Loop& loop);
    ~HttpClient(); ///< After all its transfers.
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] std::unique_ptr<Transfer> send(Request request, OnResponse on_response);

private:
    std::unique_ptr<Connections> connections_;
};

} // namespace signpost::http
