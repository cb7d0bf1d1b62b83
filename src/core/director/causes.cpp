#include "core/director/causes.hpp"

#include "base/word.hpp"
#include "core/director/expression.hpp"
#include "core/director/subjects.hpp"

#include <algorithm>

namespace signpost::director {
namespace {

using health::Standing;
using health::Verdict;

std::string name_of(const health::Subject& subject) {
    return std::string(word_of(health::kSubjectWords, subject.kind)) + ' ' + subject.name;
}

std::string with(std::string text, std::string_view evidence) {
    if (!evidence.empty()) text.append(": ").append(evidence);
    return text;
}

std::string evidence_of_links(const State& state, const SubjectState& site) {
    if (site.links.empty()) return {};
    const auto counts_as_up = [&](std::uint32_t link) { return !is_out(state, link); };
    const auto up = std::ranges::find_if(site.links, counts_as_up);
    if (up != site.links.end()) return name_of(state.subjects[*up].subject) + " is up";
    const SubjectState& first = state.subjects[site.links.front()];
    return with("all its links are down, " + name_of(first.subject), first.evidence);
}

std::string words_for(const Word& word) {
    if (word.phase == Phase::Announced) return " is about to be drained by ";
    if (word.override.standing == Standing::Up) return " is held up by ";
    return word.override.standing == Standing::Drained ? " is drained by " : " is taken down by ";
}

} // namespace

std::string evidence_of_probe(const State& state, std::uint32_t probe) {
    const ProbeRule& rule = state.model->probes[probe];
    const ProbeState& known = state.probes[probe];
    std::string text = rule.check + ' ' + rule.target;
    if (known.is_stale) return text + ": not heard of for too long";
    if (known.counted() == Verdict::Up) return text + ": ok";
    if (known.tracker.reuse_ms(rule.tracker)) return text + ": kept away for flapping";
    return with(std::move(text), known.last_error);
}

std::string evidence_of(const State& state, std::uint32_t subject) {
    const SubjectState& known = state.subjects[subject];
    const Expression* const check = check_of(state, subject);
    if (check != nullptr) {
        const bool is_by_links = known.subject.kind == health::SubjectKind::Site &&
                                 counted(*check, state.probes) == Verdict::Up &&
                                 wants_down(state, subject);
        const auto probe = find_reason(*check, state.probes);
        if (!is_by_links && probe) return evidence_of_probe(state, *probe);
    }
    return evidence_of_links(state, known);
}

std::string cause_of(const Word& word) {
    const Override& override = word.override;
    std::string text = name_of(override.subject) + words_for(word);
    text += override.author.empty() ? "an operator" : override.author;
    text = with(std::move(text), override.reason);
    if (!override.until_wall_ms) return text + ", until it is cleared";
    return text + ", until " + health::to_utc(*override.until_wall_ms);
}

std::string cause_of(const State& state, std::uint32_t subject) {
    const SubjectState& known = state.subjects[subject];
    const Word* const word = find_word(state, known.subject);
    const bool is_down_anyway = known.told.standing == Standing::Down; // however it is drained
    if (word != nullptr && !is_down_anyway) return cause_of(*word);
    std::string text = name_of(known.subject) + (known.is_down ? " is down" : " is up");
    text += " since " + health::to_utc(known.since.wall_ms);
    if (known.told.held_by != 0) text += " and held back";
    return with(std::move(text), known.evidence);
}

} // namespace signpost::director
