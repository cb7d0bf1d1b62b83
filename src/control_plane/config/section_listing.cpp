#include "control_plane/config/sections.hpp"

#include <array>

namespace signpost::config {
namespace {

std::string_view noun_of(Kind kind) noexcept {
    constexpr std::array<std::string_view, 14> kNouns{
        "text",    "name",         "domain name",     "domain name or pattern",
        "address", "network",      "line of clients", "target",
        "word",    "whole number", "number",          "list",
        "object",  "object"};
    return kNouns[static_cast<std::size_t>(kind)];
}

std::string_view placeholder_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::Address:
        return "ADDRESS";
    case Kind::Clients:
        return "CLIENTS";
    case Kind::Target:
        return "TARGET";
    default:
        return "NAME";
    }
}

std::string span_text(const Form& form) {
    return std::to_string(form.range.least) + " to " + std::to_string(form.range.most);
}

std::string words_text(const Form& form) {
    std::string text;
    for (const std::string_view word : form.words)
        text += (text.empty() ? "" : ", ") + std::string(word);
    return "one of " + text;
}

// NOLINTNEXTLINE(misc-no-recursion): a form holds forms, never itself.
std::string form_text(const Form& form) {
    const std::string noun(noun_of(form.kind));
    switch (form.kind) {
    case Kind::Word:
        return words_text(form);
    case Kind::Text:
    case Kind::Name:
        return noun + ", " + span_text(form) + " octets";
    case Kind::Whole:
    case Kind::Number:
        return noun + ", " + span_text(form) + (form.unit.empty() ? "" : " ") +
               std::string(form.unit);
    case Kind::List:
        return "list, " + span_text(form) + " of: " + form_text(*form.item);
    case Kind::Map:
        return "object, " + span_text(form) + " of: " + std::string(noun_of(form.key->kind)) +
               " to " + form_text(*form.item);
    default:
        return noun;
    }
}

// NOLINTNEXTLINE(misc-no-recursion): a form holds forms, never itself.
void collect(const std::string& pointer, const Form& form, std::vector<Entry>& found) {
    if (form.kind == Kind::Map)
        collect(pointer + "/" + std::string(placeholder_of(form.key->kind)), *form.item, found);
    if (form.kind == Kind::List) collect(pointer + "/N", *form.item, found);
    for (const Member& member : form.members) {
        const std::string child = pointer + "/" + std::string(member.key);
        found.push_back({child, member});
        collect(child, *member.form, found);
    }
}

} // namespace

std::vector<Entry> entries() {
    std::vector<Entry> found;
    for (const Member& section : sections()) {
        found.push_back({std::string(section.key), section});
        collect(std::string(section.key), *section.form, found);
    }
    return found;
}

std::string remark_text(const Member& member) {
    std::string text = form_text(*member.form);
    if (!member.standard.empty()) text += "; default " + std::string(member.standard);
    return text + (member.required ? "; required" : "");
}

} // namespace signpost::config
