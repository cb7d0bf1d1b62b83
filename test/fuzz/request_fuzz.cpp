// libFuzzer target: parse_request() accepts any bytes. What an operator says is one line of text, a
// subject means the same when it is read again, and numbers keep to their bounds.
#include "control_plane/control_socket/request.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <variant>

namespace {

using namespace signpost;
using namespace signpost::control_socket;

void require(bool condition) {
    if (!condition) std::abort();
}

void require_plain(std::string_view text) {
    require(text.size() <= kTextMax);
    require(
        std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
}

void require_same_again(const health::Subject& subject) {
    require(health::parse_subject(to_text(subject)) == subject);
}

struct Promises {
    void operator()(const OverrideSetRequest& asked) const {
        require_same_again(asked.subject);
        require_plain(asked.author);
        require_plain(asked.reason);
        require(asked.standing != health::Standing::Down);
        require(!asked.author.empty());
        require(!asked.reason.empty() || asked.standing == health::Standing::Up);
        require(!asked.for_s || (*asked.for_s > 0 && *asked.for_s <= OverrideSetRequest::kForMaxS));
        require(!asked.for_s || !asked.until_wall_ms);
    }
    void operator()(const OverrideClearRequest& asked) const { require_same_again(asked.subject); }
    void operator()(const FailbackRequest& asked) const { require_same_again(asked.subject); }
    void operator()(const JournalRequest& asked) const {
        require(asked.filter.limit >= 1 && asked.filter.limit <= JournalRequest::kLimitMax);
        const std::string& subject = asked.filter.subject;
        require(subject.empty() || to_text(*health::parse_subject(subject)) == subject);
    }
    template <class Other>
    void operator()(const Other& /*asked*/) const {}
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line(static_cast<const char*>(static_cast<const void*>(data)), size);
    const Result<Request> request = parse_request(line);
    if (request) std::visit(Promises{}, *request);
    return 0;
}
