// One resource record as a zone file states it, in wire form, with the place it came from.
//
// Made by control_plane/zonefile, consumed by ZoneBuilder. Everything is borrowed: valid during the
// call that passes the record on, and no longer.
#pragma once

#include "base/bytes.hpp"

namespace signpost::zone {

struct Record {
    Bytes owner;             ///< Absolute, uncompressed wire form, letters as the file spells them.
    std::uint16_t type = 0;  ///< The class is always IN; the reader refuses others.
    std::uint32_t ttl_s = 0; ///< At most 2^31 - 1 (RFC 2181 §8).
    Bytes rdata;             ///< Uncompressed wire form; names spelt as in the file.
    std::uint32_t line = 0;  ///< Where the record begins, from 1.
    std::uint16_t file = 0;  ///< Index into the reader's list of files: 0 is the zone file itself.
};

} // namespace signpost::zone
