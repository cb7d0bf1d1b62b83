#include "core/zone/zone_builder.hpp"

#include "core/wire/presentation.hpp"
#include "core/zone/zone_checks.hpp"
#include "core/zone/zone_layout.hpp"

#include <utility>

namespace signpost::zone {
namespace {

/// Keeps the first kComplaintsMax of each severity and says how many more there are.
void shorten(std::vector<Complaint>& complaints) {
    std::size_t counts[2] = {};
    std::erase_if(complaints, [&counts](const Complaint& complaint) {
        return ++counts[static_cast<std::size_t>(complaint.severity)] > ZoneBuilder::kComplaintsMax;
    });
    for (const Severity severity : {Severity::Warning, Severity::Error}) {
        const std::size_t count = counts[static_cast<std::size_t>(severity)];
        if (count <= ZoneBuilder::kComplaintsMax) continue;
        complaints.push_back(
            {severity, complaints.front().place,
             "and " + std::to_string(count - ZoneBuilder::kComplaintsMax) + " more of the kind"});
        complaints.back().place.line = 0;
    }
}

} // namespace

void ZoneBuilder::add(const Record& record) {
    if (store_->add(record)) return;
    if (strays_.size() <= kComplaintsMax)
        strays_.push_back({record.file, record.line, wire::name_to_text(record.owner)});
}

ZoneBuilder::Outcome ZoneBuilder::build(std::span<const std::string> files) && {
    Outcome outcome;
    const std::string apex = wire::name_to_text(store_->apex().octets());
    for (const Stray& stray : strays_)
        outcome.complaints.push_back({Severity::Error,
                                      {files[stray.file], stray.line, 0},
                                      stray.owner + " is not in the zone " + apex});
    store_->finish();
    check_zone(*store_, files, outcome.complaints);
    if (!has_error(outcome.complaints)) {
        outcome.zone = lay_out(std::move(store_), files, outcome.complaints);
        if (has_error(outcome.complaints)) outcome.zone.reset();
    }
    shorten(outcome.complaints);
    return outcome;
}

} // namespace signpost::zone
