#include "control_plane/probe/certificate_store.hpp"

#include "control_plane/probe/refuse_password.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

#include <array>
#include <cstdint>

namespace signpost::probe {
namespace {

/// Where Debian's ca-certificates puts all it trusts.
constexpr const char* kSystemFile = "/etc/ssl/certs/ca-certificates.crt";

struct FreeContext {
    void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

/// Changes when the file does.
using Stamp = std::array<std::int64_t, 4>;

Stamp stamp_of(const std::filesystem::path& file) {
    struct stat found {};
    if (file.empty() || ::stat(file.c_str(), &found) != 0) return {};
    return {static_cast<std::int64_t>(found.st_ino), found.st_size, found.st_mtim.tv_sec,
            found.st_mtim.tv_nsec};
}

bool load_trusted(SSL_CTX* context, const std::filesystem::path& certificates,
                  const std::filesystem::path& /*key*/) {
    if (SSL_CTX_load_verify_file(context, certificates.c_str()) != 1) return false;
    // A file that holds the endpoint's own certificate only says: this one.
    X509_STORE_set_flags(SSL_CTX_get_cert_store(context), X509_V_FLAG_PARTIAL_CHAIN);
    return true;
}

bool load_own(SSL_CTX* context, const std::filesystem::path& certificates,
              const std::filesystem::path& key) {
    SSL_CTX_set_default_passwd_cb(context, &refuse_password);
    return SSL_CTX_use_certificate_chain_file(context, certificates.c_str()) == 1 &&
           SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1;
}

bool use_own(SSL_CTX* context, SSL_CTX* own) {
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(own, &chain);
    return SSL_CTX_use_cert_and_key(context, SSL_CTX_get0_certificate(own),
                                    SSL_CTX_get0_privatekey(own), chain, 1) == 1;
}

} // namespace

struct CertificateStore::Parsed {
    std::array<Stamp, 2> stamps;
    std::unique_ptr<SSL_CTX, FreeContext> context; ///< None: the files cannot be used.
};

CertificateStore::CertificateStore() = default;
CertificateStore::~CertificateStore() = default;

Result<std::monostate> CertificateStore::prepare(SSL_CTX* context,
                                                 const config::TlsSettings& settings) {
    if (settings.is_verified) {
        const std::filesystem::path file =
            settings.ca_file.empty() ? kSystemFile : settings.ca_file;
        SSL_CTX* const trusted = find(file, {}, &load_trusted);
        if (trusted == nullptr)
            return Error("the certificates to trust in " + file.string() + " cannot be used");
        SSL_CTX_set1_cert_store(context, SSL_CTX_get_cert_store(trusted));
    }
    if (settings.certificate_file.empty()) return std::monostate{};
    SSL_CTX* const own = find(settings.certificate_file, settings.key_file, &load_own);
    if (own != nullptr && use_own(context, own)) return std::monostate{};
    return Error("our certificate in " + settings.certificate_file.string() + " with the key in " +
                 settings.key_file.string() + " cannot be used");
}

SSL_CTX* CertificateStore::find(const std::filesystem::path& certificates,
                                const std::filesystem::path& key, Load load) {
    std::unique_ptr<Parsed>& parsed = parsed_[certificates.string() + '\0' + key.string()];
    const std::array stamps{stamp_of(certificates), stamp_of(key)};
    if (parsed == nullptr || parsed->stamps != stamps) {
        parsed = std::make_unique<Parsed>(Parsed{.stamps = stamps, .context = {}});
        std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
        if (context && load(context.get(), certificates, key)) parsed->context = std::move(context);
        ERR_clear_error();
    }
    return parsed->context.get();
}

} // namespace signpost::probe
