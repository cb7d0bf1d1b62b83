// What loading files would find, told from names and stamps alone. A value.
#pragma once

#include <cstdint>

namespace signpost::files {

struct Outlook {
    bool has_changed = false;
    std::uint64_t octets = 0; ///< Size of what would be read or worked on, roughly.
};

} // namespace signpost::files
