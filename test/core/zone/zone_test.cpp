#include "core/wire/presentation.hpp"
#include "core/zone/zone.hpp"
#include "support/reference_resolver.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

namespace signpost::zone {
namespace {

using test::make_zone;
using test::name_octets;
using test::Octets;

/// "exists www", "no name", "delegation sub": the relation, and the node it names.
std::string relation_of(const Zone& zone, const Octets& octets) {
    wire::Name name;
    REQUIRE(name.read(octets) != 0);
    const Match match = zone.find(name);
    const auto node_text = [&] {
        REQUIRE(match.node != nullptr);
        Octets labels(match.node->name().begin(), match.node->name().end());
        labels.push_back(0);
        return wire::name_to_text(labels);
    };
    switch (match.relation) {
    case Relation::Exists:
        return "exists " + node_text();
    case Relation::Delegation:
        return "delegation " + node_text();
    case Relation::Redirect:
        return "redirect " + node_text();
    case Relation::NoName:
        break;
    }
    return "no name";
}

struct Row {
    std::string why;
    std::string name;
    std::string relation;
};

template <std::size_t kCount>
void check_rows(const Zone& zone, const char* origin, const Row (&rows)[kCount]) {
    for (const Row& row : rows) {
        CAPTURE(row.why);
        CHECK(relation_of(zone, name_octets(row.name, origin)) == row.relation);
    }
}

TEST_SUITE("core/zone/zone") {

    TEST_CASE("the wildcard zone of RFC 4592 §2.2.1") {
        const auto zone = make_zone("example.", R"(
            *            TXT   wildcard
            *            MX    10 host1.example.
            sub.*        TXT   beneath
            host1        A     192.0.2.1
            _ssh._tcp.host1 SRV 0 0 22 host1.example.
            _ssh._tcp.host2 SRV 0 0 22 host1.example.
            subdel       NS    ns.elsewhere.
            subdel       NS    ns2.elsewhere.
        )");
        // clang-format off
        const Row rows[] = {
            {"synthesis from the wildcard", "host3", "exists *."},
            {"at any depth", "foo.bar", "exists *."},
            {"host1 exists: no synthesis for other types", "host1", "exists host1."},
            {"the wildcard itself is a name", "*", "exists *."},
            {"below the wildcard a name may stand", "sub.*", "exists sub.*."},
            {"it is no wildcard there", "other.*", "no name"},
            {"an empty non-terminal exists", "host2", "exists host2."},
            {"and so does the one above the service", "_tcp.host1", "exists _tcp.host1."},
            {"below an existing name the wildcard ends", "_telnet._tcp.host1", "no name"},
            {"the closest encloser is the delegation", "host.subdel", "delegation subdel."},
            {"the wildcard's name below another owner", "ghost.*", "no name"},
            {"the apex", "@", "exists ."},
        };
        // clang-format on
        check_rows(*zone, "example.", rows);
    }

    TEST_CASE("wildcards within wildcards and below empty names") {
        const auto zone = make_zone("example.", R"(
            *.*.a   TXT  two
            *.b     TXT  one
            x.*.b   TXT  below
        )");
        // clang-format off
        const Row rows[] = {
            {"an empty wildcard stands in for its neighbours", "y.a", "exists *.a."},
            {"a name below those: the encloser is a, whose wildcard is empty", "z.y.a", "exists *.a."},
            {"below the star itself the inner one counts", "z.*.a", "exists *.*.a."},
            {"an existing name below a star", "x.*.b", "exists x.*.b."},
            {"the star's other children do not exist", "y.*.b", "no name"},
            {"an empty name above a wildcard", "a", "exists a."},
        };
        // clang-format on
        check_rows(*zone, "example.", rows);
    }

    TEST_CASE("nodes follow each other from the apex on, as many as there are names") {
        const auto zone = make_zone("example.", R"(
            a            A     192.0.2.1
            a            A     192.0.2.2
            a            MX    10 a.example.
            abc.b        TXT   odd
            *.w          TXT   x
        )");
        std::vector<std::string> names;
        const Node* node = &zone->apex_node();
        for (std::size_t left = zone->name_count(); left != 0; --left) {
            Octets labels(node->name().begin(), node->name().end());
            labels.push_back(0);
            names.push_back(wire::name_to_text(labels) + std::to_string(node->rrset_count()));
            if (left != 1) node = node->next();
        }
        CHECK(names == std::vector<std::string>{".2", "a.2", "abc.b.1", "b.0", "*.w.1", "w.0"});
    }

    TEST_CASE("cuts and DNAMEs cover what is below them") {
        const auto zone = make_zone("example.", R"(
            sub          NS     ns.sub
            ns.sub       A      192.0.2.1
            *.ns.sub     A      192.0.2.2
            b.a.ns.sub   A      192.0.2.4
            in.sub       NS     ns.in.sub
            ns.in.sub    A      192.0.2.3
            d            DNAME  elsewhere.
            d            A      192.0.2.5
            below.d      A      192.0.2.6
            *.below.d    A      192.0.2.6
            cut.below.d  NS     ns.elsewhere.
            *            TXT    any
            *.w          NS     ns.elsewhere.
        )");
        // clang-format off
        const Row rows[] = {
            {"the cut", "sub", "delegation sub."},
            {"below it, not existing", "x.y.sub", "delegation sub."},
            {"glue is not an answer", "ns.sub", "delegation sub."},
            {"nor what is below glue", "x.ns.sub", "delegation sub."},
            {"nor a wildcard below glue", "*.ns.sub", "delegation sub."},
            {"an empty name below glue", "a.ns.sub", "delegation sub."},
            {"a cut below a cut is none", "in.sub", "delegation sub."},
            {"and nothing below it", "ns.in.sub", "delegation sub."},
            {"the owner of a DNAME answers for itself", "d", "exists d."},
            {"below it all is redirected", "x.d", "redirect d."},
            {"also what the zone has there", "below.d", "redirect d."},
            {"also below that", "x.below.d", "redirect d."},
            {"a cut below a DNAME is none", "x.cut.below.d", "redirect d."},
            {"the NS of a wildcard delegates nothing", "x.w", "exists *.w."},
            {"a wildcard at the apex", "x", "exists *."},
        };
        // clang-format on
        check_rows(*zone, "example.", rows);
    }

    TEST_CASE("covers hold in any order of the records") {
        const std::string orders[] = {
            "*.ns.sub A 192.0.2.2\nns.sub A 192.0.2.1\nsub NS ns.sub\n",
            "sub NS ns.sub\nns.sub A 192.0.2.1\n*.ns.sub A 192.0.2.2\n",
            "ns.sub A 192.0.2.1\n*.ns.sub A 192.0.2.2\nsub NS ns.sub\n",
        };
        for (const std::string& order : orders) {
            CAPTURE(order);
            const auto zone = make_zone("example.", order);
            CHECK(relation_of(*zone, name_octets("ns.sub.example.")) == "delegation sub.");
            CHECK(relation_of(*zone, name_octets("x.ns.sub.example.")) == "delegation sub.");
            CHECK(relation_of(*zone, name_octets("*.ns.sub.example.")) == "delegation sub.");
        }
    }

    TEST_CASE("a DNAME at the apex redirects all of the zone") {
        const auto zone = make_zone("example.", "@ DNAME elsewhere.\nwww A 192.0.2.1\n");
        CHECK(relation_of(*zone, name_octets("example.")) == "exists .");
        CHECK(relation_of(*zone, name_octets("www.example.")) == "redirect .");
        CHECK(relation_of(*zone, name_octets("a.b.example.")) == "redirect .");
    }

    TEST_CASE("the root as apex") {
        const auto zone = make_zone(
            ".", "com NS ns.com\nns.com A 192.0.2.1\n*.a TXT x\nns.elsewhere A 192.0.2.1\n");
        CHECK(relation_of(*zone, name_octets(".")) == "exists .");
        CHECK(relation_of(*zone, name_octets("www.x.com.")) == "delegation com.");
        CHECK(relation_of(*zone, name_octets("org.")) == "no name");
        CHECK(relation_of(*zone, name_octets("b.a.")) == "exists *.a.");
    }

    TEST_CASE("a zone knows its serial, its size, and the SOA of a negative answer") {
        const auto zone = make_zone("Example.", "a.b A 192.0.2.1\na.b A 192.0.2.2\n");
        CHECK(zone->serial() == 7);
        CHECK(zone->record_count() == 4);
        CHECK(zone->name_count() == 3); // apex, b, a.b
        CHECK(zone->apex_label_count() == 1);
        CHECK(std::ranges::equal(zone->apex(), name_octets("example.")));
        CHECK(zone->negative_soa().type() == 6);
        CHECK(zone->negative_soa().wire()[9] == 60); // TTL: the minimum, below the SOA's 3600
    }

    /// relation_of() by a walk over plain maps.
    std::string reference_relation(const test::ReferenceZone& zone, const Octets& name) {
        using Kind = test::ReferenceZone::Kind;
        const test::ReferenceZone::Found found = zone.find(name);
        if (found.kind == Kind::NoName) return "no name";
        Octets labels(found.owner.begin(),
                      found.owner.end() - static_cast<std::ptrdiff_t>(zone.apex().size()));
        labels.push_back(0);
        const std::string kind = found.kind == Kind::Exists       ? "exists "
                                 : found.kind == Kind::Delegation ? "delegation "
                                                                  : "redirect ";
        return kind + wire::name_to_text(labels);
    }

    Octets random_name(std::mt19937 & random, std::size_t depth_max) {
        Octets name;
        for (std::size_t depth = random() % (depth_max + 1); depth != 0; --depth) {
            static constexpr std::uint8_t kLetters[] = {'a', 'b', '*', 'c'};
            name.insert(name.end(), {1, kLetters[random() % 4]});
        }
        return test::join({name, name_octets("example.")});
    }

    TEST_CASE("random zones: found by halving as by walking, also 127 labels deep") {
        for (unsigned seed = 0; seed < 120; ++seed) {
            std::mt19937 random(seed);
            const std::size_t depth_max = seed % 4 == 0 ? 123 : 1 + random() % 6;
            auto records = test::records_of(test::apex_lines(), "example.");
            for (std::size_t left = 1 + random() % 30; left != 0; --left) {
                const Octets owner = random_name(random, depth_max);
                const bool is_wildcard = owner[0] == 1 && owner[1] == '*';
                const bool is_apex = owner.size() == 9;
                const auto draw = random() % 12;
                std::uint16_t rr_type = 16;
                if (draw == 0 && !is_wildcard && !is_apex) rr_type = 2;
                if (draw == 1 && !is_wildcard) rr_type = 39;
                const Octets target = name_octets("ns.elsewhere.");
                const bool taken = std::ranges::any_of(
                    records, [&](const auto& record) { return record.owner == owner; });
                if (taken) continue;
                records.push_back({owner, rr_type, 300, rr_type == 16 ? Octets{1, 'x'} : target});
            }
            const ZoneBuilder::Outcome outcome = test::build_zone("example.", records);
            REQUIRE(outcome.zone);
            const test::ReferenceZone reference(name_octets("example."), records);
            for (int queries = 0; queries < 300; ++queries) {
                Octets name = random_name(random, depth_max + 2 > 123 ? 123 : depth_max + 2);
                if (records.size() > 2 && random() % 2 == 0) { // at or just below an owner
                    name = records[random() % records.size()].owner;
                    if (name.size() < 250 && random() % 2 == 0) name = test::join({{1, 'a'}, name});
                }
                CAPTURE(seed);
                CAPTURE(wire::name_to_text(name));
                REQUIRE(relation_of(*outcome.zone, name) == reference_relation(reference, name));
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone
