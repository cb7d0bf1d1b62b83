#include "control_plane/probe/certificate_file.hpp"

#include "control_plane/probe/refuse_password.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <limits>
#include <memory>

namespace signpost::probe {
namespace {

struct Free {
    void operator()(BIO* bio) const noexcept { BIO_free(bio); }
    void operator()(X509* certificate) const noexcept { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
using Text = std::unique_ptr<BIO, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;

Text open_text(std::string_view text) {
    const std::size_t size = std::min<std::size_t>(text.size(), std::numeric_limits<int>::max());
    return Text(BIO_new_mem_buf(text.data(), static_cast<int>(size)));
}

Certificate next_certificate(BIO* text) {
    return Certificate(PEM_read_bio_X509(text, nullptr, refuse_password, nullptr));
}

/// Whether reading stopped because there was nothing left. Empties the thread's list of errors.
bool is_at_end() {
    const unsigned long error = ERR_peek_last_error();
    ERR_clear_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

} // namespace

std::string reason_of_bad_certificates(std::string_view pem) {
    const Text text = open_text(pem);
    std::size_t count = 0;
    while (next_certificate(text.get())) // ends: each turn reads on in the text
        ++count;
    if (!is_at_end()) return "holds a certificate in PEM that is damaged";
    return count == 0 ? "holds no certificate in PEM" : "";
}

std::string reason_of_bad_key(std::string_view certificate_pem, std::string_view key_pem) {
    const Text key_text = open_text(key_pem);
    const Key key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, refuse_password, nullptr));
    ERR_clear_error();
    if (!key) return "holds no private key in PEM that can be read without a password";
    const Text certificate_text = open_text(certificate_pem);
    const Certificate certificate = next_certificate(certificate_text.get());
    const bool fits = certificate && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    return fits ? "" : "is not the key of the certificate";
}

} // namespace signpost::probe
