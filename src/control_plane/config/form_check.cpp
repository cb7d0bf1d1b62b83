#include "control_plane/config/form_check.hpp"

#include "control_plane/config/texts.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace signpost::config {
namespace {

/// Texts that were read, so that one that comes again is noticed.
using LineOf = std::unordered_map<std::string, std::uint32_t>;

/// Checks a value and what is in it. The recursion is as deep as the document is nested, which
/// kDepthMax bounds.
class FormCheck {
public:
    explicit FormCheck(const Context& context) : context_(context) {}

    // NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
    void check(const Form& form, const Node& node, const std::string& pointer) const {
        switch (form.kind) {
        case Kind::Flag:
            static_cast<void>(expect<bool>(node, pointer));
            return;
        case Kind::Whole:
            return check_whole(form, node, pointer);
        case Kind::Number:
            return check_number(form, node, pointer);
        case Kind::List:
            return check_list(form, node, pointer);
        case Kind::Map:
            return check_map(form, node, pointer);
        case Kind::Object:
        case Kind::Term:
            return check_object(form, node, pointer);
        default:
            check_text(form, node, pointer);
        }
    }

private:
    void complain_kind(const Node& node, const std::string& pointer,
                       std::string_view wanted) const {
        context_.complain(node.at, pointer,
                          "must be " + std::string(wanted) + ", not " +
                              std::string(kind_of(node.value)));
    }

    template <class T>
    [[nodiscard]] const T* expect(const Node& node, const std::string& pointer) const {
        const T* value = std::get_if<T>(&node.value);
        if (value == nullptr) complain_kind(node, pointer, kind_of(Value(T{})));
        return value;
    }

    void check_whole(const Form& form, const Node& node, const std::string& pointer) const {
        const auto* value = expect<std::int64_t>(node, pointer);
        if (value != nullptr && (*value < form.range.least || *value > form.range.most))
            context_.complain(node.at, pointer,
                              "must be " + range_text(form) + ", not " + std::to_string(*value));
    }

    void check_number(const Form& form, const Node& node, const std::string& pointer) const {
        double value = 0;
        if (const auto* whole = std::get_if<std::int64_t>(&node.value))
            value = static_cast<double>(*whole);
        else if (const auto* number = expect<double>(node, pointer))
            value = *number;
        if (value < static_cast<double>(form.range.least) ||
            value > static_cast<double>(form.range.most))
            context_.complain(node.at, pointer, "must be " + range_text(form));
    }

    void check_text(const Form& form, const Node& node, const std::string& pointer) const {
        const auto* text = expect<std::string>(node, pointer);
        if (text == nullptr) return;
        if (form.kind == Kind::Word) return check_word(form, node.at, pointer, *text);
        const std::string wrong = read_text(form, *text).wrong;
        if (!wrong.empty()) context_.complain(node.at, pointer, wrong);
    }

    void check_word(const Form& form, Spot at, const std::string& pointer,
                    std::string_view word) const {
        if (std::ranges::find(form.words, word) == form.words.end())
            context_.complain(at, pointer,
                              "unknown word " + in_quotes(word) +
                                  context_.suggest(word, form.words));
    }

    // NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
    void check_list(const Form& form, const Node& node, const std::string& pointer) const {
        const auto* array = expect<Array>(node, pointer);
        if (array == nullptr) return;
        check_length(form, node, pointer, array->items.size());
        LineOf seen;
        for (std::size_t i = 0; i < array->items.size(); ++i) {
            const Node& item = array->items[i];
            check(*form.item, item, below(pointer, i));
            if (const auto* text = std::get_if<std::string>(&item.value);
                text != nullptr && is_text(form.item->kind) && !form.may_repeat)
                check_first(*form.item, *text, item.at, below(pointer, i), seen);
        }
    }

    void check_length(const Form& form, const Node& node, const std::string& pointer,
                      std::size_t length) const {
        if (std::cmp_less(length, form.range.least) || std::cmp_greater(length, form.range.most))
            context_.complain(node.at, pointer,
                              (form.kind == Kind::List
                                   ? "must list " + range_text(form)
                                   : "must have " + range_text(form) + " members") +
                                  ", not " + std::to_string(length));
    }

    void check_first(const Form& form, const std::string& text, Spot at, const std::string& pointer,
                     LineOf& seen) const {
        const TextReading reading = read_text(form, text);
        if (reading.wrong.empty() && !seen.try_emplace(reading.normal, at.line).second)
            context_.complain(at, pointer, in_quotes(text) + " stands twice in this list");
    }

    // NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
    void check_map(const Form& form, const Node& node, const std::string& pointer) const {
        const auto* object = expect<Object>(node, pointer);
        if (object == nullptr) return;
        check_length(form, node, pointer, object->members.size());
        LineOf seen;
        for (const Node& member : object->members) {
            const std::string child = below(pointer, member.key);
            check_key(*form.key, member, child, seen);
            if (form.item_of_pattern != nullptr && is_pattern(member.key))
                check_object(*form.item_of_pattern, member, child, form.item);
            else
                check(*form.item, member, child);
        }
    }

    /// Names that differ in letter case only would be taken for each other, so they may not stand
    /// side by side.
    void check_key(const Form& form, const Node& member, const std::string& pointer,
                   LineOf& seen) const {
        TextReading reading = read_text(form, member.key);
        if (!reading.wrong.empty()) return context_.complain(member.key_at, pointer, reading.wrong);
        std::ranges::transform(reading.normal, reading.normal.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        const auto [first, is_new] =
            seen.try_emplace(std::move(reading.normal), member.key_at.line);
        if (!is_new)
            context_.complain(member.key_at, pointer,
                              "is the same as one in line " + std::to_string(first->second) +
                                  ", written differently");
    }

    /// With `exact`, members that only it has get a complaint that says so.
    // NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
    void check_object(const Form& form, const Node& node, const std::string& pointer,
                      const Form* exact = nullptr) const {
        if (form.instead != nullptr && std::holds_alternative<std::string>(node.value))
            return check(*form.instead, node, pointer);
        const auto* object = std::get_if<Object>(&node.value);
        if (object == nullptr)
            return complain_kind(node, pointer,
                                 form.instead == nullptr ? "an object" : "a text or an object");
        for (const Node& child : object->members) {
            const auto member = std::ranges::find(form.members, child.key, &Member::key);
            if (member != form.members.end())
                check(*member->form, child, below(pointer, child.key));
            else
                complain_unknown(form, child, below(pointer, child.key), exact);
        }
        for (const Member& member : form.members)
            if (member.required &&
                std::ranges::find(object->members, member.key, &Node::key) == object->members.end())
                context_.complain(node.at, pointer, "needs a member " + in_quotes(member.key));
        if (!form.one_of.empty()) check_one_of(form, node, pointer);
    }

    void check_one_of(const Form& form, const Node& node, const std::string& pointer) const {
        const std::string all = words_text(form.one_of);
        const Node* first = nullptr;
        for (const Node& child : std::get<Object>(node.value).members) {
            if (std::ranges::find(form.one_of, child.key) == form.one_of.end()) continue;
            if (first != nullptr)
                context_.complain(child.key_at, below(pointer, child.key),
                                  "cannot stand beside " + in_quotes(first->key) +
                                      ": there can be only one of " + all);
            else
                first = &child;
        }
        if (first == nullptr) context_.complain(node.at, pointer, "needs one of " + all);
    }

    void complain_unknown(const Form& form, const Node& child, const std::string& pointer,
                          const Form* exact) const {
        if (exact != nullptr &&
            std::ranges::find(exact->members, child.key, &Member::key) != exact->members.end())
            return context_.complain(
                child.key_at, pointer,
                "cannot stand with a pattern; give it to the names one by one");
        std::vector<std::string_view> keys;
        std::ranges::transform(form.members, std::back_inserter(keys), &Member::key);
        context_.complain(child.key_at, pointer, "unknown key" + context_.suggest(child.key, keys));
    }

    const Context& context_;
};

} // namespace

void check_form(const Context& context, const Form& form, const Node& node,
                const std::string& pointer) {
    FormCheck(context).check(form, node, pointer);
}

} // namespace signpost::config
