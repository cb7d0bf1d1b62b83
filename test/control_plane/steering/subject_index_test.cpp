#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/subject_index.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace signpost::steering {
namespace {

struct World : test::SampleWorld {
    World()
        : SampleWorld({test::make_zone("x.example.", R"(
              both  60 A 203.0.113.10
              both  60 A 198.51.100.10
              both  60 A 192.0.2.10
              south 60 A 203.0.113.10
              south 60 A 203.0.113.71
          )")}) {
        add("both.x.example.");
        add("south.x.example.");
        compile();
    }
    /// Names of the services that are touched, in their order, separated by blanks.
    [[nodiscard]] std::string touched_by(const health::Subject& subject) const {
        std::vector<std::size_t> numbers;
        now.index->find(subject, numbers);
        std::ranges::sort(numbers);
        std::string names;
        for (const std::size_t number : numbers)
            names += (names.empty() ? "" : " ") + now.steering->plans.all()[number]->service().name;
        return names;
    }
};

TEST_SUITE("control_plane/steering/subject_index") {

    TEST_CASE_FIXTURE(World, "a subject touches the services that lead to it, each once") {
        const std::string both = "both.x.example.";
        const std::string all = "both.x.example. south.x.example.";
        const struct {
            const char* subject;
            std::string services;
        } rows[] = {
            {"site/A", all},
            {"site/B", both},
            {"site/C", ""},
            {"link/a-telecom", all},
            {"link/a-unicom", "south.x.example."},
            {"link/b-unicom", ""},
            {"endpoint/203.0.113.10", all},
            {"endpoint/192.0.2.10", both}, // on no link
            {"endpoint/192.0.2.11", ""},
            {"service/both.x.example.", both},
            {"service/A.", ""}, // a name of another kind
        };
        for (const auto& row : rows) {
            CAPTURE(row.subject);
            CHECK(touched_by(*health::parse_subject(row.subject)) == row.services);
        }
    }

    TEST_CASE_FIXTURE(World, "an endpoint is found whatever it is judged by") {
        CHECK(touched_by({health::SubjectKind::Endpoint, "192.0.2.10", "portal", "10.0.0.1"}) ==
              "both.x.example.");
    }

    TEST_CASE("without services nothing is touched") {
        test::SampleWorld world;
        world.compile();
        std::vector<std::size_t> numbers{7};
        world.now.index->find({health::SubjectKind::Site, "A", {}, {}}, numbers);
        CHECK(numbers == std::vector<std::size_t>{7});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
