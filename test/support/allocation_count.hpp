// Counts what operator new hands out in the whole test program.
#pragma once

#include <cstddef>

namespace signpost::test {

/// Calls of operator new, of any form and by any thread, since the program began.
[[nodiscard]] std::size_t allocation_count() noexcept;

} // namespace signpost::test
