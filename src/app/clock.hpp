// The clocks of the machine, read for the control side. Any thread.
#pragma once

#include "core/health/moment.hpp"

namespace signpost::app {

[[nodiscard]] health::Moment now();

} // namespace signpost::app
