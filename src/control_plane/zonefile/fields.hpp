// Reading the tokens of one record from left to right, as numbers, names, strings, addresses.
//
// The first mistake exhausts the cursor for good: that call and every later one give zero or
// nothing, and mistake() keeps the first. So read a whole record, then check ok() once.
#pragma once

#include "control_plane/zonefile/name_text.hpp"
#include "control_plane/zonefile/rdata.hpp"
#include "control_plane/zonefile/token.hpp"

#include <limits>
#include <span>

namespace signpost::zonefile {

class Fields {
public:
    /// Everything is borrowed. `end` is the token of kind End after `tokens`.
    Fields(std::span<const Token> tokens, const Token& end, const WireName& origin) noexcept
        : tokens_(tokens), end_(end), origin_(origin) {}

    [[nodiscard]] bool ok() const noexcept { return mistake_.line == 0; }
    [[nodiscard]] const Mistake& mistake() const noexcept { return mistake_; }
    [[nodiscard]] const WireName& origin() const noexcept { return origin_; }

    /// The token that next() would return; `end` after the last one and after a mistake.
    [[nodiscard]] const Token& peek() const noexcept {
        return at_ < tokens_.size() ? tokens_[at_] : end_;
    }
    [[nodiscard]] bool at_end() const noexcept { return at_ == tokens_.size(); }

    /// Takes the next token. `thing` names what it should be, in complaints: "address". Returns
    /// `end` if there is none, which is a mistake.
    const Token& next(const char* thing);
    /// The same, but a quoted string is a mistake.
    const Token& next_word(const char* thing);

    template <class Number>
    Number number(const char* thing) {
        return static_cast<Number>(number(thing, std::numeric_limits<Number>::max()));
    }
    std::uint32_t time_span_s(const char* thing);
    /// An absolute name; valid until the next call. Relative names get the origin.
    Bytes name(const char* thing);

    /// Puts the four or sixteen octets of an address.
    void put_ipv4(Rdata& out);
    void put_ipv6(Rdata& out);
    /// Puts one <character-string>: its length, at most 255, and its octets.
    void put_string(const char* thing, Rdata& out);
    /// Puts the octets of a quoted or bare string, without a length.
    void put_text(const Token& token, Rdata& out);
    /// Puts what one token spells in hexadecimal or base64 (RFC 4648 §4, §8).
    void put_hex(const char* thing, Rdata& out);
    void put_base64(const char* thing, Rdata& out);
    /// The same of all tokens that are left, at least one, taken together.
    void put_rest_hex(const char* thing, Rdata& out);
    void put_rest_base64(const char* thing, Rdata& out);

    /// Complains about `token`; only the first complaint of a record is kept.
    void fail(const Token& token, const std::string& what);

private:
    std::uint32_t number(const char* thing, std::uint32_t max);

    std::span<const Token> tokens_;
    const Token& end_;
    const WireName& origin_;
    std::size_t at_ = 0;
    WireName name_;
    Mistake mistake_;
};

} // namespace signpost::zonefile
