// The network interfaces and which of them can carry something, from what the kernel tells.
//
// The carrier watch asks and feeds it. What a whole list does not name is gone; a list that changed
// while it was told may lack what is there, and takes nothing away. Pure.
#pragma once

#include "base/bytes.hpp"

#include <map>
#include <string>

namespace signpost::probe {

class LinkList {
public:
    enum class End : std::uint8_t {
        None,  ///< No list has ended.
        Whole, ///< It named all there are.
        Torn,  ///< It changed while it was told, and must be asked for again.
    };

    /// A list was asked for.
    void begin();
    /// Netlink messages, of a list or of a change.
    [[nodiscard]] End take_in(Bytes messages);

    /// There was a whole list once.
    [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
    /// As CarrierWatch::fault_of().
    [[nodiscard]] std::string fault_of(const std::string& interface) const;

private:
    struct Link {
        std::string name;
        bool is_up = false;
        bool has_carrier = false;
        bool is_listed = true; ///< Told since the list was last asked for.
    };
    [[nodiscard]] End end();

    std::map<int, Link> links_;
    bool is_torn_ = false; ///< The list that is being told.
    bool is_complete_ = false;
};

} // namespace signpost::probe
