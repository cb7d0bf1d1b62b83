#include "core/wire/name.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace signpost::wire {
namespace {

using test::name_octets;
using test::Octets;

/// `count` labels of one octet each, and the root.
Octets deep_name(std::size_t count) {
    Octets name;
    for (std::size_t i = 0; i < count; ++i)
        name.insert(name.end(), {1, 'a'});
    name.push_back(0);
    return name;
}

Octets label_of(std::size_t length) {
    Octets label(length + 1, 'x');
    label[0] = static_cast<std::uint8_t>(length);
    return label;
}

TEST_SUITE("core/wire/name") {

    TEST_CASE("a name is read up to its root label, and no further") {
        const Octets message = test::join({name_octets("www.example."), {1, 'x', 0}});
        Name name;
        CHECK(name.read(message) == 13);
        CHECK(name.length() == 13);
        CHECK(name.label_count() == 2);
        CHECK(std::ranges::equal(name.octets(), name_octets("www.example.")));
    }

    TEST_CASE("every prefix of a name is refused") {
        for (const Octets& whole : {name_octets("a.bc.example."), deep_name(127),
                                    test::join({label_of(63), label_of(63), label_of(63), {0}})})
            for (std::size_t length = 0; length < whole.size(); ++length) {
                // A copy of its own, so that the sanitizer sees a read past it.
                const Octets prefix(whole.begin(),
                                    whole.begin() + static_cast<std::ptrdiff_t>(length));
                CAPTURE(length);
                CHECK(Name().read(prefix) == 0);
            }
    }

    TEST_CASE("limits of labels and names") {
        struct Row {
            std::string why;
            Octets octets;
            std::size_t length; // 0: refused
        };
        const Octets three = test::join({label_of(63), label_of(63), label_of(63)}); // 192 octets
        // clang-format off
        const Row rows[] = {
            {"the root", {0}, 1},
            {"a label of 63 octets (RFC 1035 §2.3.4)", test::join({label_of(63), {0}}), 65},
            {"64 is no length of a label", test::join({{64}, Octets(64, 'x'), {0}}), 0},
            {"a kind of label that was never used (RFC 6891 §5)", {0x80, 1, 'a', 0}, 0},
            {"a compression pointer", {1, 'a', 0xc0, 0x0c}, 0},
            {"255 octets", test::join({three, label_of(61), {0}}), 255},
            {"256 octets", test::join({three, label_of(62), {0}}), 0},
            {"127 labels", deep_name(127), 255},
            {"128 labels", deep_name(128), 0},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.why);
            CHECK(Name().read(row.octets) == row.length);
        }
    }

    TEST_CASE("exactly the octets A to Z change case, at every place of a label") {
        for (unsigned octet = 0; octet < 256; ++octet)
            for (std::size_t at = 1; at <= 19; ++at) { // words of 8, their ends, and the overlap
                Octets label = label_of(19);
                label[at] = static_cast<std::uint8_t>(octet);
                const Octets whole = test::join({label, {0}});
                Name name;
                REQUIRE(name.read(whole) == 21);
                CAPTURE(octet);
                CAPTURE(at);
                REQUIRE(std::ranges::equal(name.octets(), test::lowered(whole)));
            }
    }

    TEST_CASE("names of every length are lowered whole") {
        for (std::size_t length = 1; length <= 63; ++length) {
            Octets label(length + 1, 'Q');
            label[0] = static_cast<std::uint8_t>(length);
            const Octets whole = test::join({label, {0}});
            Name name;
            REQUIRE(name.read(whole) == length + 2);
            CHECK(std::ranges::equal(name.octets(), test::lowered(whole)));
        }
    }

    TEST_CASE("suffixes begin at labels") {
        Name name;
        REQUIRE(name.read(name_octets("a.bc.Example.")) != 0);
        CHECK(name.suffix_at(3) == 0);
        CHECK(std::ranges::equal(name.suffix(2), name_octets("bc.example.")));
        CHECK(std::ranges::equal(name.suffix(1), name_octets("example.")));
        CHECK(std::ranges::equal(name.suffix(0), name_octets(".")));
        REQUIRE(name.read(deep_name(127)) != 0);
        CHECK(name.suffix_at(0) == 254);
        CHECK(name.suffix_at(127) == 0);
    }

    TEST_CASE("equal octets have equal hashes, whatever stands around them") {
        std::mt19937 random(1);
        for (int turn = 0; turn < 2000; ++turn) {
            Octets label = label_of(1 + random() % 40);
            for (std::size_t i = 1; i < label.size(); ++i)
                label[i] = static_cast<std::uint8_t>('a' + random() % 26);
            Name alone;
            Name within;
            REQUIRE(alone.read(test::join({label, {0}})) != 0);
            REQUIRE(within.read(
                        test::join({label_of(random() % 30 + 1), label, label_of(5), {0}})) != 0);
            const std::size_t from = within.suffix_at(2);
            CHECK(alone.hash(0, label.size()) == within.hash(from, from + label.size()));
            CHECK(alone.hash(0, label.size()) != alone.hash(0, label.size() - 1));
        }
    }

    TEST_CASE("one changed octet changes the hash, wherever it stands") {
        Name name;
        for (std::size_t length = 1; length <= 40; ++length) {
            Octets whole = test::join({label_of(length), {0}});
            REQUIRE(name.read(whole) != 0);
            const std::uint64_t before = name.hash(0, name.length());
            for (std::size_t at = 1; at <= length; ++at) {
                whole[at] = 'y';
                REQUIRE(name.read(whole) != 0);
                CHECK(name.hash(0, name.length()) != before);
                whole[at] = 'x';
            }
        }
    }

    TEST_CASE("labels and a suffix are joined up to 255 octets") {
        const Octets three = test::join({label_of(63), label_of(63), label_of(63)});
        Name name;
        CHECK(name.assign(Octets{3, 'W', 'w', 'W'}, name_octets("Example.")));
        CHECK(std::ranges::equal(name.octets(), name_octets("www.example.")));
        CHECK(name.assign({}, name_octets("example.")));
        CHECK(name.label_count() == 1);
        CHECK(name.assign(label_of(61), test::join({three, {0}})));
        CHECK(name.length() == 255);
        CHECK_FALSE(name.assign(label_of(62), test::join({three, {0}})));
        CHECK_FALSE(name.assign(Octets{0xc0, 0x0c}, name_octets("example.")));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::wire
