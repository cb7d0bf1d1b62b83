// What a TLS handshake told, for people and for the check.
#pragma once

#include "control_plane/config/probe_kinds.hpp"

#include <string>

struct ssl_st;

namespace signpost::probe {

struct TlsFacts {
    std::string protocol;
    int days_left = 0; ///< Of the other side's certificate; negative: it has expired.
};

/// After the handshake.
[[nodiscard]] TlsFacts facts_of(ssl_st* ssl);

/// "TLSv1.3, 41 days left".
[[nodiscard]] std::string to_text(const TlsFacts& facts);

/// Empty, or why the certificate is not good for long enough.
[[nodiscard]] std::string wrong_with_days(const TlsFacts& facts,
                                          const config::TlsSettings& settings);

} // namespace signpost::probe
