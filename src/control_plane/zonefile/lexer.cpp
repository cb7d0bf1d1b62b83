#include "control_plane/zonefile/lexer.hpp"

#include <algorithm>
#include <array>

namespace signpost::zonefile {

enum class Letter : std::uint8_t {
    Ordinary,
    Blank,
    Newline,
    Quote,
    Open,
    Close,
    Comment,
    Escape,
    Control,
};

namespace {

constexpr std::array<Letter, 256> make_letters() {
    std::array<Letter, 256> letters{};
    std::fill_n(letters.begin(), 0x20, Letter::Control);
    letters[0x7f] = Letter::Control;
    letters[' '] = letters['\t'] = Letter::Blank;
    letters['\n'] = Letter::Newline;
    letters['"'] = Letter::Quote;
    letters['('] = Letter::Open;
    letters[')'] = Letter::Close;
    letters[';'] = Letter::Comment;
    letters['\\'] = Letter::Escape;
    return letters;
}

constexpr std::array<Letter, 256> kLetters = make_letters();

/// Where something missing should have stood: right behind the last word, before any comment.
Token end_after(const Token& last) noexcept {
    const std::size_t width = last.text.size() + (last.is_word() ? 0 : 2);
    return {.text = {},
            .line = last.line,
            .column = last.column + static_cast<std::uint32_t>(width),
            .kind = Token::Kind::End};
}

} // namespace

Lexer::Lexer(const std::string& text) noexcept : text_(text) {
    if (text.starts_with("\xef\xbb\xbf")) at_ = line_begin_ = 3;
}

Letter Lexer::letter() const noexcept {
    return kLetters[static_cast<unsigned char>(text_[at_])];
}

bool Lexer::is_line_end() const noexcept {
    return text_[at_] == '\n' || (text_[at_] == '\r' && text_[at_ + 1] == '\n');
}

Lexer::Found Lexer::next(Entry& entry) {
    entry.tokens.clear();
    mistake_.reset();
    read_entry(entry);
    if (depth_ > 0) {
        note(open_, "this parenthesis is never closed");
        resume_after_open_parenthesis();
    }
    if (mistake_) return Found::Mistake;
    if (entry.tokens.empty()) return Found::End;
    entry.end = end_after(entry.tokens.back());
    return Found::Entry;
}

/// Reads up to the end of the first line that is not empty and leaves no parenthesis open.
void Lexer::read_entry(Entry& entry) {
    entry.begins_blank = letter() == Letter::Blank;
    for (;;) {
        const Letter next = letter();
        if (next == Letter::Blank)
            ++at_;
        else if (next == Letter::Ordinary || next == Letter::Escape)
            read_word(entry);
        else if (!read_special(entry))
            return;
    }
}

/// False at the end of the entry.
bool Lexer::read_special(Entry& entry) {
    switch (letter()) {
    case Letter::Newline:
        return read_newline(entry);
    case Letter::Quote:
        read_quoted(entry);
        break;
    case Letter::Open:
        open_parenthesis();
        break;
    case Letter::Close:
        close_parenthesis();
        break;
    case Letter::Comment:
        skip_to_line_end();
        break;
    default:
        if (is_end()) return false;
        read_control();
    }
    return true;
}

void Lexer::read_word(Entry& entry) {
    Token token = token_here();
    const std::size_t begin = at_;
    for (;;) {
        while (letter() == Letter::Ordinary)
            ++at_;
        if (letter() == Letter::Escape)
            read_escape();
        else if (letter() == Letter::Control && !is_end() && !is_line_end())
            read_control();
        else
            break;
    }
    token.text = std::string_view(text_).substr(begin, at_ - begin);
    push(entry, token);
}

void Lexer::read_quoted(Entry& entry) {
    Token token = token_here();
    token.kind = Token::Kind::Quoted;
    const std::size_t begin = ++at_;
    while (letter() != Letter::Quote) {
        if (is_end() || is_line_end()) {
            token.text = std::string_view(text_).substr(begin, at_ - begin);
            note(token, "this quoted string has no closing quote on its line");
            return;
        }
        if (letter() == Letter::Escape)
            read_escape();
        else if (letter() == Letter::Control)
            read_control();
        else
            ++at_;
    }
    token.text = std::string_view(text_).substr(begin, at_ - begin);
    ++at_;
    push(entry, token);
}

/// Passes a backslash and what it escapes, unless that is a line end or a control character, which
/// no backslash can hide.
void Lexer::read_escape() {
    const Token token = token_here(1);
    ++at_;
    if (is_end() || is_line_end())
        note(token, "a backslash cannot continue a line; use parentheses");
    else if (letter() != Letter::Control)
        ++at_;
}

void Lexer::read_control() {
    if (!is_line_end()) {
        note(token_here(1), "control characters are not allowed; write \\DDD for such an octet");
    }
    ++at_;
}

/// False if the entry ends here.
bool Lexer::read_newline(Entry& entry) noexcept {
    const bool ends = depth_ == 0 && (!entry.tokens.empty() || mistake_);
    line_begin_ = ++at_;
    ++line_;
    if (entry.tokens.empty() && depth_ == 0) entry.begins_blank = letter() == Letter::Blank;
    return !ends;
}

void Lexer::open_parenthesis() {
    if (depth_++ == 0) {
        open_ = token_here(1);
        open_at_ = at_;
    }
    ++at_;
}

void Lexer::close_parenthesis() {
    if (depth_ == 0) {
        note(token_here(1), "this closing parenthesis was never opened");
    } else {
        --depth_;
    }
    ++at_;
}

void Lexer::skip_to_line_end() noexcept {
    at_ = std::min(text_.find('\n', at_), text_.size());
}

/// The rest of the file was swallowed. Goes back to the first line after the open parenthesis that
/// does not look like a continuation, so that later mistakes are found in the same run.
void Lexer::resume_after_open_parenthesis() noexcept {
    depth_ = 0;
    at_ = open_at_;
    line_ = open_.line;
    do {
        skip_to_line_end();
        if (is_end()) return;
        line_begin_ = ++at_;
        ++line_;
    } while (letter() != Letter::Ordinary && !is_end());
}

void Lexer::push(Entry& entry, const Token& token) {
    token_end_ = at_;
    if (entry.tokens.size() == kTokensMax)
        note(token, "too many words for one record");
    else
        entry.tokens.push_back(token);
}

/// Keeps the first mistake of an entry: what follows is often its consequence.
void Lexer::note(const Token& token, const char* what) {
    if (!mistake_) mistake_ = mistake_at(token, what);
}

/// The next `length` bytes as a token.
Token Lexer::token_here(std::size_t length) const noexcept {
    return {.text = std::string_view(text_).substr(at_, length),
            .line = line_,
            .column = static_cast<std::uint32_t>(at_ - line_begin_) + 1,
            .kind = Token::Kind::Word,
            .glued = at_ == token_end_ && at_ != 0};
}

} // namespace signpost::zonefile
