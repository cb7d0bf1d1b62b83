// Redis's protocol: commands as octets, and replies from octets.
//
// hiredis parses; what it may build for a stranger is bounded here. Of a reply only what a probe
// can use is kept. Any one thread.
#pragma once

#include "base/bytes.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace signpost::probe {

/// With its words counted, so that they may hold anything.
[[nodiscard]] std::string redis_command(const std::vector<std::string>& words);

struct RedisReply {
    bool is_error = false;
    std::optional<std::string> text; ///< Of a list that of its first member; none of nil.
};

class RedisReplies {
public:
    static constexpr std::size_t kOctetsMax = 65'536; ///< Of all replies together.
    static constexpr int kMembersMax = 1024;          ///< Of one list.

    RedisReplies();
    ~RedisReplies();
    RedisReplies(const RedisReplies&) = delete;
    RedisReplies& operator=(const RedisReplies&) = delete;

    /// False if this is no reply, or too much: nothing follows.
    [[nodiscard]] bool feed(Bytes octets);
    /// In the order in which they came.
    [[nodiscard]] const std::vector<RedisReply>& all() const noexcept { return replies_; }

private:
    struct Parser; ///< hiredis's side of it.
    std::unique_ptr<Parser> parser_;
    std::size_t fed_ = 0;
    std::vector<RedisReply> replies_;
};

} // namespace signpost::probe
