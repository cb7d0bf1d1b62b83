#include "control_plane/probe/postgresql_login.hpp"

#include <charconv>
#include <string_view>
#include <utility>

namespace signpost::probe {
namespace {

constexpr std::size_t kHeadOctets = 5;      // a letter, and the length of all but the letter
constexpr std::uint32_t kRequestMin = 8;    // its own length, and what is wanted
constexpr std::uint32_t kRequestMax = 2000; // libpq's bound
constexpr const char* kStrange = "asks for no login as PostgreSQL would";

// PostgreSQL 15, 55.7: Authentication….
enum Wanted : std::uint32_t {
    Nothing = 0,
    KerberosV5 = 2,
    Cleartext = 3,
    Gss = 7,
    GssGoesOn = 8,
    Sspi = 9,
    SaslGoesOn = 11
};

std::uint32_t number_at(const std::vector<std::uint8_t>& octets, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = at; i < at + 4; ++i)
        number = number << 8 | octets[i];
    return number;
}

/// "r=NONCE,s=SALT,i=ROUNDS" (RFC 5802 §7). What is none is libpq's to complain about.
std::string wrong_with_rounds(std::string_view text) {
    constexpr std::string_view kRounds = ",i=";
    const std::size_t at = text.find(kRounds);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + kRounds.size());
    std::uint32_t rounds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
    if (error == std::errc{} && rounds <= PostgresqlLogin::kRoundsMax) return {};
    return "wants the password hashed more often than " +
           std::to_string(PostgresqlLogin::kRoundsMax) + " times";
}

} // namespace

std::string PostgresqlLogin::feed(Bytes octets, bool is_encrypted) {
    for (const std::uint8_t octet : octets) {
        if (is_over_) return {};
        if (std::string wrong = take(octet, is_encrypted); !wrong.empty()) return wrong;
    }
    return {};
}

std::string PostgresqlLogin::take(std::uint8_t octet, bool is_encrypted) {
    if (passing_ > 0) {
        --passing_;
        return {};
    }
    message_.push_back(octet);
    if (message_.size() < kHeadOctets) return {};
    const std::uint32_t length = number_at(message_, 1);
    if (message_[0] == 'R') {
        if (length < kRequestMin || length > kRequestMax) return kStrange;
        return message_.size() < 1 + length ? std::string() : obey(is_encrypted);
    }
    if (length < 4) return kStrange;
    is_over_ = message_[0] == 'E';
    passing_ = length - 4;
    message_.clear();
    return {};
}

std::string PostgresqlLogin::obey(bool is_encrypted) {
    const std::vector<std::uint8_t> message = std::exchange(message_, {});
    const void* const body = &message[kHeadOctets];
    const std::string_view text(static_cast<const char*>(body), message.size() - kHeadOctets);
    switch (number_at(message, kHeadOctets)) {
    case Nothing:
        is_over_ = true;
        return {};
    case KerberosV5:
    case Gss:
    case GssGoesOn:
    case Sspi:
        return "wants a login by Kerberos or GSSAPI; let the user log in with a password";
    case Cleartext:
        return is_encrypted ? "" : "wants the password in clear text, without TLS";
    case SaslGoesOn:
        return wrong_with_rounds(text.substr(4));
    default:
        return {};
    }
}

} // namespace signpost::probe
