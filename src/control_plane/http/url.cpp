#include "control_plane/http/url.hpp"

#include "base/ascii.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

namespace signpost::http {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
using ParsedUrl = std::unique_ptr<CURLU, FreeUrl>;

std::string part_of(const ParsedUrl& url, CURLUPart part) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

} // namespace

std::optional<Url> parse_url(const std::string& text) {
    const ParsedUrl parsed(curl_url());
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK)
        return std::nullopt;
    const std::string scheme = part_of(parsed, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return std::nullopt;

    Url url{.is_https = scheme == "https", .host = part_of(parsed, CURLUPART_HOST)};
    if (url.host.starts_with('[') && url.host.ends_with(']'))
        url.host = url.host.substr(1, url.host.size() - 2);
    std::ranges::transform(url.host, url.host.begin(), lowered);
    const std::string port = part_of(parsed, CURLUPART_PORT);
    std::from_chars(port.data(), std::to_address(port.end()), url.port);
    url.path = part_of(parsed, CURLUPART_PATH);
    if (const std::string query = part_of(parsed, CURLUPART_QUERY); !query.empty())
        url.path += "?" + query;
    return url;
}

} // namespace signpost::http
