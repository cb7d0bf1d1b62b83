// Names as operators read and write them (RFC 1035 §5.1), for complaints, logs and status.
#pragma once

#include "base/bytes.hpp"

#include <string>

namespace signpost::wire {

/// "www.example.org." from an uncompressed, well-formed name; dots, backslashes and what is not
/// printable are escaped, so that text never lies about where a label ends.
[[nodiscard]] std::string name_to_text(Bytes name);

} // namespace signpost::wire
