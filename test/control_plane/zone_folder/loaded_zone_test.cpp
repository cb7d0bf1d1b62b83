#include "control_plane/zone_folder/loaded_zone.hpp"
#include "control_plane/zone_folder/zone_text.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace signpost::zone_folder {
namespace {

/// A zone file whose versions are loaded one after the other.
class Versions {
public:
    const LoadedZone& load(std::string_view text) {
        folder_.write("x.example.zone", text);
        std::string reason;
        const std::optional<Origin> origin = origin_of("x.example.zone", reason);
        last_ = load_zone(folder_.file("x.example.zone"), *origin, last_.get());
        return *last_;
    }
    [[nodiscard]] const test::TemporaryFolder& folder() const { return folder_; }

private:
    test::TemporaryFolder folder_;
    std::shared_ptr<const LoadedZone> last_;
};

TEST_SUITE("control_plane/zone_folder/loaded_zone") {

    TEST_CASE("a good file gives its zone") {
        Versions versions;
        const LoadedZone& loaded = versions.load(zone_text(7));
        CHECK(loaded.is_current);
        CHECK(loaded.complaints.empty());
        CHECK(loaded.origin == "x.example.");
        REQUIRE(loaded.zone);
        CHECK(loaded.zone->serial() == 7);
        CHECK_FALSE(is_outdated(loaded));
        versions.folder().write("x.example.zone", zone_text(8));
        CHECK(is_outdated(loaded));
    }

    TEST_CASE("a bad file keeps the good version, and a first bad one gives none") {
        Versions versions;
        CHECK_FALSE(versions.load("@ 60 SOA\n").zone);
        const auto good = versions.load(zone_text(7)).zone;
        const LoadedZone& bad = versions.load(zone_text(8, "www A 1.2.3\n"));
        CHECK_FALSE(bad.is_current);
        CHECK(bad.zone == good);
        CHECK(has_error(bad.complaints));
        const LoadedZone& mended = versions.load(zone_text(8, "www A 192.0.2.3\n"));
        CHECK(mended.is_current);
        CHECK(mended.zone->serial() == 8);
        CHECK(mended.complaints.empty());
    }

    TEST_CASE("errors of the text and of the zone are told at once, but none that only follows") {
        Versions versions;
        const LoadedZone& loaded =
            versions.load("@ 60 SOA broken\nw 60 CNAME n\nw 60 A 192.0.2.1\n");
        std::vector<std::uint32_t> lines;
        for (const Complaint& complaint : loaded.complaints)
            lines.push_back(complaint.place.line);
        REQUIRE(lines.size() == 2); // not: "the zone has no SOA record", line 0
        CHECK(lines[0] == 1);
        CHECK(lines[1] >= 2);
    }

    TEST_CASE("changed records with a serial that is not later are served with a warning") {
        Versions versions;
        static_cast<void>(versions.load(zone_text(7)));
        const LoadedZone& same = versions.load(zone_text(7, "www 60 A 192.0.2.3\n"));
        CHECK(same.is_current);
        CHECK(same.zone->record_count() == 3);
        REQUIRE(same.complaints.size() == 1);
        CHECK(same.complaints[0].severity == Severity::Warning);
        CHECK(same.complaints[0].place.line == 1);
        CHECK(same.complaints[0].what.find("serial 7 is not later than 7") != std::string::npos);
        CHECK(versions.load(zone_text(8, "www 60 A 192.0.2.4\n")).complaints.empty());
    }

    TEST_CASE("the same records in another order are the same zone") {
        Versions versions;
        const auto before =
            versions.load(zone_text(7, "a 60 A 192.0.2.3\nb 60 A 192.0.2.4\n")).zone;
        const LoadedZone& loaded =
            versions.load(zone_text(7, "; moved\nb 60 A 192.0.2.4\na 60 A 192.0.2.3\n"));
        CHECK(loaded.zone == before);
        CHECK(loaded.complaints.empty());
        CHECK_FALSE(is_outdated(loaded));
        // Owner and address exchanged, or only the TTL another: another zone.
        CHECK(versions.load(zone_text(8, "a 60 A 192.0.2.4\nb 60 A 192.0.2.3\n")).zone != before);
        const auto last = versions.load(zone_text(8, "a 60 A 192.0.2.4\n")).zone;
        CHECK(versions.load(zone_text(8, "a 61 A 192.0.2.4\n")).zone != last);
    }

    TEST_CASE("a change of an included file outdates the zone, and so does its appearing") {
        Versions versions;
        versions.folder().write("hosts.inc", "h 60 A 192.0.2.9\n");
        const std::string text = zone_text(7, "$INCLUDE hosts.inc\n");
        const LoadedZone& loaded = versions.load(text);
        CHECK(loaded.is_current);
        versions.folder().write("hosts.inc", "h 60 A 192.0.2.10\n");
        CHECK(is_outdated(loaded));
        versions.folder().remove("hosts.inc");
        const LoadedZone& missing = versions.load(text);
        CHECK_FALSE(missing.is_current);
        CHECK_FALSE(is_outdated(missing));
        versions.folder().write("hosts.inc", "h 60 A 192.0.2.9\n");
        CHECK(is_outdated(missing));
    }

    TEST_CASE("serials follow one another in a circle") {
        CHECK(is_later_serial(2, 1));
        CHECK_FALSE(is_later_serial(1, 1));
        CHECK_FALSE(is_later_serial(1, 2));
        CHECK(is_later_serial(0, 0xffffffff));
        CHECK(is_later_serial(0x80000000, 1));
        CHECK_FALSE(is_later_serial(0x80000001, 1)); // undefined by RFC 1982 §3.2: not later
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zone_folder
