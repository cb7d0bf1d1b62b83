// The words of a zone file, each with its place, and what is wrong with one of them.
//
// Made by Lexer, read by everything else in this folder. A token borrows the text of its file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signpost::zonefile {

struct Token {
    enum class Kind : std::uint8_t {
        Word,   ///< Bare text; escapes are still in it.
        Quoted, ///< What stood between two quotes; escapes are still in it.
        End,    ///< The end of the entry: where something missing should have stood.
    };

    std::string_view text;
    std::uint32_t line = 0;   ///< From 1.
    std::uint32_t column = 0; ///< From 1, in bytes: a tab is one column. Of a quote, for Quoted.
    Kind kind = Kind::Word;
    bool glued = false; ///< No blank stands between this token and the one before it.

    [[nodiscard]] bool is_word() const noexcept { return kind == Kind::Word; }
    [[nodiscard]] bool is_end() const noexcept { return kind == Kind::End; }
};

struct Mistake {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string what; ///< Ends with `, near "token"`.
};

/// `what` is wrong with `token`. The quotation is cut to a readable length, odd bytes are escaped.
[[nodiscard]] Mistake mistake_at(const Token& token, const std::string& what);

} // namespace signpost::zonefile
