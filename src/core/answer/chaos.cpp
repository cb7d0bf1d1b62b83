#include "core/answer/chaos.hpp"

#include "core/answer/why.hpp"

#include <algorithm>
#include <string_view>

namespace signpost::answer {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kWhyLabels = 2;
constexpr auto kHealth = "\6health\10signpost\0"sv;
constexpr auto kWhy = "\3why\10signpost\0"sv;

bool is(Bytes name, std::string_view wire_form) noexcept {
    return std::ranges::equal(name, wire_form, [](std::uint8_t octet, char c) {
        return octet == static_cast<std::uint8_t>(c);
    });
}

/// What a name asks for.
enum class Asked : std::uint8_t { Text, Health, Why };

/// The text behind `name`; empty if there is none or the operator does not tell it.
std::string_view text_for(const wire::Name& name, const Settings& settings) noexcept {
    const Bytes octets = name.octets();
    if (is(octets, "\7version\6server\0"sv) || is(octets, "\7version\4bind\0"sv))
        return settings.version;
    if (is(octets, "\2id\6server\0"sv) || is(octets, "\10hostname\4bind\0"sv))
        return settings.identity;
    return {};
}

/// The name in front of why.signpost; false if that is not where `name` ends.
bool read_subject(const wire::Name& name, wire::Name& subject) noexcept {
    constexpr std::uint8_t kRoot[1] = {0};
    if (name.label_count() < kWhyLabels || !is(name.suffix(kWhyLabels), kWhy)) return false;
    return subject.assign(name.octets().first(name.suffix_at(kWhyLabels)), kRoot);
}

bool may_ask(const Address& client, const Settings& settings) noexcept {
    return std::ranges::any_of(settings.diagnostics_from,
                               [&](const Prefix& prefix) { return prefix.contains(client); });
}

/// Appends a TXT record, its text in strings of at most 255 octets (RFC 1035 §3.3.14). Two names in
/// presentation form and some words fit; the rest of what is longer is left out.
bool append_text(std::string_view text, MessageWriter& writer) noexcept {
    constexpr std::size_t kStringMax = 255;
    constexpr std::size_t kStrings = 10;
    std::array<std::uint8_t, kStrings*(1 + kStringMax)> octets;
    std::size_t length = 0;
    for (std::size_t strings = 0; strings < kStrings && (strings == 0 || !text.empty());
         ++strings) {
        const std::string_view part = text.substr(0, kStringMax);
        octets[length++] = static_cast<std::uint8_t>(part.size());
        std::memcpy(&octets[length], part.data(), part.size());
        length += part.size();
        text.remove_prefix(part.size());
    }
    const Bytes rdata = Bytes(octets).first(length);
    std::array<std::uint8_t, zone::RRset::kRdataAt> head{};
    wire::store16(head.data(), wire::pointer_to(wire::kHeaderLength));
    wire::store16(&head[2], wire::type::kTxt);
    wire::store16(&head[4], wire::klass::kCh);
    wire::store16(&head[zone::RRset::kRdlengthAt], static_cast<std::uint16_t>(rdata.size()));
    return writer.append(Section::Answer, head, rdata);
}

bool append_health(const Snapshot& snapshot, MessageWriter& writer) noexcept {
    if (snapshot.health_lines == nullptr) return append_text("all is up"sv, writer);
    return std::ranges::all_of(*snapshot.health_lines, [&writer](const std::string& line) {
        return append_text(line, writer);
    });
}

bool append_why(const wire::Name& subject, const Subject& client, const Snapshot& snapshot,
                MessageWriter& writer) {
    return std::ranges::all_of(
        lines_of(explain(snapshot, subject, client)),
        [&writer](const std::string& line) { return append_text(line, writer); });
}

} // namespace

Outcome answer_chaos(const wire::Query& query, const wire::Name& name, const Address& client,
                     const Subject& steered_for, const Snapshot& snapshot,
                     MessageWriter& writer) noexcept {
    const Settings& settings = *snapshot.settings;
    Outcome outcome{.rcode = wire::Rcode::Refused, .authoritative = false};
    if (!may_ask(client, settings)) {
        outcome.why = wire::ExtendedError::Prohibited;
        return outcome;
    }
    wire::Name subject;
    const Asked asked = is(name.octets(), kHealth)    ? Asked::Health
                        : read_subject(name, subject) ? Asked::Why
                                                      : Asked::Text;
    const std::string_view text = text_for(name, settings);
    if (asked == Asked::Text && text.empty()) return outcome;

    outcome = {};
    if (query.type != wire::type::kTxt && query.type != wire::type::kAny) return outcome;
    switch (asked) {
    case Asked::Text:
        outcome.fits = append_text(text, writer);
        break;
    case Asked::Health:
        outcome.fits = append_health(snapshot, writer);
        break;
    case Asked::Why:
        outcome.fits = append_why(subject, steered_for, snapshot, writer);
        break;
    }
    return outcome;
}

} // namespace signpost::answer
