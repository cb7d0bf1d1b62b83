#include "control_plane/probe/redis_replies.hpp"

#include <hiredis/hiredis.h>

#include <new>

namespace signpost::probe {
namespace {

struct FreeReply {
    void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};

RedisReply reply_of(const redisReply& raw) {
    const redisReply* scalar = &raw;
    if (raw.type == REDIS_REPLY_ARRAY && raw.elements > 0) scalar = *raw.element;
    switch (scalar->type) {
    case REDIS_REPLY_INTEGER:
        return {.is_error = false, .text = std::to_string(scalar->integer)};
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
        return {.is_error = raw.type == REDIS_REPLY_ERROR,
                .text = std::string(scalar->str, static_cast<std::size_t>(scalar->len))};
    default:
        return {};
    }
}

} // namespace

std::string redis_command(const std::vector<std::string>& words) {
    std::string command = "*" + std::to_string(words.size()) + "\r\n";
    for (const std::string& word : words)
        command += "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
    return command;
}

struct RedisReplies::Parser {
    Parser() : reader(redisReaderCreate()) {
        if (!reader) throw std::bad_alloc();
        usual = *reader->fn;
        bounded = usual;
        bounded.createArray = &create_array;
        reader->fn = &bounded;
        reader->privdata = this;
    }

    /// hiredis would allocate a list for as many members as a stranger says it has. It counts them
    /// in an int before 1.0 and in a size_t since.
    template <class Count>
    static void* create_array(const redisReadTask* task, Count members) {
        if (members > Count{kMembersMax}) return nullptr;
        return static_cast<const Parser*>(task->privdata)->usual.createArray(task, members);
    }

    struct Free {
        void operator()(redisReader* old) const noexcept { redisReaderFree(old); }
    };
    redisReplyObjectFunctions usual{};
    redisReplyObjectFunctions bounded{};
    std::unique_ptr<redisReader, Free> reader;
};

RedisReplies::RedisReplies() : parser_(std::make_unique<Parser>()) {}
RedisReplies::~RedisReplies() = default;

bool RedisReplies::feed(Bytes octets) {
    fed_ += octets.size();
    if (fed_ > kOctetsMax) return false;
    redisReader* const reader = parser_->reader.get();
    const void* const bytes = octets.data();
    if (redisReaderFeed(reader, static_cast<const char*>(bytes), octets.size()) != REDIS_OK)
        return false;
    for (;;) { // ends: each turn takes a reply off what was fed
        void* reply = nullptr;
        if (redisReaderGetReply(reader, &reply) != REDIS_OK) return false;
        if (reply == nullptr) return true;
        const std::unique_ptr<redisReply, FreeReply> raw(static_cast<redisReply*>(reply));
        replies_.push_back(reply_of(*raw));
    }
}

} // namespace signpost::probe
