// Cutting the text of a zone file into entries and tokens (RFC 1035 §5.1).
//
// An entry is a record or a directive: one line, or several inside parentheses. Comments, blanks,
// parentheses and line ends are resolved here; escapes and meaning are left to the callers.
// Lines may end in LF or CR LF, the last one in nothing; a UTF-8 byte order mark is skipped.
#pragma once

#include "control_plane/zonefile/token.hpp"

#include <optional>
#include <vector>

namespace signpost::zonefile {

struct Entry {
    std::vector<Token> tokens; ///< At least one.
    Token end;                 ///< Of kind End, right behind the last token.
    bool begins_blank = false; ///< The owner was left out: it is that of the record before.
};

enum class Letter : std::uint8_t; // lexer.cpp: what a byte means outside quotes

class Lexer {
public:
    /// No sane record has more tokens: 65535 octets of hexadecimal, digit by digit, have fewer.
    static constexpr std::size_t kTokensMax = 140'000;

    enum class Found : std::uint8_t { Entry, Mistake, End };

    /// `text` must outlive the lexer and its tokens.
    explicit Lexer(const std::string& text) noexcept;

    /// Reads the next entry that is not empty. After Found::Mistake, mistake() tells what was
    /// wrong, `entry` is of no use, and the next call goes on with the entry after it.
    ///
    /// Memory of `entry` is reused: nothing is allocated per call.
    Found next(Entry& entry);

    [[nodiscard]] const Mistake& mistake() const noexcept { return *mistake_; }

private:
    void read_entry(Entry& entry);
    bool read_special(Entry& entry);
    void read_word(Entry& entry);
    void read_quoted(Entry& entry);
    void read_escape();
    void read_control();
    bool read_newline(Entry& entry) noexcept;
    void open_parenthesis();
    void close_parenthesis();
    void skip_to_line_end() noexcept;
    void resume_after_open_parenthesis() noexcept;
    void push(Entry& entry, const Token& token);
    void note(const Token& token, const char* what);
    [[nodiscard]] Letter letter() const noexcept;
    [[nodiscard]] bool is_end() const noexcept { return at_ == text_.size(); }
    [[nodiscard]] bool is_line_end() const noexcept;
    [[nodiscard]] Token token_here(std::size_t length = 0) const noexcept;

    const std::string& text_;    ///< text_[text_.size()] is a NUL, so that scanning needs no bound.
    std::size_t at_ = 0;         ///< The next byte.
    std::size_t line_begin_ = 0; ///< The first byte of the current line.
    std::size_t token_end_ = 0;  ///< Behind the last token.
    std::size_t open_at_ = 0;    ///< The outermost open parenthesis,
    Token open_;                 ///< and the same as a token.
    std::uint32_t line_ = 1;
    std::uint32_t depth_ = 0; ///< Parentheses open.
    std::optional<Mistake> mistake_;
};

} // namespace signpost::zonefile
