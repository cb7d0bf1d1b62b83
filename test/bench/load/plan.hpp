// What the generator is asked to do, as its command line says it.
#pragma once

#include "base/address.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace signpost::bench {

struct Plan {
    SocketAddress server;
    std::string queries;          ///< The query file.
    bool tcp = false;             ///< Connections instead of datagrams.
    bool checked = true;          ///< False for echoes, whose replies say nothing.
    std::size_t sockets = 6;      ///< Or TCP connections.
    std::size_t window = 32;      ///< Outstanding queries of each socket.
    std::size_t bundle_max = 16;  ///< Datagrams handed to the kernel in one piece.
    std::uint64_t rate_per_s = 0; ///< UDP only: send on schedule; 0: as fast as answers come.
    double seconds = 0;           ///< Ends sending; 0: `count` does.
    std::uint64_t count = 0;      ///< Ends sending after so many queries; 0: `seconds` does.
    std::string watched_zone;     ///< UDP only: end after its serial changes; empty: none.
};

[[nodiscard]] std::string usage();

/// Reads the arguments after the program's name; nothing if they make no sense.
[[nodiscard]] std::optional<Plan> parse_plan(std::span<char* const> arguments);

} // namespace signpost::bench
