// What has to be looked at again by itself, and when.
//
// Internal to the director. An entry that was overtaken by an earlier one for the same thing stays
// and is passed over when its time comes: each thing remembers in `armed_ms` which one counts.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

namespace signpost::director {

enum class Due : std::uint8_t { Probe, Subject, Words, Waiting, HeldBack };

class DueQueue {
public:
    struct Entry {
        std::uint64_t at_ms = 0;
        Due what = Due::Probe;
        std::uint32_t number = 0;

        auto operator<=>(const Entry&) const = default;
    };

    void arm(std::uint64_t at_ms, Due what, std::uint32_t number, std::uint64_t& armed_ms) {
        if (armed_ms != 0 && armed_ms <= at_ms) return;
        armed_ms = at_ms;
        entries_.push({at_ms, what, number});
    }
    [[nodiscard]] std::optional<std::uint64_t> next_ms() const noexcept {
        if (entries_.empty()) return std::nullopt;
        return entries_.top().at_ms;
    }
    [[nodiscard]] Entry pop() {
        const Entry entry = entries_.top();
        entries_.pop();
        return entry;
    }

private:
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> entries_;
};

} // namespace signpost::director
