// libFuzzer target: replies of Redis, whole and in two parts. However they are cut, the same is
// read, and never more than the bounds allow.
#include "control_plane/probe/database_judgement.hpp"
#include "control_plane/probe/redis_replies.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace signpost;
using probe::RedisReplies;

void require(bool promise) {
    if (!promise) std::abort();
}

bool is_same(const probe::RedisReply& a, const probe::RedisReply& b) {
    return a.is_error == b.is_error && a.text == b.text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const Bytes octets(data + 1, size - 1);
    RedisReplies whole;
    const bool is_sound = whole.feed(octets);
    require(!is_sound || octets.size() <= RedisReplies::kOctetsMax);
    require(whole.all().size() <= octets.size());
    RedisReplies parts;
    const std::size_t cut = std::min<std::size_t>(data[0], octets.size());
    const bool is_sound_in_parts = parts.feed(octets.first(cut)) && parts.feed(octets.subspan(cut));
    require(is_sound == is_sound_in_parts);
    require(std::ranges::equal(whole.all(), parts.all(), is_same));
    for (const probe::RedisReply& reply : whole.all()) {
        require(!reply.text || reply.text->size() <= octets.size() + 20); // a number may be longer
        const auto facts = probe::parse_replication_info(reply.text.value_or(""));
        require(facts.role != config::DatabaseRole::Any);
    }
    return 0;
}
