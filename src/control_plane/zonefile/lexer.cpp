#include "control_plane/zonefile/lexer.hpp"

#include <array>
#include <cstring>

namespace signpost::zonefile {
namespace {

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

constexpr std::array<Letter, 256> make_letters() {
    std::array<Letter, 256> letters{};
    for (std::size_t octet = 0; octet < 0x20; ++octet)
        letters[octet] = Letter::Control;
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

Letter letter(char c) noexcept {
    return kLetters[static_cast<unsigned char>(c)];
}

bool is_line_end(const char* at) noexcept {
    return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

/// Where something missing should have stood: right behind the last word, before any comment.
Token end_after(const Token& last) noexcept {
    const std::size_t width = last.text.size() + (last.is_word() ? 0 : 2);
    return {.text = {},
            .line = last.line,
            .column = last.column + static_cast<std::uint32_t>(width),
            .kind = Token::Kind::End};
}

} // namespace

Lexer::Lexer(const std::string& text) noexcept
    : at_(text.c_str()), end_(at_ + text.size()), line_begin_(at_) {
    if (text.starts_with("\xef\xbb\xbf")) at_ = line_begin_ = at_ + 3;
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
    entry.begins_blank = letter(*at_) == Letter::Blank;
    for (;;) {
        const Letter next = letter(*at_);
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
    switch (letter(*at_)) {
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
        skip_comment();
        break;
    default:
        if (at_ == end_) return false;
        read_control();
    }
    return true;
}

void Lexer::read_word(Entry& entry) {
    Token token = token_at(at_);
    const char* begin = at_;
    for (;;) {
        while (letter(*at_) == Letter::Ordinary)
            ++at_;
        if (letter(*at_) == Letter::Escape)
            read_escape();
        else if (letter(*at_) == Letter::Control && at_ != end_ && !is_line_end(at_))
            read_control();
        else
            break;
    }
    token.text = {begin, at_};
    push(entry, token);
}

void Lexer::read_quoted(Entry& entry) {
    Token token = token_at(at_);
    token.kind = Token::Kind::Quoted;
    const char* begin = ++at_;
    while (*at_ != '"') {
        if (at_ == end_ || is_line_end(at_)) {
            token.text = {begin, at_};
            note(token, "this quoted string has no closing quote on its line");
            return;
        }
        if (*at_ == '\\')
            read_escape();
        else if (letter(*at_) == Letter::Control)
            read_control();
        else
            ++at_;
    }
    token.text = {begin, at_++};
    push(entry, token);
}

/// Passes a backslash and what it escapes, unless that is a line end or a control character, which
/// no backslash can hide.
void Lexer::read_escape() {
    Token token = token_at(at_);
    token.text = {at_++, 1};
    if (at_ == end_ || is_line_end(at_))
        note(token, "a backslash cannot continue a line; use parentheses");
    else if (letter(*at_) != Letter::Control)
        ++at_;
}

void Lexer::read_control() {
    if (!is_line_end(at_)) {
        Token token = token_at(at_);
        token.text = {at_, 1};
        note(token, "control characters are not allowed; write \\DDD for such an octet");
    }
    ++at_;
}

/// False if the entry ends here.
bool Lexer::read_newline(Entry& entry) noexcept {
    const bool ends = depth_ == 0 && (!entry.tokens.empty() || mistake_);
    line_begin_ = ++at_;
    ++line_;
    if (entry.tokens.empty() && depth_ == 0) entry.begins_blank = letter(*at_) == Letter::Blank;
    return !ends;
}

void Lexer::open_parenthesis() {
    if (depth_++ == 0) {
        open_ = token_at(at_);
        open_.text = {at_, 1};
    }
    ++at_;
}

void Lexer::close_parenthesis() {
    if (depth_ == 0) {
        Token token = token_at(at_);
        token.text = {at_, 1};
        note(token, "this closing parenthesis was never opened");
    } else {
        --depth_;
    }
    ++at_;
}

void Lexer::skip_comment() noexcept {
    const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
    at_ = newline == nullptr ? end_ : static_cast<const char*>(newline);
}

/// The rest of the file was swallowed. Goes back to the first line after the open parenthesis that
/// does not look like a continuation, so that later mistakes are found in the same run.
void Lexer::resume_after_open_parenthesis() noexcept {
    depth_ = 0;
    at_ = open_.text.data();
    line_ = open_.line;
    do {
        const void* newline = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
        if (newline == nullptr) {
            at_ = end_;
            return;
        }
        line_begin_ = at_ = static_cast<const char*>(newline) + 1;
        ++line_;
    } while (letter(*at_) != Letter::Ordinary && at_ != end_);
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

Token Lexer::token_at(const char* begin) const noexcept {
    return {.text = {},
            .line = line_,
            .column = static_cast<std::uint32_t>(begin - line_begin_) + 1,
            .kind = Token::Kind::Word,
            .glued = begin == token_end_};
}

} // namespace signpost::zonefile
