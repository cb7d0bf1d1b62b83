#include "control_plane/config/schema.hpp"

#include "control_plane/config/check_forms.hpp"
#include "control_plane/config/options.hpp"
#include "control_plane/config/sections.hpp"

#include <nlohmann/json.hpp>

#include <string_view>

namespace signpost::config {
namespace {

using Json = nlohmann::ordered_json;

// Regular expressions that ECMAScript and Python understand alike.
constexpr std::string_view kControl = R"([\u0000-\u001f\u007f])";
constexpr std::string_view kNotInNames = R"([/\u0000-\u001f\u007f])";
constexpr std::string_view kDomain = R"(^(?!\*\.)(\.|(([^.\\]|\\[0-9]{3}|\\[^0-9])+\.)+)$)";
constexpr std::string_view kServiceName = R"(^(\.|(([^.\\]|\\[0-9]{3}|\\[^0-9])+\.)+)$)";
constexpr std::string_view kSocketAddress = R"(^([0-9.]+|\[[0-9A-Fa-f:.]+\]):0*[1-9][0-9]{0,4}$)";
constexpr std::string_view kNetworkV4 =
    R"(^((0|[1-9][0-9]{0,2})(\.(?!/)|(?=/))){4}/([0-9]|[12][0-9]|3[0-2])$)";
constexpr std::string_view kNetworkV6 =
    R"(^[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8])$)";
constexpr std::string_view kClients =
    R"(^[^/\u0000-\u001f\u007f]+(/(country:|(?!country:))(?!\*$)[^/\u0000-\u001f\u007f]+)?$)";

constexpr std::string_view kHost =
    R"(^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$)";
constexpr std::string_view kHeaderName = R"(^[!#$%&'*+.^_`|~0-9A-Za-z-]+$)";
constexpr std::string_view kUrlPath = R"(^/[!"$-~]*$)";
constexpr std::string_view kUrl =
    R"(^https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:0*[1-9][0-9]{0,4})?([/?][!"$-~]*)?$)";
constexpr std::string_view kInterface = R"(^(?!\.{1,2}$)[!-.0-9;-~]{1,15}$)";
constexpr std::string_view kRecordType = R"(^[A-Za-z][A-Za-z0-9-]*$)";

Json pattern_schema(std::string_view pattern) {
    return {{"type", "string"}, {"pattern", pattern}};
}

Json length_schema(const Form& form, std::string_view without) {
    return {{"type", "string"},
            {"minLength", form.range.least},
            {"maxLength", form.range.most},
            {"not", {{"pattern", without}}}};
}

std::string_view pattern_of(Kind kind) {
    switch (kind) {
    case Kind::HeaderName:
        return kHeaderName;
    case Kind::UrlPath:
        return kUrlPath;
    case Kind::Url:
        return kUrl;
    case Kind::Interface:
        return kInterface;
    default:
        return kRecordType;
    }
}

Json bounded_pattern_schema(const Form& form) {
    Json schema = pattern_schema(pattern_of(form.kind));
    if (form.range.most > 0) schema["maxLength"] = form.range.most;
    return schema;
}

Json host_schema(const Form& form) {
    return {{"type", "string"},
            {"maxLength", form.range.most},
            {"anyOf", Json::array({{{"pattern", kHost}}, {{"format", "ipv6"}}})}};
}

Json address_schema() {
    return {{"type", "string"},
            {"anyOf", Json::array({{{"format", "ipv4"}}, {{"format", "ipv6"}}})}};
}

Json network_schema() {
    Json schema = address_schema(); // by itself it is a network of full length
    for (const std::string_view pattern : {kNetworkV4, kNetworkV6})
        schema["anyOf"].push_back({{"pattern", pattern}});
    return schema;
}

Json word_schema(const Form& form) {
    Json schema{{"enum", Json::array()}};
    for (const std::string_view word : form.words)
        schema["enum"].push_back(word);
    return schema;
}

Json text_schema(const Form& form) {
    switch (form.kind) {
    case Kind::Name:
        return length_schema(form, kNotInNames);
    case Kind::Domain:
        return pattern_schema(kDomain);
    case Kind::ServiceName:
        return pattern_schema(kServiceName);
    case Kind::Address:
        return address_schema();
    case Kind::SocketAddress:
        return pattern_schema(kSocketAddress);
    case Kind::Network:
        return network_schema();
    case Kind::Clients:
        return pattern_schema(kClients);
    case Kind::Octets:
    case Kind::Pattern:
        return {
            {"type", "string"}, {"minLength", form.range.least}, {"maxLength", form.range.most}};
    case Kind::Host:
        return host_schema(form);
    case Kind::HeaderName:
    case Kind::UrlPath:
    case Kind::Url:
    case Kind::Interface:
    case Kind::RecordType:
        return bounded_pattern_schema(form);
    case Kind::Word:
        return word_schema(form);
    default:
        return length_schema(form, kControl);
    }
}

Json number_schema(const Form& form, std::string_view type) {
    return {{"type", type}, {"minimum", form.range.least}, {"maximum", form.range.most}};
}

Json closed_object() {
    return {{"type", "object"}, {"additionalProperties", false}, {"properties", Json::object()}};
}

// Only a Term holds itself, and is referred to, so the recursion is as deep as the tables are.

Json schema_of(const Form& form);

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are.
Json list_schema(const Form& form) {
    Json schema{{"type", "array"},
                {"minItems", form.range.least},
                {"maxItems", form.range.most},
                {"items", schema_of(*form.item)}};
    if (is_text(form.item->kind) && !form.may_repeat) schema["uniqueItems"] = true;
    return schema;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are.
Json map_schema(const Form& form) {
    Json schema{{"type", "object"},
                {"minProperties", form.range.least},
                {"maxProperties", form.range.most},
                {"propertyNames", text_schema(*form.key)}};
    if (form.item_of_pattern != nullptr)
        schema["patternProperties"][R"(^\*\.)"] = schema_of(*form.item_of_pattern);
    schema["additionalProperties"] = schema_of(*form.item);
    return schema;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are.
Json object_schema(const Form& form) {
    Json schema = closed_object();
    for (const Member& member : form.members) {
        Json& property = schema["properties"][std::string(member.key)];
        property = schema_of(*member.form);
        property["description"] = member.meaning;
        if (!member.standard.empty()) property["default"] = Json::parse(member.standard);
        if (member.required) schema["required"].push_back(member.key);
    }
    for (const std::string_view key : form.one_of)
        schema["oneOf"].push_back({{"required", Json::array({key})}});
    if (form.instead == nullptr) return schema;
    return {{"anyOf", Json::array({schema_of(*form.instead), std::move(schema)})}};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the tables are.
Json schema_of(const Form& form) {
    switch (form.kind) {
    case Kind::Flag:
        return {{"type", "boolean"}};
    case Kind::Whole:
        return number_schema(form, "integer");
    case Kind::Number:
        return number_schema(form, "number");
    case Kind::List:
        return list_schema(form);
    case Kind::Map:
        return map_schema(form);
    case Kind::Object:
        return object_schema(form);
    case Kind::Term:
        return {{"$ref", "#/$defs/term"}};
    default:
        return text_schema(form);
    }
}

/// Puts `schema` where `pointer` leads; objects on the way are made.
void place(Json& root, std::string_view pointer, Json schema) {
    Json* object = &root;
    for (;;) { // ends: each turn takes a step off the pointer
        pointer.remove_prefix(1);
        const std::string step(pointer.substr(0, pointer.find('/')));
        pointer.remove_prefix(step.size());
        Json& property = (*object)["properties"][step];
        if (pointer.empty()) {
            property = std::move(schema);
            return;
        }
        if (property.is_null()) property = closed_object();
        object = &property;
    }
}

} // namespace

std::string schema_text() {
    Json root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "signpost.json"},
              {"description", "The configuration of signpostd; see signpost.json(5)."}};
    root.update(closed_object());
    root["$defs"]["term"] = object_schema(term_form);
    for (const Option& option : options()) {
        Json schema = schema_of(form_of(option));
        schema["description"] = option.meaning;
        schema["default"] = Json::parse(value_text(option, Config()));
        place(root, option.pointer, std::move(schema));
    }
    for (const Member& section : sections()) {
        Json schema = schema_of(*section.form);
        schema["description"] = section.meaning;
        if (!section.standard.empty()) schema["default"] = Json::parse(section.standard);
        place(root, section.key, std::move(schema));
    }
    return root.dump(2) + "\n";
}

} // namespace signpost::config
