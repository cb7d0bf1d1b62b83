// From the tree of signpost.json to config::Steering: numbers for names, and what only the file as
// a whole can tell to be wrong.
//
// Called by parse() after the forms of the sections were checked (form_check.hpp): what has the
// wrong form has been complained about, and is passed over here.
#pragma once

#include "control_plane/config/check_files.hpp"
#include "control_plane/config/context.hpp"
#include "control_plane/config/steering.hpp"

#include <vector>

namespace signpost::config {

/// Complains about references to what there is not, prefixes with two owners, and settings that
/// contradict each other. Paths of maps are as in the file. What checks need from the disk is added
/// to `check_files`. The options of `steering` have been read.
void read_steering(const Context& context, const Node& root, Steering& steering,
                   std::vector<CheckFile>& check_files);

} // namespace signpost::config
