// The data of one record by itself, as operators write it outside zone files.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace signpost::zonefile {

/// Reads `text`, the data of a record of type `type` as a zone file has it, to wire form. Names
/// are absolute, even without a final dot.
[[nodiscard]] Result<std::vector<std::uint8_t>> parse_record_data(std::uint16_t type,
                                                                  const std::string& text);

} // namespace signpost::zonefile
