#include "control_plane/http/conversation.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace signpost::http {
namespace {

constexpr std::size_t kHeaderBytesMax = 32'768; // of all header lines together

/// libcurl fails here only for want of memory, or for an option that this build of it lacks.
template <class Value>
void set(Conversation& conversation, CURLoption option, Value value) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libcurl's way
    if (curl_easy_setopt(conversation.easy.get(), option, value) != CURLE_OK)
        throw std::runtime_error("curl_easy_setopt");
}

Conversation& conversation_of(void* user) {
    return *static_cast<Conversation*>(user);
}

void append(List& list, const std::string& line) {
    curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
}

/// What libcurl tells of a transfer; `otherwise` if it does not.
template <class Value>
Value told(CURL* easy, CURLINFO what, Value otherwise) {
    Value value = otherwise;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg): libcurl's way
    return curl_easy_getinfo(easy, what, &value) == CURLE_OK ? value : otherwise;
}

/// The TLS connection, while there is one.
void* ssl_of(const Conversation& conversation) {
    using Session = curl_tlssessioninfo*;
    const auto* const session =
        told<Session>(conversation.easy.get(), CURLINFO_TLS_SSL_PTR, nullptr);
    const bool is_ours = session != nullptr && session->backend == CURLSSLBACKEND_OPENSSL;
    return is_ours ? session->internals : nullptr;
}

/// By our own hand: then libcurl's word for it does not count.
void give_up(Conversation& conversation, Trouble trouble, std::string reason) {
    conversation.response.trouble = trouble;
    conversation.response.reason = std::move(reason);
}

/// A short count makes libcurl give up.
std::size_t on_header(char* data, std::size_t /*one*/, std::size_t size, void* user) {
    Conversation& conversation = conversation_of(user);
    const std::string_view line(data, size);
    const bool is_first = conversation.header_bytes == 0;
    conversation.header_bytes += size;
    if (conversation.header_bytes > kHeaderBytesMax) {
        give_up(conversation, Trouble::Broken,
                "its headers are longer than " + std::to_string(kHeaderBytesMax) + " octets");
        return 0;
    }
    if (is_first && conversation.request.trust.inspect)
        if (void* const ssl = ssl_of(conversation)) conversation.request.trust.inspect(ssl);
    // An interim answer (1xx) comes before the one that counts.
    if (line.starts_with("HTTP/")) conversation.response.headers.clear();
    if (std::optional<Header> header = parse_header(line))
        conversation.response.headers.push_back(*std::move(header));
    return size;
}

std::size_t on_body(char* data, std::size_t /*one*/, std::size_t size, void* user) {
    Conversation& conversation = conversation_of(user);
    Response& response = conversation.response;
    const std::size_t room = conversation.request.body_bytes_max - response.body.size();
    response.body.append(data, std::min(room, size));
    response.is_body_cut = size > room;
    return response.is_body_cut ? 0 : size;
}

curl_socket_t open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* /*address*/) {
    return conversation_of(user).request.socket.number(); // libcurl's name for none is -1, too
}

/// libcurl 7.88 connects nevertheless. Linux answers that with 0 the first time after a
/// non-blocking connection is complete.
int prepare_socket(void* /*user*/, curl_socket_t /*socket*/, curlsocktype /*purpose*/) {
    return CURL_SOCKOPT_ALREADY_CONNECTED;
}

int close_socket(void* user, curl_socket_t /*socket*/) {
    conversation_of(user).request.socket.close();
    return 0;
}

CURLcode on_ssl_context(CURL* /*easy*/, void* context, void* user) {
    Conversation& conversation = conversation_of(user);
    const Result<std::monostate> prepared = conversation.request.trust.prepare(context);
    if (prepared) return CURLE_OK;
    give_up(conversation, Trouble::Impossible, prepared.error().reason());
    return CURLE_ABORTED_BY_CALLBACK;
}

/// No handle that is kept, no proxy of the environment, no signal, no other protocol.
void isolate(Conversation& conversation) {
    set(conversation, CURLOPT_FRESH_CONNECT, 1L);
    set(conversation, CURLOPT_FORBID_REUSE, 1L);
    set(conversation, CURLOPT_SSL_SESSIONID_CACHE, 0L);
    set(conversation, CURLOPT_NOSIGNAL, 1L);
    // Giving up must not wait for a resolver that does not answer.
    set(conversation, CURLOPT_QUICK_EXIT, 1L);
    set(conversation, CURLOPT_PROXY, "");
    set(conversation, CURLOPT_PROTOCOLS_STR, "http,https");
    set(conversation, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    set(conversation, CURLOPT_PATH_AS_IS, 1L);
}

void set_method(Conversation& conversation) {
    const Request& request = conversation.request;
    if (request.method == "HEAD") {
        set(conversation, CURLOPT_NOBODY, 1L); // else it would wait for a body
        return;
    }
    if (request.method == "POST" || request.method == "PUT") {
        set(conversation, CURLOPT_POSTFIELDSIZE_LARGE,
            static_cast<curl_off_t>(request.body.size()));
        set(conversation, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != "GET") set(conversation, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

std::string line_of(const std::string& name, const std::string& value) {
    std::string line = name;
    if (value.empty()) return line += ';'; // so it has libcurl send an empty one
    return line.append(": ").append(value);
}

void set_headers(Conversation& conversation) {
    for (const auto& [name, value] : conversation.request.headers)
        append(conversation.headers, line_of(name, value));
    append(conversation.headers, "Expect:"); // no waiting for a "100 Continue"
    set(conversation, CURLOPT_HTTPHEADER, conversation.headers.get());
    set(conversation, CURLOPT_USERAGENT, "signpost/" SIGNPOST_VERSION);
}

void set_destination(Conversation& conversation) {
    const Request& request = conversation.request;
    set(conversation, CURLOPT_URL, request.url.c_str());
    if (request.connect_to) {
        append(conversation.connect_to, "::" + to_text(*request.connect_to));
        set(conversation, CURLOPT_CONNECT_TO, conversation.connect_to.get());
    }
    if (!request.socket.is_open()) return;
    set(conversation, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
    set(conversation, CURLOPT_OPENSOCKETDATA, &conversation);
    set(conversation, CURLOPT_SOCKOPTFUNCTION, &prepare_socket);
    set(conversation, CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
    set(conversation, CURLOPT_CLOSESOCKETDATA, &conversation);
}

/// The system's certificates come from one file: with a folder beside it, libcurl would parse them
/// anew for every connection, which takes 20 ms or more each time.
void set_trust(Conversation& conversation) {
    const Trust& trust = conversation.request.trust;
    set(conversation, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    set(conversation, CURLOPT_SSL_VERIFYPEER, trust.is_verified ? 1L : 0L);
    set(conversation, CURLOPT_SSL_VERIFYHOST, trust.is_verified ? 2L : 0L);
    if (!trust.prepare) return;
    set(conversation, CURLOPT_CAINFO, static_cast<const char*>(nullptr));
    set(conversation, CURLOPT_SSL_CTX_FUNCTION, &on_ssl_context);
    set(conversation, CURLOPT_SSL_CTX_DATA, &conversation);
}

void set_callbacks(Conversation& conversation) {
    set(conversation, CURLOPT_PRIVATE, &conversation);
    set(conversation, CURLOPT_ERRORBUFFER, conversation.words.data());
    set(conversation, CURLOPT_HEADERFUNCTION, &on_header);
    set(conversation, CURLOPT_HEADERDATA, &conversation);
    set(conversation, CURLOPT_WRITEFUNCTION, &on_body);
    set(conversation, CURLOPT_WRITEDATA, &conversation);
    set(conversation, CURLOPT_TIMEOUT_MS, long{conversation.request.timeout_ms});
}

std::uint32_t time_of(CURL* easy, CURLINFO what) {
    return static_cast<std::uint32_t>(
        std::clamp<curl_off_t>(told<curl_off_t>(easy, what, 0), 0, UINT32_MAX));
}

Times times_of(CURL* easy) {
    return {.connected_us = time_of(easy, CURLINFO_CONNECT_TIME_T),
            .secured_us = time_of(easy, CURLINFO_APPCONNECT_TIME_T),
            .answered_us = time_of(easy, CURLINFO_STARTTRANSFER_TIME_T)};
}

/// What is not listed is the peer's doing once there is a connection: libcurl has many names for
/// what it may say wrong, and a peer that is broken must not pass for one that was never asked.
Trouble trouble_of(CURLcode code, const Times& times) {
    switch (code) {
    case CURLE_OK:
    case CURLE_WRITE_ERROR: // by our own hand: the body reached its limit
        return Trouble::None;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
        return Trouble::Unconnected;
    case CURLE_OPERATION_TIMEDOUT:
        return Trouble::TimedOut;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
        return Trouble::Insecure;
    case CURLE_ABORTED_BY_CALLBACK:
    case CURLE_SSL_CACERT_BADFILE:
        return Trouble::Impossible;
    default:
        return times.connected_us != 0 ? Trouble::Broken : Trouble::Impossible;
    }
}

std::string reason_of(CURLcode code, const Conversation& conversation) {
    // So libcurl gives up on a line that outgrows its buffer.
    if (code == CURLE_OUT_OF_MEMORY && conversation.response.trouble == Trouble::Broken)
        return "a line of its headers is endless";
    const char* const words = conversation.words.data();
    return *words != '\0' ? words : curl_easy_strerror(code);
}

} // namespace

Conversation::Conversation(CURLM* multi_handle, Request asked, HttpClient::OnResponse callback)
    : multi(multi_handle), request(std::move(asked)), on_response(std::move(callback)),
      easy(curl_easy_init()) {
    if (!easy) throw std::bad_alloc();
    isolate(*this);
    set_destination(*this);
    set_method(*this);
    set_headers(*this);
    set_trust(*this);
    set_callbacks(*this);
    is_under_way = curl_multi_add_handle(multi, easy.get()) == CURLM_OK;
    if (!is_under_way) throw std::runtime_error("curl_multi_add_handle");
}

Conversation::~Conversation() {
    if (is_under_way) curl_multi_remove_handle(multi, easy.get());
}

Times Conversation::times() const {
    return times_of(easy.get());
}

Response Conversation::finish(CURLcode code) {
    response.times = times();
    if (response.trouble == Trouble::None) response.trouble = trouble_of(code, response.times);
    if (response.trouble != Trouble::None && response.reason.empty())
        response.reason = reason_of(code, *this);

    response.os_error = static_cast<int>(told(easy.get(), CURLINFO_OS_ERRNO, 0L));
    response.status = static_cast<std::uint16_t>(
        std::clamp(told(easy.get(), CURLINFO_RESPONSE_CODE, 0L), 0L, 999L));
    if (const auto* const url = told<const char*>(easy.get(), CURLINFO_REDIRECT_URL, nullptr))
        response.redirect_url = url;

    curl_multi_remove_handle(multi, easy.get());
    is_under_way = false;
    return std::move(response);
}

} // namespace signpost::http
