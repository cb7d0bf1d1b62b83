#include "core/health/subject.hpp"

#include "base/address.hpp"
#include "base/word.hpp"

#include <algorithm>

namespace signpost::health {
namespace {

std::string with_final_dot(std::string_view name) {
    std::string text(name);
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (!text.ends_with('.')) text += '.';
    return text;
}

} // namespace

std::string to_text(const Subject& subject) {
    std::string text(word_of(kSubjectWords, subject.kind));
    text += '/' + subject.name;
    if (subject.check.empty()) return text;
    text += " (" + subject.check;
    if (!subject.probe_at.empty()) text += " at " + subject.probe_at;
    return text + ')';
}

std::optional<Subject> parse_subject(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto kind = value_of<SubjectKind>(kSubjectWords, text.substr(0, slash));
    const std::string_view name = text.substr(slash + 1);
    if (!kind || name.empty()) return std::nullopt;
    Subject subject{.kind = *kind, .name = std::string(name)};
    if (subject.kind == SubjectKind::Service) subject.name = with_final_dot(name);
    if (subject.kind == SubjectKind::Endpoint) {
        const std::optional<Address> address = parse_address(name);
        subject.name = address ? signpost::to_text(*address) : with_final_dot(name);
    }
    return subject;
}

} // namespace signpost::health
