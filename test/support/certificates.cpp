#include "support/certificates.hpp"

#include "base/address.hpp"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <functional>
#include <stdexcept>

namespace signpost::test {
namespace {

void require(bool is_done) {
    if (!is_done) throw std::runtime_error("OpenSSL makes no certificate");
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    require(extension != nullptr);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

std::string pem_of(const std::function<int(BIO*)>& write) {
    BIO* const out = BIO_new(BIO_s_mem());
    require(write(out) == 1);
    char* text = nullptr;
    const long size = BIO_get_mem_data(out, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(out);
    return pem;
}

} // namespace

Identity::Identity(const Wish& wish, const Identity* issuer)
    : key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")), certificate_(X509_new()) {
    constexpr long kDay_s = 86'400;
    X509_set_version(certificate_, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 4711);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), wish.days_from * kDay_s);
    // Half a day more, so that a count of whole days does not depend on the second.
    X509_gmtime_adj(X509_getm_notAfter(certificate_), wish.days_to * kDay_s + kDay_s / 2);
    X509_set_pubkey(certificate_, key_);
    const auto* const name =
        static_cast<const unsigned char*>(static_cast<const void*>(wish.name.c_str()));
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_), "CN", MBSTRING_UTF8, name, -1,
                               -1, 0);
    X509* const signer = issuer != nullptr ? issuer->certificate_ : certificate_;
    X509_set_issuer_name(certificate_, X509_get_subject_name(signer));
    if (wish.is_authority) add_extension(certificate_, signer, NID_basic_constraints, "CA:TRUE");
    add_extension(certificate_, signer, NID_subject_alt_name,
                  (parse_address(wish.name) ? "IP:" : "DNS:") + wish.name);
    require(X509_sign(certificate_, issuer != nullptr ? issuer->key_ : key_, EVP_sha256()) > 0);
}

Identity::~Identity() {
    X509_free(certificate_);
    EVP_PKEY_free(key_);
}

std::string Identity::certificate_pem() const {
    return pem_of([this](BIO* out) { return PEM_write_bio_X509(out, certificate_); });
}

std::string Identity::key_pem() const {
    return pem_of([this](BIO* out) {
        return PEM_write_bio_PrivateKey(out, key_, nullptr, nullptr, 0, nullptr, nullptr);
    });
}

} // namespace signpost::test
