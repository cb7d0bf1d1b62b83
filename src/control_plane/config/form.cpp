#include "control_plane/config/form.hpp"

#include <array>

namespace signpost::config {
namespace {

struct Noun {
    std::string_view one;
    std::string_view many;
};

const Noun& noun_of(Kind kind) noexcept {
    static constexpr std::array kNouns{
        Noun{"text", "texts"},
        Noun{"path", "paths"},
        Noun{"name", "names"},
        Noun{"domain name", "domain names"},
        Noun{"domain name or pattern", "domain names or patterns"},
        Noun{"address", "addresses"},
        Noun{"address with port", "addresses with port"},
        Noun{"network", "networks"},
        Noun{"line of clients", "lines of clients"},
        Noun{"text", "texts"},
        Noun{"host name or address", "host names or addresses"},
        Noun{"header name", "header names"},
        Noun{"path of a URL", "paths of URLs"},
        Noun{"URL", "URLs"},
        Noun{"network interface", "network interfaces"},
        Noun{"record type", "record types"},
        Noun{"regular expression", "regular expressions"},
        Noun{"word", "words"},
        Noun{"true or false", ""},
        Noun{"whole number", "whole numbers"},
        Noun{"number", "numbers"},
        Noun{"list", "lists"},
        Noun{"object", "objects"},
        Noun{"object", "objects"},
        Noun{"name of a check or a combination", "names of checks and combinations"}};
    static_assert(kNouns.size() == static_cast<std::size_t>(Kind::Term) + 1);
    return kNouns[static_cast<std::size_t>(kind)];
}

std::string list_text(const Form& form) {
    const Form& item = *form.item;
    return "list of " + std::string(noun_of(item.kind).many) + ", " + range_text(form) +
           " of them" + (item.words.empty() ? "" : ": " + words_text(item.words));
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): a form holds forms, never itself.
std::string form_text(const Form& form) {
    std::string noun(noun_of(form.kind).one);
    switch (form.kind) {
    case Kind::Word:
        return "one of " + words_text(form.words);
    case Kind::Text:
    case Kind::Path:
    case Kind::Name:
    case Kind::Octets:
    case Kind::Pattern:
        return noun + ", " + range_text(form) + " octets";
    case Kind::Whole:
    case Kind::Number:
        return noun + ", " + range_text(form);
    case Kind::List:
        return list_text(form);
    case Kind::Map:
        return "object: for each " + std::string(noun_of(form.key->kind).one) + ", " +
               range_text(form) + " of them: " + form_text(*form.item);
    case Kind::Object:
        return noun + (form.instead != nullptr ? " or " + form_text(*form.instead) : "");
    default:
        return noun;
    }
}

std::string words_text(std::span<const std::string_view> words) {
    std::string text;
    for (const std::string_view word : words)
        text += (text.empty() ? "" : ", ") + std::string(word);
    return text;
}

std::string range_text(const Form& form) {
    return std::to_string(form.range.least) + " to " + std::to_string(form.range.most) +
           (form.unit.empty() ? "" : " ") + std::string(form.unit);
}

} // namespace signpost::config
