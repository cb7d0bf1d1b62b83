// What was given when something was up last: for WhenNoneUp::ServeLastGood.
#pragma once

#include "core/steer/plan.hpp"

namespace signpost::steering {

/// Marks offers of a kind and view of which nothing is up or drained: those that some client was
/// left with in `before`, the same service's last plan, while something was; else those that were
/// marked there. All others lose their marks.
void mark_last_good(steer::Service& service, const steer::Plan& before);

} // namespace signpost::steering
