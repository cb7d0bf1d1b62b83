#include "control_plane/config/check_forms.hpp"
#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"

#include <algorithm>
#include <span>

namespace signpost::config {
namespace {

/// Reads one member of /checks; all of their names are known.
class CheckReader {
public:
    CheckReader(Reading& reading, const Node& node, std::size_t number)
        : reading_(reading), node_(node), number_(number), pointer_(below("/checks", node.key)) {}

    [[nodiscard]] Check read() {
        check_.name = node_.key;
        check_.mark = {reading_.context.place(node_.key_at), pointer_};
        const Node* kind = kind_node();
        if (kind == nullptr) return std::move(check_);
        if (std::ranges::find(kCombinationKinds, kind->key) != std::end(kCombinationKinds))
            read_combination();
        else
            read_probe(*kind);
        return std::move(check_);
    }

private:
    /// The member that says what it is; that there is one has been checked.
    [[nodiscard]] const Node* kind_node() const {
        for (const Node& member : members_of(&node_))
            if (std::ranges::find(kCheckKinds, member.key) != std::end(kCheckKinds)) return &member;
        return nullptr;
    }

    void complain(const Node& member, const std::string& what) const {
        reading_.context.complain(member.at, below(pointer_, member.key), what);
    }

    void read_combination() {
        check_.what = combination_of(reading_, node_, pointer_);
        for (const Node& member : members_of(&node_))
            if (std::ranges::find(kProbeKeys, member.key) != std::end(kProbeKeys))
                reading_.context.complain(
                    member.key_at, below(pointer_, member.key),
                    "is for checks that ask somebody; a combination has none of its own, so give "
                    "it to the checks that it combines");
    }

    void read_probe(const Node& kind) {
        check_.what = probe_kind_of(reading_, number_, kind, below(pointer_, kind.key));
        check_.targets = addresses_of(member_of(node_, "targets"));
        take_whole(node_, "timeout_ms", check_.timeout_ms);
        read_source();
        read_tracker();
        read_flap();
        read_depend_on();
    }

    void read_source() {
        const Node* source = member_of(node_, "source");
        if (source == nullptr) return;
        const auto* kind = std::get_if<ProbeKind>(&check_.what);
        if (kind != nullptr && std::holds_alternative<ReportCheck>(*kind))
            reading_.context.complain(source->key_at, below(pointer_, source->key),
                                      "is for checks that ask somebody; who is checked reports by "
                                      "itself, so leave this out");
        check_.source.address = address_of(member_of(*source, "address"));
        check_.source.interface = text_at(*source, "interface");
    }

    void read_tracker() {
        health::TrackerRules& rules = check_.tracker;
        take_whole(node_, "interval_ms", rules.interval_ms);
        take_whole(node_, "fall", rules.fall);
        rules.fall_of = rules.fall;
        take_whole(node_, "fall_of", rules.fall_of);
        take_whole(node_, "rise", rules.rise);
        take_whole(node_, "retry_ms", rules.retry_ms);
        rules.when_unknown =
            word_at(node_, "when_unknown", health::kWhenUnknownWords, rules.when_unknown);
        if (const Node* fall_of = member_of(node_, "fall_of");
            fall_of != nullptr && rules.fall > rules.fall_of)
            complain(*fall_of, "must be at least fall, which is " + std::to_string(rules.fall) +
                                   ": so many failures never fit into fewer observations");
        read_stale();
    }

    /// Then it may be asked half as often.
    [[nodiscard]] bool tells_load() const {
        const auto* kind = std::get_if<ProbeKind>(&check_.what);
        const auto* http = kind != nullptr ? std::get_if<HttpCheck>(kind) : nullptr;
        return http != nullptr && !http->load_header.empty();
    }

    void read_stale() {
        constexpr std::uint32_t kIntervals = 10;
        constexpr std::uint32_t kLeast = 10'000;
        health::TrackerRules& rules = check_.tracker;
        rules.stale_ms = std::max(kIntervals * rules.interval_ms, kLeast);
        take_whole(node_, "stale_ms", rules.stale_ms);
        const std::uint32_t turns = tells_load() ? 2 : 1;
        const std::uint32_t round_ms = turns * rules.interval_ms + check_.timeout_ms;
        if (rules.stale_ms >= round_ms) return;
        const Node* given = member_of(node_, "stale_ms");
        if (given == nullptr) given = member_of(node_, "timeout_ms");
        if (given == nullptr) return;
        complain(*given,
                 "an answer may take " + std::to_string(round_ms) + " milliseconds (" +
                     (turns == 1 ? "interval_ms" : "twice interval_ms, as with a high load,") +
                     " and timeout_ms), but a verdict is stale after " +
                     std::to_string(rules.stale_ms) +
                     "; give a larger stale_ms or a smaller timeout_ms");
    }

    void read_flap() {
        const Node* flap = member_of(node_, "flap");
        if (flap == nullptr) return;
        health::TrackerRules& rules = check_.tracker;
        take_whole(*flap, "half_life_s", rules.flap_half_life_s);
        take_whole(*flap, "suppress", rules.flap_suppress);
        take_whole(*flap, "reuse", rules.flap_reuse);
        if (rules.flap_suppress != 0 && rules.flap_reuse >= rules.flap_suppress)
            complain(*flap, "reuse is " + std::to_string(rules.flap_reuse) +
                                ", but must be less than suppress, which is " +
                                std::to_string(rules.flap_suppress));
    }

    void read_depend_on() {
        const std::string pointer = below(pointer_, "depend_on");
        const auto items = items_of(member_of(node_, "depend_on"));
        for (std::size_t i = 0; i < items.size(); ++i)
            if (const std::string* name = text_of(&items[i]))
                if (const auto number = reading_.checks.find(reading_.context, *name, items[i].at,
                                                             below(pointer, i)))
                    check_.depends_on.push_back(*number);
    }

    Reading& reading_;
    const Node& node_;
    std::size_t number_;
    std::string pointer_;
    Check check_;
};

/// Targets that the check cannot ask, and checks to depend on that have none.
void check_targets(const Reading& reading, const Node& node, std::size_t number) {
    const Check& check = reading.steering.health.checks[number];
    const Node* member = member_of(node, "targets");
    const auto items = items_of(member);
    for (std::size_t i = 0; i < items.size(); ++i)
        if (const std::optional<Address> address = address_of(&items[i]))
            check_family(reading, number, *address, items[i].at,
                         below(below(check.mark.pointer, "targets"), i));
    const auto names = items_of(member_of(node, "depend_on"));
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string* name = text_of(&names[i]);
        const auto other = name != nullptr ? reading.checks.find(*name) : std::nullopt;
        if (other && !reading.check_facts[*other].has_targets)
            reading.context.complain(names[i].at, below(below(check.mark.pointer, "depend_on"), i),
                                     "check " + in_quotes(*name) +
                                         " has no targets of its own, so there is nobody whom it "
                                         "asks here; give it \"targets\"");
    }
}

} // namespace

void read_checks(Reading& reading) {
    const std::span<const Node> nodes = members_of(member_of(reading.root, "checks"));
    for (std::size_t i = 0; i < nodes.size(); ++i)
        reading.checks.add(nodes[i].key, i);
    std::vector<Check>& checks = reading.steering.health.checks;
    checks.reserve(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i)
        checks.push_back(CheckReader(reading, nodes[i], i).read());
    reading.check_facts = facts_of_checks(reading);
    for (std::size_t i = 0; i < nodes.size(); ++i)
        check_targets(reading, nodes[i], i);
}

} // namespace signpost::config
