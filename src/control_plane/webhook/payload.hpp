// What a webhook is told, and how: a JSON object with one or more messages, oldest first.
//
//   {"sender": "ns1.example", "dropped": 0, "messages": [
//     {"time": "2026-11-22T22:20:00.123Z", "event": "flip", "subject": "link/a-telecom",
//      "from": "up", "to": "down", "evidence": "gateway 203.0.113.1: no answer within 300 ms",
//      "rtt_us": 0}]}
//
// doc/health.md tells receivers the same. Pure; any thread.
#pragma once

#include "core/director/effects.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace signpost::webhook {

struct Message {
    std::int64_t wall_ms = 0;
    std::string event;   ///< Its id in the log's table of events.
    std::string subject; ///< As health::to_text; empty: the server as a whole.
    std::string from;    ///< Of a flip: verdicts.
    std::string to;
    std::string evidence; ///< Of another event: its details.
    std::uint32_t rtt_us = 0;
};

[[nodiscard]] Message message_of(const director::Flip& flip);

/// `dropped` messages before these were never sent. Octets that are not UTF-8 are replaced.
[[nodiscard]] std::string to_json(const std::string& sender, std::uint64_t dropped,
                                  std::span<const Message> messages);

} // namespace signpost::webhook
