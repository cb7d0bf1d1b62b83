#include "core/snapshot/health_lines.hpp"

namespace signpost {
namespace {

using health::Condition;

/// Of the 65,535 octets of a message over TCP, without header, question, OPT and the last line.
constexpr std::size_t kOctetsMax = 64'000;
constexpr std::size_t kLineMax = 1000;
/// A TXT record, and the length of each of its strings; at most four for a line.
constexpr std::size_t kRecordOctets = 12 + 4;

std::string line_of(const health::Subject& subject, const Condition& condition) {
    std::string line = condition.cause;
    if (line.empty()) line = to_text(subject) + " is " + std::string(words_for(condition.standing));
    if (condition.share_percent != Condition::kWholeShare)
        line += "; it gets " + std::to_string(condition.share_percent) + " % of its weight";
    if (condition.is_stale) line += "; nothing newer is known";
    if (line.size() > kLineMax) line.resize(kLineMax);
    return line;
}

} // namespace

std::vector<std::string> health_lines(const health::Standings& standings, bool is_blind) {
    std::vector<std::string> lines;
    if (is_blind)
        lines.emplace_back("blind: this node cannot trust what it sees, so verdicts stay as they "
                           "were");
    std::size_t octets = 0;
    std::size_t told = 0;
    for (const auto& [subject, condition] : standings.conditions) {
        std::string line = line_of(subject, condition);
        octets += line.size() + kRecordOctets;
        if (octets > kOctetsMax) {
            lines.push_back("and " + std::to_string(standings.conditions.size() - told) +
                            " more; signpostctl status tells all");
            break;
        }
        lines.push_back(std::move(line));
        ++told;
    }
    if (lines.empty()) lines.emplace_back("all is up");
    return lines;
}

} // namespace signpost
