#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"

namespace signpost::config {
namespace {

// Each recursion goes one level deeper into the document: kDepthMax bounds it.

/// None if the term is not of its form, or names no check: then it has been complained about.
// NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
std::optional<Combination::Term> term_of(Reading& reading, const Node& node,
                                         const std::string& pointer) {
    if (const std::string* name = text_of(&node)) {
        const auto number = reading.checks.find(reading.context, *name, node.at, pointer);
        return number ? std::optional(Combination::Term{*number}) : std::nullopt;
    }
    if (!std::holds_alternative<Object>(node.value)) return std::nullopt;
    return Combination::Term{
        std::make_shared<const Combination>(combination_of(reading, node, pointer))};
}

// NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
std::vector<Combination::Term> terms_of(Reading& reading, const Node& list,
                                        const std::string& pointer) {
    std::vector<Combination::Term> terms;
    const auto items = items_of(&list);
    terms.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i)
        if (auto term = term_of(reading, items[i], below(pointer, i)))
            terms.push_back(*std::move(term));
    return terms;
}

// NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
Combination at_least_of(Reading& reading, const Node& node, const std::string& pointer) {
    const Node* list = member_of(node, "of");
    const Node* count = member_of(node, "count");
    Combination combination;
    if (list == nullptr || count == nullptr) return combination;
    take_whole(node, "count", combination.at_least);
    combination.terms = terms_of(reading, *list, below(pointer, "of"));
    const std::size_t given = items_of(list).size();
    if (combination.at_least > given)
        reading.context.complain(count->at, below(pointer, "count"),
                                 "must be at most " + std::to_string(given) +
                                     ", as there are no more terms, not " +
                                     std::to_string(combination.at_least));
    return combination;
}

} // namespace

// NOLINTNEXTLINE(misc-no-recursion): kDepthMax bounds it.
Combination combination_of(Reading& reading, const Node& node, const std::string& pointer) {
    Combination combination;
    if (const Node* all = member_of(node, "all")) {
        combination.terms = terms_of(reading, *all, below(pointer, "all"));
        combination.at_least = static_cast<std::uint32_t>(combination.terms.size());
    } else if (const Node* any = member_of(node, "any")) {
        combination.terms = terms_of(reading, *any, below(pointer, "any"));
        combination.at_least = 1;
    } else if (const Node* at_least = member_of(node, "at_least")) {
        combination = at_least_of(reading, *at_least, below(pointer, "at_least"));
    } else if (const Node* opposite = member_of(node, "not")) {
        if (auto term = term_of(reading, *opposite, below(pointer, "not")))
            combination.terms.push_back(*std::move(term));
    }
    return combination;
}

} // namespace signpost::config
