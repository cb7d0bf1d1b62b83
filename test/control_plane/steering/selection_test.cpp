#include "control_plane/steering/sample_world.hpp"
#include "control_plane/steering/selection.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace signpost::steering {
namespace {

using test::make_zone;
using test::service_named;

struct Selecting {
    config::Steering config;
    Warnings warnings;

    /// "name<service", in order.
    std::vector<std::string> from(std::vector<std::shared_ptr<const zone::Zone>> all) {
        const zone::Zones zones(std::move(all));
        std::vector<std::string> lines;
        for (const Selected& one : select_names(config, zones, warnings)) {
            CHECK(one.zone.get() == zones.find(test_name(one.name)));
            CHECK(one.zone->find(test_name(one.name)).node == one.node);
            lines.push_back(one.name + "<" + one.service->name);
        }
        return lines;
    }
    static wire::Name test_name(const std::string& text) {
        wire::Name name;
        REQUIRE(name.read(test::name_octets(text)) != 0);
        return name;
    }
    std::string complaints() {
        std::string text;
        for (const Complaint& complaint : warnings.take())
            text += to_text(complaint) + "\n";
        return text;
    }
};

/// Lines that give each name two addresses.
std::string pairs(std::initializer_list<std::string> names) {
    std::string lines;
    for (const std::string& name : names)
        lines += name + " A 192.0.2.1\n" + name + " A 192.0.2.2\n";
    return lines;
}

using Lines = std::vector<std::string>;

TEST_SUITE("control_plane/steering/selection") {

    TEST_CASE("exact services beat patterns, the longest pattern others, and patterns a default") {
        Selecting select;
        select.config.services = {service_named("*.example."), service_named("*.b.example."),
                                  service_named("x.b.example.")};
        select.config.zone_defaults = {service_named("example."), service_named("other.")};
        const Lines expected{"x.b.example.<x.b.example.", "example.<example.",
                             "a.example.<*.example.",     "b.example.<*.example.",
                             "y.b.example.<*.b.example.", "d.c.b.example.<*.b.example.",
                             "*.b.example.<*.b.example.", "www.other.<other."};
        CHECK(select.from(
                  {make_zone("example.", pairs({"@", "a", "b", "x.b", "y.b", "d.c.b", "*.b"})),
                   make_zone("other.", pairs({"www"})), make_zone("untouched.", pairs({"www"}))}) ==
              expected);
        CHECK(select.complaints().empty());
    }

    TEST_CASE("a pattern reaches into all zones at and below it, and no further") {
        Selecting select;
        select.config.services = {service_named("*.b.example.")};
        const Lines expected{"a.b.example.<*.b.example.", "c.b.example.<*.b.example.",
                             "x.c.b.example.<*.b.example."};
        CHECK(select.from({make_zone("example.", pairs({"@", "a.b", "b", "bb", "q.c.b"})),
                           make_zone("c.b.example.", pairs({"@", "x"})),
                           make_zone("z.example.", pairs({"@", "b"}))}) == expected);
    }

    TEST_CASE("patterns take names with two addresses or more of one family") {
        Selecting select;
        select.config.services = {service_named("*.example.")};
        const Lines expected{"two.example.<*.example.", "six.example.<*.example."};
        CHECK(select.from({make_zone("example.", R"(
            both  A     192.0.2.1
            both  AAAA  2001:db8::1
            one   A     192.0.2.1
            two   A     192.0.2.1
            two   A     192.0.2.2
            six   AAAA  2001:db8::1
            six   AAAA  2001:db8::2
            alias CNAME both
            text  TXT   two
            text  TXT   texts
            x.empty A   192.0.2.1
        )")}) == expected);
    }

    TEST_CASE("a pattern that is only for some takes all names with records") {
        Selecting select;
        select.config.services = {service_named("*.example.")};
        select.config.services[0].only_for = {"bank"};
        const Lines expected{"one.example.<*.example.",   "text.example.<*.example.",
                             "alias.example.<*.example.", "*.wild.example.<*.example.",
                             "d.example.<*.example.",     "below.own.example.<*.example.",
                             "own.example.<*.example.",   "x.empty.example.<*.example."};
        Lines selected = select.from({make_zone("example.", R"(
            @       A     192.0.2.1
            one     A     192.0.2.1
            text    TXT   text
            alias   CNAME one
            *.wild  TXT   wild
            x.empty A     192.0.2.1
            sub     NS    ns.sub
            ns.sub  A     192.0.2.1
            d       DNAME elsewhere.
            x.d     A     192.0.2.1
            x.own   A     192.0.2.1
        )"),
                                      make_zone("own.example.", "below TXT below")});
        std::ranges::sort(selected);
        Lines sorted = expected;
        std::ranges::sort(sorted);
        CHECK(selected == sorted);
    }

    TEST_CASE("what is delegated, redirected or another zone's is not steered") {
        Selecting select;
        select.config.services = {service_named("*.example.")};
        const std::string lines = pairs({"ns.sub", "*.sub", "below.d", "d", "kept"}) +
                                  "sub NS ns.sub\nd DNAME elsewhere.\n";
        CHECK(select.from({make_zone("example.", lines + pairs({"www.own"})),
                           make_zone("own.example.", "")}) ==
              Lines{"d.example.<*.example.", "kept.example.<*.example."});
    }

    TEST_CASE("an exact service that steers nothing says why") {
        struct Row {
            std::string name;
            std::string why;
        };
        const Row rows[] = {
            {"www.elsewhere.", "no zone here holds this name"},
            {"nothing.example.", "the zone example. has no such name"},
            {"x.wild.example.", "the zone example. has no such name"},
            {"sub.example.", "at or below the delegation sub.example."},
            {"ns.sub.example.", "at or below the delegation sub.example."},
            {"x.d.example.", "below the DNAME d.example."},
        };
        const auto zone = make_zone("example.", pairs({"ns.sub", "*.wild", "d"}) +
                                                    "sub NS ns.sub\nd DNAME elsewhere.\n");
        for (const Row& row : rows) {
            CAPTURE(row.name);
            Selecting select;
            select.config.services = {service_named(row.name)};
            CHECK(select.from({zone}).empty());
            const std::string complaints = select.complaints();
            CHECK(complaints.find("signpost.json:20:5: warning: /services/" + row.name + ": ") ==
                  0);
            CHECK(complaints.find(row.why) != complaints.npos);
        }
        Selecting select;
        select.config.zone_defaults = {service_named("d.example."), service_named("elsewhere.")};
        CHECK(select.from({zone}).empty());
        CHECK(select.warnings.take().size() == 2);
    }

    TEST_CASE("a name that is only for some, and that a wildcard gives to everybody, is told of") {
        Selecting select;
        select.config.services = {service_named("x.wild.example.")};
        select.config.services[0].only_for = {"bank"};
        CHECK(select.from({make_zone("example.", pairs({"*.wild"}))}).empty());
        const std::string complaints = select.complaints();
        CHECK(complaints.find("everybody gets the records of the wildcard *.wild.example.") !=
              complaints.npos);
        CHECK(complaints.find("close the service \"*.wild.example.\"") != complaints.npos);
    }

    TEST_CASE("a pattern that no name fits is told of") {
        Selecting select;
        select.config.services = {service_named("*.example."), service_named("*.exmaple.")};
        CHECK(select.from({make_zone("example.", pairs({"www"}))}).size() == 1);
        const std::string complaints = select.complaints();
        CHECK(complaints.find("/services/*.exmaple.: steers no name") != complaints.npos);
        CHECK(complaints.find("/services/*.example.") == complaints.npos);
    }

    TEST_CASE("an exact service takes a name with one address, and that of an apex") {
        Selecting select;
        select.config.services = {service_named("one.example."), service_named("example.")};
        CHECK(select.from({make_zone("example.", "one A 192.0.2.1\n@ A 192.0.2.1\n")}) ==
              Lines{"one.example.<one.example.", "example.<example."});
    }

    TEST_CASE("the root can have a default, and a pattern for all names") {
        Selecting select;
        select.config.services = {service_named("*.")};
        select.config.zone_defaults = {service_named(".")};
        CHECK(select.from({make_zone(".", pairs({"@", "www"}) + "ns.elsewhere A 192.0.2.9\n")}) ==
              Lines{".<.", "www.<*."});
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
