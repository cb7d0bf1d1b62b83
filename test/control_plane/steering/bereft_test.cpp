#include "control_plane/steering/bereft.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

namespace signpost::steering {
namespace {

using health::Condition;
using health::Standing;
using Names = std::vector<std::string>;

const health::Subject kSiteA{health::SubjectKind::Site, "A", {}, {}};
const health::Subject kSiteB{health::SubjectKind::Site, "B", {}, {}};
const health::Subject kTelecom{health::SubjectKind::Link, "a-telecom", {}, {}};

/// "both" is at two sites, "south" at two links of one, "six" at two sites for IPv4, at one for 6.
struct World : test::SampleWorld {
    World()
        : SampleWorld({test::make_zone("x.example.", R"(
              both  60 A    203.0.113.10
              both  60 A    198.51.100.10
              south 60 A    203.0.113.11
              south 60 A    203.0.113.71
              six   60 A    203.0.113.12
              six   60 A    198.51.100.12
              six   60 AAAA 2001:db8:a1::1
              six   60 AAAA 2001:db8:a1::2
          )")}) {
        for (const char* name : {"both.x.example.", "south.x.example.", "six.x.example."})
            add(name);
        compile();
    }
    [[nodiscard]] Names left_without(const health::Subject& changed, Standing standing) const {
        health::Standings then = standings;
        then.conditions.insert_or_assign(changed, Condition{.standing = standing});
        return steering::left_without(now, changed, standings, then);
    }
};

TEST_SUITE("control_plane/steering/bereft") {

    TEST_CASE_FIXTURE(World, "services are told that lose the last of a kind that is up") {
        CHECK(left_without(kTelecom, Standing::TakenDown) == Names{"six.x.example."});
        CHECK(left_without(kSiteA, Standing::Drained) ==
              Names{"south.x.example.", "six.x.example."});
        CHECK(left_without(kSiteB, Standing::Drained).empty());
    }

    TEST_CASE_FIXTURE(World, "what nobody had before is not missed") {
        set("site/A", Standing::Down);
        compile();
        CHECK(left_without(kSiteA, Standing::TakenDown).empty());
        CHECK(left_without(kTelecom, Standing::TakenDown).empty());
        CHECK(left_without(kSiteB, Standing::TakenDown) ==
              Names{"both.x.example.", "six.x.example."});
    }

    TEST_CASE_FIXTURE(World, "of what is drained that is still given beside which nothing is up") {
        set("site/A", Standing::Drained);
        compile();
        CHECK(still_given(now, kSiteA) == Names{"south.x.example.", "six.x.example."});
        set("site/B", Standing::Down);
        compile();
        CHECK(still_given(now, kSiteA) ==
              Names{"both.x.example.", "south.x.example.", "six.x.example."});
        CHECK(still_given(now, kSiteB).empty());
    }

    TEST_CASE_FIXTURE(World, "addresses, links and names that are drained may be given, too") {
        for (const char* const drained :
             {"link/a-telecom", "endpoint/203.0.113.10", "service/both.x.example."}) {
            CAPTURE(drained);
            standings.conditions.clear();
            set("site/B", Standing::TakenDown);
            set(drained, Standing::Drained);
            compile();
            const Names names = still_given(now, *health::parse_subject(drained));
            CHECK(std::ranges::find(names, "both.x.example.") != names.end());
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
