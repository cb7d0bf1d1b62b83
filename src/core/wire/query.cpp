#include "core/wire/query.hpp"

#include "core/wire/octets.hpp"
#include "core/wire/registry.hpp"

namespace signpost::wire {
namespace {

bool read_question(Bytes message, Name& name, Query& query) noexcept {
    const Bytes question = message.subspan(kHeaderLength);
    const std::size_t name_length = name.read(question);
    if (name_length == 0 || question.size() < name_length + 4) return false;
    query.type = load16(&question[name_length]);
    query.klass = load16(&question[name_length + 2]);
    query.question_end = kHeaderLength + name_length + 4;
    return true;
}

} // namespace

Query parse_query(Bytes message, Name& name) noexcept {
    Query query;
    if (message.size() < kHeaderLength) return query;
    query.flags = load16(&message[2]);
    if ((query.flags & flag::kResponse) != 0) return query;

    query.question_end = kHeaderLength;
    query.other_count = std::uint32_t{load16(&message[6])} + load16(&message[8]);
    query.additional_count = load16(&message[10]);
    const unsigned question_count = load16(&message[4]);
    const bool has_question = question_count == 1 && read_question(message, name, query);

    if ((query.flags & flag::kOpcode) != 0)
        query.admission = Admission::NotImplemented;
    else if (question_count == 0)
        query.admission = Admission::NoQuestion;
    else if (has_question)
        query.admission = Admission::Answer;
    else // also for several questions (RFC 9619)
        query.admission = Admission::FormatError;
    return query;
}

} // namespace signpost::wire
