// The form of every line on the socket.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace signpost::control_socket {

using Json = nlohmann::ordered_json; ///< As in the structs, so that people can read it, too.

/// With its newline. Octets that are not UTF-8 are replaced.
[[nodiscard]] inline std::string line_of(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace signpost::control_socket
