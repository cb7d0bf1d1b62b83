// The part of a query the server acts on: header and question (RFC 1035 §4.1.1-2).
//
// Parsing is total: any bytes give an Admission; it never throws, allocates or reads past the end.
// Called once per message by core/answer. What follows the question is read by edns.hpp.
#pragma once

#include "core/wire/name.hpp"

namespace signpost::wire {

/// What to do with a message, decided from its header and question alone.
enum class Admission : std::uint8_t {
    Answer,         ///< A well-formed standard query.
    Drop,           ///< No header to reply to, or itself a response: a reply could loop forever.
    FormatError,    ///< Reply FORMERR.
    NotImplemented, ///< Reply NOTIMP: the opcode is not QUERY.
    NoQuestion,     ///< No question: right only if it asks for a cookie (RFC 7873 §5.4).
};

struct Query {
    Admission admission = Admission::Drop;
    std::uint16_t flags = 0; ///< The second word of the header. Valid unless dropped.
    std::uint16_t type = 0;  ///< With klass: valid only if admission is Answer.
    std::uint16_t klass = 0;
    /// Records between the question and the additional section, and in that section.
    std::uint32_t other_count = 0;
    std::uint32_t additional_count = 0;
    /// Offset of the first octet behind the question; behind the header if there is none to echo.
    std::size_t question_end = 0;

    /// Whether anything, announced or not, follows the question in its message.
    [[nodiscard]] bool has_more(Bytes message) const noexcept {
        return (other_count | additional_count) != 0 || message.size() != question_end;
    }
};

/// Reads header and question; the question's name goes to `name`, lower-cased.
[[nodiscard]] Query parse_query(Bytes message, Name& name) noexcept;

} // namespace signpost::wire
