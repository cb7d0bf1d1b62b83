#include "core/answer/look_ahead.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <random>

namespace signpost::answer {
namespace {

using test::Octets;

zone::Zones some_zones() {
    return zone::Zones({test::make_zone("example.", "www A 192.0.2.1\n"),
                        test::make_zone("other.", "www A 192.0.2.2\n"),
                        test::make_zone("sub.example.", "www A 192.0.2.3\n")});
}

TEST_SUITE("core/answer/look_ahead") {

    TEST_CASE("what is asked for is the zone that the reply will come from") {
        const zone::Zones zones = some_zones();
        for (const char* text : {"www.example.", "example.", "www.other.", "a.b.c.sub.example."}) {
            CAPTURE(text);
            wire::Name name;
            REQUIRE(name.read(test::name_octets(text)) != 0);
            zones.prefetch_slot(name);
            REQUIRE(zones.find(name) != nullptr);
            CHECK(zones.prefetch_zone(name) == zones.find(name));
        }
    }

    TEST_CASE("any octets, and more queries than there is room for, do no harm") {
        const zone::Zones zones = some_zones();
        const zone::Zones none({});
        LookAhead look_ahead;
        std::mt19937 dice(7);
        for (int round = 0; round < 2000; ++round) {
            for (std::size_t query = 0; query < dice() % (2 * LookAhead::kQueriesMax); ++query) {
                Octets octets(dice() % 300);
                for (std::uint8_t& octet : octets)
                    octet = static_cast<std::uint8_t>(dice() % 4 == 0 ? dice() : dice() % 8);
                look_ahead.add(octets); // of the exact size, so that ASan sees a read past the end
            }
            look_ahead.run(round % 2 == 0 ? zones : none);
        }
    }

    TEST_CASE("it pays for zones that outgrow a cache only") {
        CHECK_FALSE(LookAhead::pays_for(some_zones()));
        std::string lines;
        for (int host = 0; host < 20'000; ++host)
            lines += "host" + std::to_string(host) + " A 192.0.2.1\n";
        CHECK(LookAhead::pays_for(zone::Zones({test::make_zone("example.", lines)})));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::answer
