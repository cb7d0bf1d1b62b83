// Asks for a zone's SOA each millisecond, beside the load, and notes when its serial changes: the
// moment from which a reload is in service.
#pragma once

#include "bench/load/sockets.hpp"
#include "bench/load/tally.hpp"

#include <string>
#include <vector>

namespace signpost::bench {

class SerialWatch {
public:
    /// `socket` is a UDP socket connected to the server.
    SerialWatch(Descriptor socket, const std::string& zone);

    /// To be called often: asks when it is time to, and takes what answers there are.
    void turn(Tally& tally, std::int64_t now);

private:
    Descriptor socket_;
    std::vector<std::uint8_t> query_;
    std::int64_t next_ask_ns_ = 0;
};

} // namespace signpost::bench
