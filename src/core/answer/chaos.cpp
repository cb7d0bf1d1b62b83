#include "core/answer/chaos.hpp"

#include <algorithm>
#include <string_view>

namespace signpost::answer {
namespace {

using namespace std::string_view_literals;

/// The text behind `name`; empty if there is none or the operator does not tell it.
std::string_view text_for(const wire::Name& name, const Settings& settings) noexcept {
    const auto is = [&name](std::string_view wire_form) {
        return std::ranges::equal(name.octets(), wire_form, [](std::uint8_t octet, char c) {
            return octet == static_cast<std::uint8_t>(c);
        });
    };
    if (is("\7version\6server\0"sv) || is("\7version\4bind\0"sv)) return settings.version;
    if (is("\2id\6server\0"sv) || is("\10hostname\4bind\0"sv)) return settings.identity;
    return {};
}

bool may_ask(const Address& client, const Settings& settings) noexcept {
    return std::ranges::any_of(settings.diagnostics_from,
                               [&](const Prefix& prefix) { return prefix.contains(client); });
}

} // namespace

Outcome answer_chaos(const wire::Query& query, const wire::Name& name, const Address& client,
                     const Settings& settings, MessageWriter& writer) noexcept {
    Outcome outcome{.rcode = wire::Rcode::Refused, .authoritative = false};
    if (!may_ask(client, settings)) {
        outcome.why = wire::ExtendedError::Prohibited;
        return outcome;
    }
    const std::string_view text = text_for(name, settings);
    if (text.empty()) return outcome;

    outcome = {};
    if (query.type != wire::type::kTxt && query.type != wire::type::kAny) return outcome;
    std::array<std::uint8_t, zone::RRset::kRdataAt> head{};
    wire::store16(head.data(), wire::pointer_to(wire::kHeaderLength));
    wire::store16(&head[2], wire::type::kTxt);
    wire::store16(&head[4], wire::klass::kCh);
    wire::store16(&head[zone::RRset::kRdlengthAt], static_cast<std::uint16_t>(text.size() + 1));
    std::array<std::uint8_t, Settings::kTextMax + 1> rdata{};
    rdata[0] = static_cast<std::uint8_t>(text.size());
    std::ranges::copy(text, rdata.begin() + 1);
    outcome.fits = writer.append(Section::Answer, head, Bytes(rdata).first(text.size() + 1));
    return outcome;
}

} // namespace signpost::answer
