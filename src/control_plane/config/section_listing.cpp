#include "control_plane/config/sections.hpp"

namespace signpost::config {
namespace {

std::string_view placeholder_of(Kind kind) noexcept {
    switch (kind) {
    case Kind::Address:
        return "ADDRESS";
    case Kind::HeaderName:
        return "HEADER";
    case Kind::Clients:
        return "CLIENTS";
    default:
        return "NAME";
    }
}

// NOLINTNEXTLINE(misc-no-recursion): only a Term holds itself, and is not entered.
void collect(const std::string& pointer, const Form& form, std::vector<Entry>& found) {
    if (form.kind == Kind::Term) return; // its members are those of a check, which are listed
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
