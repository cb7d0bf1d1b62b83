// libFuzzer target: HTTP answers as probes judge them. Two octets of status, a line with a URL to
// be redirected to, header lines up to an empty one, then the body. Whatever comes, the judgement
// is sound and its words are few.
#include "control_plane/http/retry_after.hpp"
#include "control_plane/http/url.hpp"
#include "control_plane/probe/http_judgement.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace {

using namespace signpost;

void require(bool promise) {
    if (!promise) std::abort();
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

http::Response response_of(std::string_view text) {
    http::Response response;
    if (text.size() < 2) return response;
    response.status = static_cast<std::uint16_t>((text[0] & 7) * 128 + (text[1] & 127));
    text.remove_prefix(2);
    response.redirect_url = take_line(text);
    for (std::string_view line = take_line(text); !line.empty(); line = take_line(text))
        if (auto header = http::parse_header(line)) {
            require(!header->first.empty());
            require(header->first.find_first_of(" \t\r\n:") == std::string::npos);
            response.headers.push_back(*std::move(header));
        }
    response.body = text;
    return response;
}

void check(const config::HttpCheck& check, const http::Response& response) {
    const probe::Answer answer = probe::judge(check, response);
    const health::Observation& seen = answer.observation;
    const bool is_expected = std::ranges::find(check.status, response.status) != check.status.end();
    require(seen.outcome != health::Outcome::Ok || is_expected);
    require(seen.outcome == health::Outcome::Ok || !seen.detail.empty());
    require(seen.detail.size() < 400);
    require(seen.load_percent <= 100);
    require(answer.retry_after_s <= http::kRetryAfterMaxS);
    const auto path = probe::redirect_path(check, *parse_address("192.0.2.1"), response);
    require(!path || (path->starts_with('/') && !is_expected));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(static_cast<const char*>(static_cast<const void*>(data)), size);
    const http::Response response = response_of(text);
    config::HttpCheck plain{.host = "portal.example", .contains = "ok", .load_header = "X-Load"};
    check(plain, response);
    config::HttpCheck secure{.tls = config::TlsSettings{.name = "portal.example"},
                             .port = 443,
                             .status = {200, 204, 301, 503},
                             .matches = "^(a|b)*c$"};
    check(secure, response);
    if (const auto url = http::parse_url(std::string(text)))
        require(!url->host.empty() && url->path.starts_with('/'));
    return 0;
}
