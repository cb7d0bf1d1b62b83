// Whom TLS probes trust, and who they are themselves: certificates as OpenSSL holds them.
//
// Files are parsed once and again when they have changed, never for each probe: the system's
// bundle takes 20 ms. One for each prober, on its thread.
#pragma once

#include "base/result.hpp"
#include "control_plane/config/probe_kinds.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <variant>

struct ssl_ctx_st;

namespace signpost::probe {

class CertificateStore {
public:
    CertificateStore();
    ~CertificateStore();
    CertificateStore(const CertificateStore&) = delete;
    CertificateStore& operator=(const CertificateStore&) = delete;

    /// Gives an OpenSSL context the certificates to trust, unless it is not to verify, and ours if
    /// we have one. Fails if a file cannot be used.
    [[nodiscard]] Result<std::monostate> prepare(ssl_ctx_st* context,
                                                 const config::TlsSettings& settings);

private:
    struct Parsed;
    using Load = bool (*)(ssl_ctx_st* context, const std::filesystem::path& certificates,
                          const std::filesystem::path& key);

    /// A context that was loaded from these files as they are now. None if they cannot be used.
    ssl_ctx_st* find(const std::filesystem::path& certificates, const std::filesystem::path& key,
                     Load load);

    std::map<std::string, std::unique_ptr<Parsed>> parsed_; // by the names of the files
};

} // namespace signpost::probe
