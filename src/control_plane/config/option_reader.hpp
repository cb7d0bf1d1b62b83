// Taking the value of an option out of the file.
#pragma once

#include "control_plane/config/context.hpp"
#include "control_plane/config/options.hpp"

namespace signpost::config {

/// Puts the value into its field of `config`. What is wrong with it is complained about, and the
/// field then stays as it is.
void read_option(const Context& context, const Option& option, const Node& node, Config& config);

} // namespace signpost::config
