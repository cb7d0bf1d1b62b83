#include "control_plane/http/http_client.hpp"

#include "control_plane/http/conversation.hpp"
#include "loop/poll.hpp"
#include "loop/timer.hpp"

#include <map>
#include <stdexcept>

namespace signpost::http {
namespace {

struct FreeMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

} // namespace

struct Connections {
    explicit Connections(loop::Loop& a_loop);

    void on_ready(curl_socket_t socket, int actions) const;
    void finish_all() const;

    static int watch(CURL* easy, curl_socket_t socket, int what, void* user, void* of_socket);
    static int set_timer(CURLM* multi, long delay_ms, void* user);

    loop::Loop& loop;
    loop::Timer timer;
    std::map<curl_socket_t, loop::Poll> polls;
    std::unique_ptr<CURLM, FreeMulti> multi; // last: its end calls watch()
};

Connections::Connections(loop::Loop& a_loop)
    : loop(a_loop), timer(loop, [this] { on_ready(CURL_SOCKET_TIMEOUT, 0); }) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        throw std::runtime_error("curl_global_init");
    multi.reset(curl_multi_init());
    if (!multi) throw std::bad_alloc();
    // NOLINTBEGIN(cppcoreguidelines-pro-type-vararg): libcurl's way
    curl_multi_setopt(multi.get(), CURLMOPT_SOCKETFUNCTION, &watch);
    curl_multi_setopt(multi.get(), CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi.get(), CURLMOPT_TIMERFUNCTION, &set_timer);
    curl_multi_setopt(multi.get(), CURLMOPT_TIMERDATA, this);
    // NOLINTEND(cppcoreguidelines-pro-type-vararg)
}

void Connections::on_ready(curl_socket_t socket, int actions) const {
    int running = 0;
    curl_multi_socket_action(multi.get(), socket, actions, &running);
    finish_all();
}

void Connections::finish_all() const {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi.get(), &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        void* user = nullptr;
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libcurl's way
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
        auto& conversation = *static_cast<Conversation*>(user);
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): `msg` says which it is
        Response response = conversation.finish(message->data.result);
        const HttpClient::OnResponse on_response = std::move(conversation.on_response);
        // Beyond this point the conversation may be gone.
        on_response(std::move(response));
    }
}

int Connections::watch(CURL* /*easy*/, curl_socket_t socket, int what, void* user,
                       void* /*of_socket*/) {
    auto& self = *static_cast<Connections*>(user);
    if (what == CURL_POLL_REMOVE) {
        self.polls.erase(socket);
        return 0;
    }
    auto found = self.polls.find(socket);
    if (found == self.polls.end())
        found =
            self.polls
                .try_emplace(socket, self.loop, socket,
                             [&self, socket](int events) {
                                 const int in =
                                     (events & loop::Poll::kReadable) != 0 ? CURL_CSELECT_IN : 0;
                                 const int out =
                                     (events & loop::Poll::kWritable) != 0 ? CURL_CSELECT_OUT : 0;
                                 self.on_ready(socket, in | out);
                             })
                .first;
    found->second.watch(((what & CURL_POLL_IN) != 0 ? loop::Poll::kReadable : 0) |
                        ((what & CURL_POLL_OUT) != 0 ? loop::Poll::kWritable : 0));
    return 0;
}

int Connections::set_timer(CURLM* /*multi*/, long delay_ms, void* user) {
    auto& timer = static_cast<Connections*>(user)->timer;
    if (delay_ms < 0)
        timer.stop();
    else
        timer.start_once(std::chrono::milliseconds{delay_ms});
    return 0;
}

Transfer::Transfer(std::unique_ptr<Conversation> conversation)
    : conversation_(std::move(conversation)) {}
Transfer::~Transfer() = default;

Times Transfer::times() const {
    return conversation_->times();
}

HttpClient::HttpClient(loop::Loop& loop) : connections_(std::make_unique<Connections>(loop)) {}
HttpClient::~HttpClient() = default;

std::unique_ptr<Transfer> HttpClient::send(Request request, OnResponse on_response) {
    return std::make_unique<Transfer>(std::make_unique<Conversation>(
        connections_->multi.get(), std::move(request), std::move(on_response)));
}

} // namespace signpost::http
