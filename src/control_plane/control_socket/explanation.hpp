// The answer of `signpostctl explain`: why a client gets what it gets for a name.
//
// Reads the tables that answer queries. Any thread that keeps what it passes; the server does it on
// the loop's, for it is one look-up.
#pragma once

#include "control_plane/control_socket/request.hpp"
#include "control_plane/steering/compile.hpp"
#include "core/answer/why.hpp"

#include <string>
#include <vector>

namespace signpost::control_socket {

struct Explanation {
    static constexpr std::size_t kAliasesMax = 16; ///< More are not followed.

    std::vector<std::string> aliases; ///< From the name asked for to the one before why.name.
    answer::Why why;
    std::string view;                ///< The tags for which this client has a view; empty: none.
    std::optional<steer::Kind> type; ///< That was asked about.
};

/// `compiled` must be what the snapshot steers by; both must outlive the result. An alias that is
/// not steered is followed, unless it is what is asked about.
[[nodiscard]] Explanation explain(const Snapshot& snapshot, const steering::Compiled& compiled,
                                  const ExplainRequest& request);

/// The line to send, with its newline.
[[nodiscard]] std::string to_line(const Explanation& explanation);

} // namespace signpost::control_socket
