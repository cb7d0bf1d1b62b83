// Any stream, cut in any way, gives the messages that a plain reading of RFC 1035 §4.2.2 gives.
#include "core/wire/frame.hpp"

#include <cstdlib>

namespace {

using signpost::Bytes;
using Messages = std::vector<std::vector<std::uint8_t>>;

struct Cut {
    Messages messages;
    std::size_t rest = 0;
};

Cut read_plainly(Bytes stream) {
    Cut cut;
    while (stream.size() >= 2) {
        const std::size_t length = std::size_t{stream[0]} * 256 + stream[1];
        if (stream.size() < 2 + length) break;
        const Bytes body = stream.subspan(2, length);
        cut.messages.emplace_back(body.begin(), body.end());
        stream = stream.subspan(2 + length);
    }
    cut.rest = stream.size();
    return cut;
}

void require(bool condition) {
    if (!condition) std::abort();
}

/// `steps` says where to cut the stream, and how many messages to take before keep().
Cut read_in_chunks(Bytes stream, Bytes steps) {
    signpost::wire::FrameReader reader;
    Cut cut;
    std::size_t turn = 0;
    const auto step = [&] { return steps.empty() ? 255U : steps[turn++ % steps.size()]; };
    const auto take_all = [&] {
        for (std::size_t most = 1 + step() % 4;; reader.feed({})) {
            std::size_t count = 0;
            for (std::optional<Bytes> message; count < most && (message = reader.next()); ++count)
                cut.messages.emplace_back(message->begin(), message->end());
            reader.keep();
            if (count < most) return;
        }
    };
    std::size_t fed = 0;
    while (!stream.empty()) {
        const Bytes chunk = stream.first(std::min<std::size_t>(1 + step(), stream.size()));
        stream = stream.subspan(chunk.size());
        fed += chunk.size();
        // A copy of exactly this size: reading past it, or after it is gone, is seen.
        const std::vector<std::uint8_t> only_here(chunk.begin(), chunk.end());
        reader.feed(only_here);
        take_all();
    }
    for (const auto& message : cut.messages)
        fed -= 2 + message.size();
    require(reader.has_rest() == (fed > 0));
    cut.rest = fed;
    return cut;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Bytes input(data, size);
    const Bytes steps = input.first(std::min<std::size_t>(size, 8));
    const Bytes stream = input.subspan(steps.size());
    const Cut plain = read_plainly(stream);
    const Cut chunked = read_in_chunks(stream, steps);
    require(plain.messages == chunked.messages);
    require(plain.rest == chunked.rest);
    return 0;
}
