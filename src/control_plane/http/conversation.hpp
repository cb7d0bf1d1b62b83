// One libcurl transfer: what it is told and what it tells. Of use to http_client.cpp only.
#pragma once

#include "control_plane/http/http_client.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>

namespace signpost::http {

struct FreeEasy {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};
struct FreeList {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

/// libcurl keeps pointers into it, so it stays where it is.
struct Conversation {
    Conversation(CURLM* multi_handle, Request asked, HttpClient::OnResponse callback);
    ~Conversation(); ///< Gives it up if it is under way.
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// What came of it, after libcurl said that it is over.
    [[nodiscard]] Response finish(CURLcode code);
    [[nodiscard]] Times times() const;

    CURLM* multi;
    Request request;
    HttpClient::OnResponse on_response;
    Response response;
    std::size_t header_bytes = 0;
    std::array<char, CURL_ERROR_SIZE> words{}; ///< libcurl's, of what went wrong.
    List headers;
    List connect_to;
    std::unique_ptr<CURL, FreeEasy> easy;
    bool is_under_way = false;
};

} // namespace signpost::http
