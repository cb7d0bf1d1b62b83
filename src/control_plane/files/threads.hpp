// The threads that files are loaded on. A value.
#pragma once

#include "loop/background.hpp"

namespace signpost::files {

/// Both must not deliver after their user is destroyed.
struct Threads {
    loop::Background& prompt;  ///< For what takes milliseconds: a small change is in service soon,
                               ///< even while queries take every core.
    loop::Background& patient; ///< For what may take seconds, and must not delay an answer.
};

} // namespace signpost::files
