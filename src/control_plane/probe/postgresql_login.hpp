// What a PostgreSQL server asks for before anybody is logged in, and what libpq must not be let do.
//
// Some of it would hold up the probing thread: GSSAPI asks name servers and Kerberos where it can,
// and a server says itself how often a password is hashed (RFC 5802 §5.1). Any one thread.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace signpost::probe {

class PostgresqlLogin {
public:
    /// Ten times what PostgreSQL asks for: some 30 ms, not enough to make other probes late.
    static constexpr std::uint32_t kRoundsMax = 40'960;

    /// Octets in their order, as soon as they are there. Empty, or why they must not be obeyed:
    /// nothing follows.
    [[nodiscard]] std::string feed(Bytes octets, bool is_encrypted);

    /// Logged in, or turned away: what follows is not looked at.
    [[nodiscard]] bool is_over() const noexcept { return is_over_; }
    void set_over() noexcept { is_over_ = true; }

private:
    [[nodiscard]] std::string take(std::uint8_t octet, bool is_encrypted);
    [[nodiscard]] std::string obey(bool is_encrypted);

    std::vector<std::uint8_t> message_; ///< As far as it is there.
    std::uint32_t passing_ = 0;         ///< Octets of a message that asks for nothing.
    bool is_over_ = false;
};

} // namespace signpost::probe
