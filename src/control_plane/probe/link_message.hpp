// What the kernel tells of network interfaces (rtnetlink(7)): a total parser.
#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string_view>

namespace signpost::probe {

struct LinkMessage {
    enum class Kind : std::uint8_t {
        Present,   ///< The interface is there, as told.
        Gone,      ///< It no longer is.
        EndOfList, ///< All there are have been told.
        Other,
    };
    Kind kind = Kind::Other;
    int index = 0;
    std::string_view name; ///< Borrowed; empty if it was not told.
    bool is_up = false;
    bool has_carrier = false;
    bool is_interrupted = false; ///< Of a list that changed while it was told: it may lack some.
};

/// Takes the next message off the front of `rest`. None at the end, or if what is left is malformed
/// (`rest` is empty then).
[[nodiscard]] std::optional<LinkMessage> take_link_message(Bytes& rest);

} // namespace signpost::probe
