#include "control_plane/control_socket/health_request_reading.hpp"

#include "base/log.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace signpost::control_socket {
namespace {

constexpr std::int64_t kLongestTime = std::numeric_limits<std::int64_t>::max() / 2;

health::Subject subject_of(Members& members, const std::string& text) {
    std::optional<health::Subject> subject = health::parse_subject(text);
    if (!subject)
        members.fail("subject", "must be site/NAME, link/NAME, endpoint/ADDRESS or service/NAME, "
                                "not \"" +
                                    text + "\"");
    return std::move(subject).value_or(health::Subject{});
}

health::Subject parse_subject(Members& members) {
    return subject_of(members, members.needed_text("subject"));
}

std::string parse_author(Members& members) {
    std::string author = members.remark("author");
    if (author.empty()) members.fail("author", "is missing: who says so?");
    return author;
}

health::Standing parse_standing(Members& members) {
    constexpr health::Standing kStandings[] = {health::Standing::Up, health::Standing::Drained,
                                               health::Standing::TakenDown};
    const std::string text = members.needed_text("standing");
    const auto* const word = std::ranges::find(kOverrideWords, text);
    if (word != std::end(kOverrideWords)) return kStandings[word - std::begin(kOverrideWords)];
    members.fail("standing", "must be up, drain or down, not \"" + text + "\"");
    return health::Standing::Up;
}

std::string parse_event(Members& members) {
    std::string text = members.text("event").value_or("");
    const auto is_named = [&text](const log::Event* event) { return event->id == text; };
    if (!text.empty() && std::ranges::none_of(log::events(), is_named))
        members.fail("event", "must be an event of signpostd(8), like flip, not \"" + text + "\"");
    return text;
}

} // namespace

OverrideSetRequest parse_override_set(Members& members) {
    OverrideSetRequest request{.subject = parse_subject(members),
                               .standing = parse_standing(members),
                               .author = parse_author(members),
                               .reason = members.remark("reason"),
                               .for_s = members.number("for_s", 1, OverrideSetRequest::kForMaxS),
                               .until_wall_ms = members.number("until_wall_ms", 0, kLongestTime),
                               .is_forced = members.flag("force")};
    if (request.reason.empty() && request.standing != health::Standing::Up)
        members.fail("reason", "is missing: others will ask why it is not in use");
    if (request.for_s && request.until_wall_ms)
        members.fail("until_wall_ms", "and \"for_s\" say the same thing: leave one out");
    return request;
}

OverrideClearRequest parse_override_clear(Members& members) {
    return {.subject = parse_subject(members), .author = parse_author(members)};
}

FailbackRequest parse_failback(Members& members) {
    return {.subject = parse_subject(members), .author = parse_author(members)};
}

JournalRequest parse_journal(Members& members) {
    journal::Filter filter;
    filter.since_wall_ms = members.number("since_wall_ms", 0, kLongestTime);
    filter.until_wall_ms = members.number("until_wall_ms", 0, kLongestTime);
    if (const std::optional<std::string> subject = members.text("subject"))
        filter.subject = to_text(subject_of(members, *subject));
    filter.event = parse_event(members);
    filter.after_number =
        static_cast<std::uint64_t>(members.number("after_number", 0, kLongestTime).value_or(0));
    filter.limit = static_cast<std::uint32_t>(
        members.number("limit", 1, JournalRequest::kLimitMax).value_or(filter.limit));
    return {std::move(filter)};
}

ProbeRequest parse_probe(Members& members) {
    ProbeRequest request{.check = members.needed_text("check"), .target = std::nullopt};
    if (const std::optional<std::string> target = members.text("target")) {
        request.target = parse_address(*target);
        if (!request.target) members.fail("target", "must be an address, not \"" + *target + "\"");
    }
    return request;
}

} // namespace signpost::control_socket
