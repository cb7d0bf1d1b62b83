// How many files the process may have open: a descriptor for each TCP connection, and for each
// probe, as all may be under way at once.
#pragma once

#include <cstdint>

namespace signpost::app {

/// Raises the limit to what so many connections and probes need, as far as the system lets us: it
/// may be less, which is logged. Root may go beyond the hard limit, so the first call comes before
/// root is left behind. Any thread.
void make_room_for_files(std::uint64_t connections, std::uint64_t probes);

} // namespace signpost::app
