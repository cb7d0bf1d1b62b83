// What an operator can name: the sites, links, steered endpoints and steered names in service.
#pragma once

#include "control_plane/steering/keeper.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::steering {

/// "there is no link "a-telecon"; did you mean "a-telecom"?".
[[nodiscard]] Error no_such(const std::string& what, std::string_view name,
                            std::span<const std::string_view> all);

/// Borrowed from `compiled`.
[[nodiscard]] std::vector<std::string_view> names_of_services(const Compiled& compiled);

/// An error, which suggests the name probably meant, if there is no such subject.
[[nodiscard]] std::optional<Error> check_subject(const InService& now,
                                                 const health::Subject& subject);

} // namespace signpost::steering
