// Certificates made for a test: an authority of its own and what it signs.
#pragma once

#include <memory>
#include <string>

struct evp_pkey_st;
struct x509_st;
struct ssl_st;

namespace signpost::test {

/// A certificate with its key.
class Identity {
public:
    struct Wish {
        std::string name = "portal.example"; ///< Of host or address; also the common name.
        int days_from = -1;                  ///< Valid from now on, or before.
        int days_to = 90;
        bool is_authority = false;
    };

    /// Signed by `issuer`, or by itself.
    explicit Identity(const Wish& wish, const Identity* issuer = nullptr);
    ~Identity();
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;

    [[nodiscard]] std::string certificate_pem() const;
    [[nodiscard]] std::string key_pem() const;
    [[nodiscard]] x509_st* certificate() const noexcept { return certificate_; }
    [[nodiscard]] evp_pkey_st* key() const noexcept { return key_; }

private:
    evp_pkey_st* key_ = nullptr;
    x509_st* certificate_ = nullptr;
};

} // namespace signpost::test
