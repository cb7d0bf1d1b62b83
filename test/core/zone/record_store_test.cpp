#include "core/wire/registry.hpp"
#include "core/zone/record_store.hpp"
#include "support/octets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace signpost::zone {
namespace {

using test::name_octets;
using test::Octets;

Octets octets_of(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

/// Its records, by line.
std::vector<std::uint32_t> lines_of(const RecordStore& store, OwnerId owner) {
    std::vector<StoredRecord> records;
    store.collect(owner, records);
    std::vector<std::uint32_t> lines;
    for (const StoredRecord& record : records) {
        lines.push_back(record.line);
        CHECK(octets_of(record.rdata) == test::u32(record.line));
    }
    return lines;
}

std::optional<OwnerId> find(const RecordStore& store, const Octets& owner) {
    wire::Name name;
    REQUIRE(name.read(owner) != 0);
    return store.find(name);
}

TEST_SUITE("core/zone/record_store") {

    TEST_CASE("owners in any order keep their records in the order of the file") {
        for (unsigned seed = 0; seed < 50; ++seed) {
            std::mt19937 random(seed);
            const std::size_t names = 1 + random() % 60;
            RecordStore store(name_octets("Example."));
            std::map<Octets, std::vector<std::uint32_t>> expected;
            for (std::uint32_t line = 1; line <= 400; ++line) {
                // Few names, so that one comes back before, and long after, it was last seen.
                std::string text = "n" + std::to_string(random() % names);
                if (random() % 3 == 0) text += ".Sub";
                const Octets owner = name_octets(text, "example.");
                const Octets rdata = test::u32(line);
                REQUIRE(store.add({owner, wire::type::kTxt, 300, rdata, line, 0}));
                expected[test::lowered(owner)].push_back(line);
            }
            store.finish();
            CHECK(store.record_count() == 400);
            CHECK(store.rdata_size() == 1600);
            std::set<Octets> owners{name_octets("example.")};
            for (const auto& [owner, lines] : expected) {
                owners.insert(owner);
                if (owner.size() > name_octets("sub.example.").size())
                    owners.insert(name_octets("sub.example."));
                const auto found = find(store, owner);
                REQUIRE(found);
                CHECK(lines_of(store, *found) == lines);
            }
            CHECK(store.owners().size() == owners.size());
        }
    }

    TEST_CASE("every ancestor of an owner is an owner, once") {
        RecordStore store(name_octets("example."));
        const Octets rdata = test::u32(1);
        for (const char* owner : {"a.b.c", "b.c", "x.b.c", "*.d", "@"})
            REQUIRE(
                store.add({name_octets(owner, "example."), wire::type::kTxt, 300, rdata, 1, 0}));
        store.finish();
        CHECK(store.owners().size() == 7); // apex a.b.c b.c c x.b.c *.d d
        for (const char* owner : {"a.b.c", "b.c", "c", "x.b.c", "*.d", "d", "@"})
            CHECK_MESSAGE(find(store, name_octets(owner, "example.")), owner);
        CHECK_FALSE(find(store, name_octets("a.c", "example.")));
        const auto c = find(store, name_octets("c", "example."));
        CHECK(store.owners().label_count(*c) == 1);
        CHECK(lines_of(store, *c).empty());
        CHECK(store.has(*find(store, name_octets("*.d", "example.")), Trait::Wildcard));
    }

    TEST_CASE("what is outside the apex is refused") {
        RecordStore store(name_octets("example."));
        const Octets rdata = test::u32(1);
        const auto add = [&](const char* owner) {
            return store.add({name_octets(owner), wire::type::kTxt, 300, rdata, 1, 0});
        };
        CHECK_FALSE(add("elsewhere."));
        CHECK_FALSE(add("notexample."));
        CHECK_FALSE(add("."));
        CHECK(add("EXAMPLE."));
        store.finish();
        CHECK(store.record_count() == 1);
        CHECK(store.owners().size() == 1);
    }

    TEST_CASE("a wildcard's NS and DNAME cover nothing, an apex's DNAME covers all below") {
        for (const bool at_apex : {false, true}) {
            RecordStore store(name_octets("example."));
            const Octets rdata = name_octets("elsewhere.");
            const auto add = [&](const char* owner, std::uint16_t rr_type) {
                REQUIRE(store.add({name_octets(owner, "example."), rr_type, 300, rdata, 1, 0}));
            };
            add("*.w", wire::type::kNs);
            add("*.w", wire::type::kDname);
            add("a.*.w", wire::type::kTxt);
            if (at_apex) add("@", wire::type::kDname);
            store.finish();
            for (const char* owner : {"w", "*.w", "a.*.w"}) {
                const auto id = find(store, name_octets(owner, "example."));
                CHECK(store.cover_of(*id).has_value() == at_apex);
            }
            CHECK_FALSE(store.cover_of(RecordStore::kApex));
        }
    }

    TEST_CASE("traits come from all records of an owner, also from those that come later") {
        RecordStore store(name_octets("example."));
        const Octets rdata = name_octets("ns.example.");
        const auto add = [&](const std::string& owner, std::uint16_t rr_type) {
            REQUIRE(store.add({name_octets(owner, "example."), rr_type, 300, rdata, 1, 0}));
        };
        add("cut", wire::type::kTxt);
        for (int other = 0; other < 20; ++other)
            add("n" + std::to_string(other), wire::type::kTxt);
        add("cut", wire::type::kNs);
        add("@", wire::type::kNs);
        add("host.below.cut", wire::type::kA);
        store.finish();
        const auto cut = find(store, name_octets("cut.example."));
        CHECK(store.is_cut(*cut));
        CHECK_FALSE(store.is_cut(RecordStore::kApex));
        CHECK(store.cover_of(*find(store, name_octets("host.below.cut.example."))) == cut);
        CHECK(store.cover_of(*find(store, name_octets("below.cut.example."))) == cut);
        CHECK_FALSE(store.cover_of(*cut));
        CHECK_FALSE(store.has(*find(store, name_octets("n1.example.")), Trait::Checkable));
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone
