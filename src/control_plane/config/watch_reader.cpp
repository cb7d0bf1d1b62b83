#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"

namespace signpost::config {
namespace {

std::string check_text(const Reading& reading, std::size_t check) {
    return "check " + in_quotes(reading.steering.health.checks[check].name);
}

/// "targets" where there must be some, and none where they would never be asked.
void check_targets(const Reading& reading, const Watch& watch, const Node& node,
                   const std::string& pointer) {
    const Node* targets = member_of(node, "targets");
    const Node& check = *member_of(node, "check");
    const bool has_own = reading.check_facts[watch.check].has_targets;
    if (targets == nullptr && !has_own)
        reading.context.complain(check.at, below(pointer, "check"),
                                 check_text(reading, watch.check) +
                                     " has no targets of its own; add \"targets\" here, to tell "
                                     "whom it asks");
    if (targets != nullptr && has_own)
        reading.context.complain(targets->key_at, below(pointer, "targets"),
                                 "are never asked, as " + check_text(reading, watch.check) +
                                     " has targets of its own; leave one of the two out");
    const auto items = items_of(targets);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (const std::optional<Address> address = address_of(&items[i]))
            check_family(reading, watch.check, *address, items[i].at,
                         below(below(pointer, "targets"), i));
}

/// As many as can be up: of a combination of checks with targets it is one, the whole.
std::size_t targets_of(const Reading& reading, const Watch& watch) {
    if (!watch.targets.empty()) return watch.targets.size();
    const Check& check = reading.steering.health.checks[watch.check];
    return check.targets.empty() ? 1 : check.targets.size();
}

void check_needed(const Reading& reading, const Watch& watch, const Node& node,
                  const std::string& pointer) {
    const Node* needed = member_of(node, "targets_needed");
    const std::size_t most = targets_of(reading, watch);
    if (needed != nullptr && watch.targets_needed > most)
        reading.context.complain(needed->at, below(pointer, "targets_needed"),
                                 "must be at most " + std::to_string(most) +
                                     ", as there are no more targets, not " +
                                     std::to_string(watch.targets_needed));
}

} // namespace

std::optional<std::size_t> check_at(const Reading& reading, const Node& node,
                                    const std::string& pointer) {
    const Node* member = member_of(node, "check");
    const std::string* name = text_of(member);
    if (name == nullptr) return std::nullopt;
    return reading.checks.find(reading.context, *name, member->at, below(pointer, "check"));
}

std::optional<Watch> watch_of(const Reading& reading, const Node& node,
                              const std::string& pointer) {
    if (member_of(node, "check") == nullptr) {
        for (const std::string_view key : {"targets", "targets_needed"})
            if (const Node* idle = member_of(node, key))
                reading.context.complain(idle->key_at, below(pointer, key),
                                         "is for a check, which is missing; add \"check\", or "
                                         "leave this out");
        return std::nullopt;
    }
    const std::optional<std::size_t> check = check_at(reading, node, pointer);
    if (!check) return std::nullopt;
    Watch watch{.check = *check, .targets = addresses_of(member_of(node, "targets"))};
    take_whole(node, "targets_needed", watch.targets_needed);
    check_targets(reading, watch, node, pointer);
    check_needed(reading, watch, node, pointer);
    return watch;
}

void check_family(const Reading& reading, std::size_t check, const Address& address, Spot at,
                  const std::string& pointer) {
    const auto barred_by =
        reading.check_facts[check].barred_by[address.family == Family::V4 ? 0 : 1];
    if (!barred_by) return;
    const Check& asking = reading.steering.health.checks[*barred_by];
    reading.context.complain(at, pointer,
                             to_text(address) + " cannot be asked from " +
                                 to_text(*asking.source.address) + ", the source of " +
                                 check_text(reading, *barred_by) +
                                 ": they are of different families");
}

} // namespace signpost::config
