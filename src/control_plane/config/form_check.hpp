// Whether a value of signpost.json has the form that its section's table asks for.
#pragma once

#include "control_plane/config/context.hpp"
#include "control_plane/config/form.hpp"

#include <string>

namespace signpost::config {

/// Complains about all of `node` that is not as `form` says; `pointer` leads to it. Whether what it
/// refers to exists is not asked here.
void check_form(const Context& context, const Form& form, const Node& node,
                const std::string& pointer);

} // namespace signpost::config
