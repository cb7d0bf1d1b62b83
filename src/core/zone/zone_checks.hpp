// What is wrong with a zone as a whole, as named-checkzone would say it.
//
// Mistakes within one record are the reader's; here is what only shows when the records are seen
// together. Called by ZoneBuilder once all records are in.
#pragma once

#include "base/complaint.hpp"
#include "core/zone/record_store.hpp"

#include <span>
#include <string>
#include <vector>

namespace signpost::zone {

/// Checks every owner of `store` and adds what it finds, with places in `files`.
void check_zone(const RecordStore& store, std::span<const std::string> files,
                std::vector<Complaint>& complaints);

} // namespace signpost::zone
