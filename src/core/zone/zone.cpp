#include "core/zone/zone.hpp"

#include <algorithm>

namespace signpost::zone {

const Node* Zone::find_node(const wire::Name& name, std::size_t from,
                            std::size_t to) const noexcept {
    const auto hash = static_cast<std::uint32_t>(name.hash(from, to));
    const std::size_t length = to - from;
    std::size_t index = first_slot(hash);
    for (;;) { // ends: at least a third of the slots is free
        const Slot& slot = slots()[index];
        if (slot.node == kNoNode) return nullptr;
        if (slot.hash == hash) {
            const Node* node = node_at(slot.node);
            if (node->name_length() == length &&
                wire::equal_octets(node->name().data(), name.octets().data() + from, length))
                return node;
        }
        if (++index == slot_count_) index = 0;
    }
}

/// Every ancestor of a node is a node, so the depths that exist form an unbroken run from the apex
/// and can be searched by halving: at most 7 probes, also for a hostile name of 127 labels.
const Node& Zone::closest_encloser(const wire::Name& name, std::size_t to) const noexcept {
    const Node* deepest = &apex_node();
    std::size_t known = 0; // labels below the apex that are known to exist
    std::size_t unknown =  // the least number of labels known not to exist
        std::min<std::size_t>(name.label_count() - apex_label_count_, deepest_ + 1U);
    while (known + 1 < unknown) {
        const std::size_t depth = (known + unknown) / 2;
        const Node* node = find_node(name, name.suffix_at(apex_label_count_ + depth), to);
        if (node == nullptr) {
            unknown = depth;
        } else {
            known = depth;
            deepest = node;
        }
    }
    return *deepest;
}

Match Zone::cover(const Node& node) noexcept {
    return {node.has(Node::Cut) ? Relation::Delegation : Relation::Redirect, &node};
}

Match Zone::find(const wire::Name& name) const noexcept {
    const std::size_t to = name.length() - apex_length_;
    if (to == 0) return {Relation::Exists, &apex_node()};

    if (const Node* node = find_node(name, 0, to)) {
        if (node->has(Node::Occluded)) return cover(*node_at(node->link()));
        if (node->has(Node::Cut)) return {Relation::Delegation, node};
        return {Relation::Exists, node};
    }
    const Node& encloser = closest_encloser(name, to);
    if (encloser.has(Node::Occluded)) return cover(*node_at(encloser.link()));
    if (encloser.has(Node::Cut) || encloser.has(Node::Dname)) return cover(encloser);
    if (encloser.has(Node::Wildcard)) return {Relation::Exists, node_at(encloser.link())};
    return {};
}

std::uint32_t Zone::prefetch_slot(const wire::Name& name) const noexcept {
    const std::size_t to = name.length() - std::min<std::size_t>(name.length(), apex_length_);
    const auto hash = static_cast<std::uint32_t>(name.hash(0, to));
    __builtin_prefetch(&slots()[first_slot(hash)]);
    return hash;
}

void Zone::prefetch_node(std::uint32_t hash) const noexcept {
    constexpr std::size_t kLine = 64; // octets; a node with its first RRset mostly lies on two
    for (std::size_t index = first_slot(hash); index < slot_count_; ++index) {
        const Slot& slot = slots()[index];
        if (slot.node == kNoNode) { // no such name, unless a wildcard or a cut stands above it
            __builtin_prefetch(&negative_soa());
            return;
        }
        if (slot.hash != hash) continue;
        const Node* node = node_at(slot.node);
        __builtin_prefetch(node);
        __builtin_prefetch(node->name().data() + kLine - sizeof(Node));
        return;
    }
}

} // namespace signpost::zone
