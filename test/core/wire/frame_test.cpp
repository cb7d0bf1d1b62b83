#include "core/wire/frame.hpp"

#include <doctest/doctest.h>

#include <string>

namespace signpost::wire {
namespace {

std::vector<std::uint8_t> frame_of(std::size_t length, std::uint8_t fill) {
    std::vector<std::uint8_t> frame(kFrameLengthSize + length, fill);
    write_frame_length(frame, length);
    return frame;
}

void append(std::vector<std::uint8_t>& stream, const std::vector<std::uint8_t>& frame) {
    stream.insert(stream.end(), frame.begin(), frame.end());
}

/// The lengths of the messages that come out of `stream` when it is read `step` octets at a time.
/// Of each chunk at most `most` messages are taken at once; the rest when it is asked again.
std::vector<std::size_t> lengths_of(Bytes stream, std::size_t step, std::size_t most) {
    FrameReader reader;
    std::vector<std::size_t> lengths;
    const auto take = [&] {
        std::size_t count = 0;
        for (std::optional<Bytes> message; count < most && (message = reader.next()); ++count)
            lengths.push_back(message->size());
        reader.keep();
        return count == most;
    };
    while (!stream.empty()) {
        const Bytes chunk = stream.first(std::min(step, stream.size()));
        stream = stream.subspan(chunk.size());
        const std::vector<std::uint8_t> only_here(chunk.begin(), chunk.end());
        reader.feed(only_here);
        while (take())
            reader.feed({});
    }
    CHECK_FALSE(reader.has_rest());
    return lengths;
}

} // namespace

TEST_SUITE("core/wire/frame") {
    TEST_CASE("messages come out whole, however the stream is cut") {
        std::vector<std::uint8_t> stream;
        const std::vector<std::size_t> lengths{12, 0, 1, 300, 65535, 17, 0, 255, 256};
        for (const std::size_t length : lengths)
            append(stream, frame_of(length, 7));
        for (const std::size_t step : {1U, 2U, 3U, 13U, 14U, 15U, 1000U, 65536U, 1000000U})
            for (const std::size_t most : {1U, 2U, 1000U}) {
                CAPTURE(step);
                CAPTURE(most);
                CHECK(lengths_of(stream, step, most) == lengths);
            }
    }

    TEST_CASE("the octets of a message are those that were sent") {
        auto stream = frame_of(5, 'a');
        append(stream, frame_of(7, 'b'));
        FrameReader reader;
        reader.feed(Bytes(stream).first(9)); // the second frame is cut within its length and body
        const auto first = reader.next();
        REQUIRE(first.has_value());
        CHECK(std::string(first->begin(), first->end()) == "aaaaa");
        CHECK_FALSE(reader.next().has_value());
        reader.keep();
        CHECK(reader.has_rest());
        reader.feed(Bytes(stream).subspan(9));
        const auto second = reader.next();
        REQUIRE(second.has_value());
        CHECK(std::string(second->begin(), second->end()) == "bbbbbbb");
        reader.keep();
        CHECK_FALSE(reader.has_rest());
    }

    TEST_CASE("a message that lies within a chunk is not copied") {
        const auto stream = frame_of(5, 'a');
        FrameReader reader;
        reader.feed(stream);
        CHECK(reader.next()->data() == stream.data() + kFrameLengthSize);
    }

    TEST_CASE("a length alone is no message, not even of length zero") {
        const std::vector<std::uint8_t> stream{0};
        FrameReader reader;
        reader.feed(stream);
        CHECK_FALSE(reader.next().has_value());
        reader.keep();
        CHECK(reader.has_rest());
        reader.feed(stream);
        REQUIRE(reader.next().has_value());
    }
}

} // namespace signpost::wire
