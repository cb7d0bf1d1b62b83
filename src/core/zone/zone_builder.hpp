// From records to a zone that workers can read.
//
// The control side makes one builder for each zone file it reads, on a background thread: add()
// every record, then build(). Nothing is shared with zones in service.
#pragma once

#include "base/complaint.hpp"
#include "core/zone/record_store.hpp"
#include "core/zone/zone.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace signpost::zone {

class ZoneBuilder {
public:
    /// How many errors, and how many warnings, one zone's complaints hold at most.
    static constexpr std::size_t kComplaintsMax = 20;

    /// `apex` in wire form, any letter case; must be well-formed.
    explicit ZoneBuilder(Bytes apex) : store_(std::make_unique<RecordStore>(apex)) {}

    /// Keeps the record. One that is not at or below the apex becomes an error instead.
    void add(const Record& record);

    struct Outcome {
        std::shared_ptr<const Zone> zone; ///< Null if there is any error.
        std::vector<Complaint> complaints;
    };
    /// Checks the zone as a whole and lays it out. `files` are the names that Record::file counts,
    /// at least one. The builder is used up.
    [[nodiscard]] Outcome build(std::span<const std::string> files) &&;

private:
    struct Stray { // a record from outside the zone
        std::uint16_t file;
        std::uint32_t line;
        std::string owner;
    };

    std::unique_ptr<RecordStore> store_;
    std::vector<Stray> strays_;
};

} // namespace signpost::zone
