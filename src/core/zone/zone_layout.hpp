// Laying out a checked zone in one run of memory.
//
// The second half of ZoneBuilder::build(): every owner becomes a node with its RRsets behind it,
// then the links between nodes and the hash table are filled in.
#pragma once

#include "base/complaint.hpp"
#include "core/zone/record_store.hpp"
#include "core/zone/zone.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace signpost::zone {

/// Uses `store` up, so that a large zone is not in memory twice for longer than needed. The store
/// must have passed check_zone(). Adds complaints about RRsets as a whole: differing TTLs, too
/// large a set; with an Error among them the zone must not be used.
[[nodiscard]] std::shared_ptr<const Zone> lay_out(std::unique_ptr<RecordStore> store,
                                                  std::span<const std::string> files,
                                                  std::vector<Complaint>& complaints);

} // namespace signpost::zone
