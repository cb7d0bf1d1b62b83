// The texts of signpost.json that have a form of their own: names, addresses, domain names, ….
//
// Used by the check of forms, and again by those who take the values out. Pure; any thread.
#pragma once

#include "base/address.hpp"
#include "control_plane/config/form.hpp"
#include "core/wire/name.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace signpost::config {

struct DomainName {
    wire::Name name;
    std::string text; ///< "portal.ybj.example.", in lower case.
};

/// Nothing if it is none or lacks its final dot; `reason` then says why, with the remedy.
[[nodiscard]] std::optional<DomainName> parse_domain(std::string_view text, std::string& reason);

[[nodiscard]] inline bool is_pattern(std::string_view service_name) noexcept {
    return service_name.starts_with("*.");
}

/// Whom a line of an ISP table is for; what is empty is for everybody.
struct ClientsText {
    std::string_view isp;
    std::string_view region;
    std::string_view country;
};
[[nodiscard]] std::optional<ClientsText> parse_clients(std::string_view text);

/// A text that has been checked.
struct TextReading {
    std::string wrong;  ///< Empty, or what is wrong: "must be …, not "x"".
    std::string normal; ///< Texts that mean the same have the same one.
};
[[nodiscard]] TextReading read_text(const Form& form, std::string_view text);

/// "a name", "an address with …", for complaints.
[[nodiscard]] std::string_view example_of(Kind kind) noexcept;

} // namespace signpost::config
