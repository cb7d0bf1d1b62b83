#include "control_plane/webhook/payload.hpp"

#include "base/log.hpp"
#include "base/word.hpp"

#include <nlohmann/json.hpp>

namespace signpost::webhook {
namespace {

using Json = nlohmann::ordered_json; // as in the description, so that people can read it, too

/// RFC 3339, UTC: "2026-11-22T22:20:00.123Z".
std::string time_text(std::int64_t wall_ms) {
    std::string text = health::to_utc(wall_ms);
    text.pop_back(); // its "Z"
    const std::string milliseconds = std::to_string(1000 + wall_ms % 1000);
    return text.append(".").append(milliseconds.substr(1)).append("Z");
}

Json to_value(const Message& message) {
    Json value{{"time", time_text(message.wall_ms)},
               {"event", message.event},
               {"subject", message.subject}};
    if (!message.to.empty()) {
        value["from"] = message.from;
        value["to"] = message.to;
    }
    value["evidence"] = message.evidence;
    value["rtt_us"] = message.rtt_us;
    return value;
}

} // namespace

Message message_of(const director::Flip& flip) {
    return {.wall_ms = flip.when.wall_ms,
            .event = std::string(log::kFlip.id),
            .subject = health::to_text(flip.subject),
            .from = std::string(word_of(health::kVerdictWords, flip.from)),
            .to = std::string(word_of(health::kVerdictWords, flip.to)),
            .evidence = flip.evidence,
            .rtt_us = flip.rtt_us};
}

std::string to_json(const std::string& sender, std::uint64_t dropped,
                    std::span<const Message> messages) {
    Json list = Json::array();
    for (const Message& message : messages)
        list.push_back(to_value(message));
    const Json all{{"sender", sender}, {"dropped", dropped}, {"messages", std::move(list)}};
    return all.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace signpost::webhook
