// libFuzzer target: config::parse() accepts any bytes. A complaint lies inside the text, and a text
// without errors gives values that the table's own options take again, and references that all lead
// somewhere.
#include "control_plane/config/options.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace signpost::config;

/// {"server": {"tcp": {"idle_ms": 5}}} for /server/tcp/idle_ms and 5.
std::string document_with(std::string_view pointer, std::string value) {
    while (!pointer.empty()) {
        const std::size_t slash = pointer.rfind('/');
        value = "{\"" + std::string(pointer.substr(slash + 1)) + "\": " + value + "}";
        pointer = pointer.substr(0, slash);
    }
    return value;
}

/// Aborts unless `number`, if there is one, is below `count`.
template <class Number>
void expect_below(std::optional<Number> number, std::size_t count) {
    if (number && *number >= count) std::abort();
}

void check_policy(const Policy& policy, const Steering& steering) {
    if (policy.policy.answers_max < 1 ||
        policy.policy.answers_max > signpost::steer::Policy::kAnswersMost)
        std::abort();
    for (const signpost::steer::Rule& rule : policy.policy.rules) {
        if (const auto* order = std::get_if<signpost::steer::SiteOrder>(&rule))
            for (const auto site : order->sites)
                expect_below(std::optional(site), steering.sites.size());
        if (const auto* nearest = std::get_if<signpost::steer::Nearest>(&rule))
            if (nearest->sites.size() != steering.sites.size()) std::abort();
    }
    for (const IspLine& line : policy.isp_table)
        for (const auto link : line.links)
            expect_below(std::optional(link), steering.links.size());
}

void check_service(const Service& service, const Steering& steering) {
    expect_below(std::optional(service.policy), steering.policies.size());
    if (!service.name.ends_with('.') || service.mark.place.line == 0) std::abort();
    for (const Alias& alias : service.cnames) {
        if (alias.link.has_value() == alias.site.has_value()) std::abort();
        expect_below(alias.link, steering.links.size());
        expect_below(alias.site, steering.sites.size());
    }
}

void check_steering(const Steering& steering) {
    if (steering.policies.empty() || steering.policies.front().name != "default") std::abort();
    for (const Link& link : steering.links)
        expect_below(std::optional(link.site), steering.sites.size());
    for (const Policy& policy : steering.policies)
        check_policy(policy, steering);
    for (const Service& service : steering.services)
        check_service(service, steering);
    for (const Service& service : steering.zone_defaults)
        check_service(service, steering);
}

void check_accepted(const Config& config) {
    if (config.listen.empty()) std::abort();
    for (const Option& option : options()) {
        const std::string value = value_text(option, config);
        const Parsed again = parse(document_with(option.pointer, value), "f");
        if (!again.complaints.empty() || value_text(option, again.config) != value) std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const Parsed parsed = parse(text, "f");
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    for (const signpost::Complaint& complaint : parsed.complaints)
        if (complaint.place.line == 0 || complaint.place.line > lines || complaint.what.empty())
            std::abort();
    if (!signpost::has_error(parsed.complaints)) {
        check_accepted(parsed.config);
        check_steering(parsed.config.steering);
    }
    static_cast<void>(parse_secrets(text, "f"));
    return 0;
}
