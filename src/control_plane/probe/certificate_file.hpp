// Whether what stands in a file is a certificate or its key, told when the configuration is loaded.
//
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace signpost::probe {

/// Empty, or what is wrong with the text of a file that should hold one or more certificates:
/// "holds no certificate in PEM".
[[nodiscard]] std::string reason_of_bad_certificates(std::string_view pem);

/// Empty, or what is wrong with the text of a key: it is none, needs a password, or is not that of
/// the first certificate in `certificate_pem`, which is good.
[[nodiscard]] std::string reason_of_bad_key(std::string_view certificate_pem,
                                            std::string_view key_pem);

} // namespace signpost::probe
