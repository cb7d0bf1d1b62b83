#include "control_plane/probe/tls_facts.hpp"

#include <openssl/ssl.h>

namespace signpost::probe {

TlsFacts facts_of(SSL* ssl) {
    TlsFacts facts{.protocol = SSL_get_version(ssl), .days_left = 0};
    const X509* const certificate = SSL_get0_peer_certificate(ssl);
    int seconds = 0;
    if (certificate != nullptr)
        ASN1_TIME_diff(&facts.days_left, &seconds, nullptr, X509_get0_notAfter(certificate));
    // Days and seconds have the same sign: some hours ago counts as a day ago.
    if (seconds < 0) --facts.days_left;
    return facts;
}

std::string to_text(const TlsFacts& facts) {
    return facts.protocol + ", " + std::to_string(facts.days_left) + " days left";
}

std::string wrong_with_days(const TlsFacts& facts, const config::TlsSettings& settings) {
    const auto needed = static_cast<int>(settings.days_left_min);
    if (needed == 0 || facts.days_left >= needed) return {};
    return "the certificate is good for " + std::to_string(facts.days_left) + " days, " +
           std::to_string(needed) + " are needed";
}

} // namespace signpost::probe
