#include "control_plane/steering/selection.hpp"

#include "control_plane/zonefile/name_text.hpp"
#include "core/wire/presentation.hpp"
#include "core/wire/registry.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <deque>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace signpost::steering {
namespace {

using zone::Node;
using zone::Relation;
using zone::Zone;

wire::Name name_of(std::string_view text) {
    zonefile::WireName octets;
    const char* wrong = zonefile::parse_name(text, zonefile::WireName(), octets);
    assert(wrong == nullptr && "the configuration has checked its names");
    static_cast<void>(wrong);
    wire::Name name;
    name.read(octets.bytes());
    return name;
}

void read_name(const Zone& zone, const Node& node, wire::Name& into) {
    into.assign(node.name(), zone.apex());
}

std::string text_of(const Zone& zone, const Node& node) {
    wire::Name name;
    read_name(zone, node, name);
    return wire::name_to_text(name.octets());
}

bool is_pattern(const config::Service& service) {
    return service.name.starts_with("*.");
}

/// The name below which a pattern matches all.
std::string_view base_of(const config::Service& pattern) {
    return pattern.name.size() == 2 ? "." : std::string_view(pattern.name).substr(2);
}

std::string_view key_of(Bytes octets) {
    const void* at = octets.data();
    return {static_cast<const char*>(at), octets.size()};
}

/// Services by the name that stands behind their asterisk, or by their apex.
class Rules {
public:
    void add(const config::Service& service, std::string_view below) {
        const wire::Name name = name_of(below);
        services_.try_emplace(
            key_of(keys_.emplace_back(name.octets().begin(), name.octets().end())), &service);
    }
    [[nodiscard]] bool empty() const noexcept { return services_.empty(); }
    [[nodiscard]] const config::Service* at(Bytes octets) const {
        if (services_.empty()) return nullptr;
        const auto found = services_.find(key_of(octets));
        return found == services_.end() ? nullptr : found->second;
    }
    /// The one for the longest name of at most `labels` labels that `name` ends in.
    [[nodiscard]] const config::Service* longest(const wire::Name& name, std::size_t labels) const {
        for (std::size_t left = labels + 1; left-- != 0;)
            if (const config::Service* service = at(name.suffix(left))) return service;
        return nullptr;
    }

private:
    std::deque<std::vector<std::uint8_t>> keys_; ///< They stay where they are.
    std::unordered_map<std::string_view, const config::Service*> services_;
};

/// One address of each family leaves no choice: a client asks for either.
bool has_choice(const Node& node) {
    return std::ranges::any_of(std::array{wire::type::kA, wire::type::kAaaa},
                               [&node](std::uint16_t type) {
                                   const zone::RRset* rrset = node.find(type);
                                   return rrset != nullptr && rrset->count() > 1;
                               });
}

class Selection {
public:
    Selection(const config::Steering& config, const zone::Zones& zones, Warnings& warnings)
        : config_(config), zones_(zones), warnings_(warnings) {
        for (const auto& zone : zones.all())
            shared_[zone.get()] = zone;
    }

    std::vector<Selected> run() {
        for (const config::Service& service : config_.services) {
            if (is_pattern(service))
                patterns_.add(service, base_of(service));
            else
                select_exactly(service);
        }
        for (const config::Service& service : config_.zone_defaults)
            add_default(service);
        const std::unordered_set<const Zone*> touched = zones_touched();
        for (const auto& zone : zones_.all())
            if (touched.contains(zone.get())) select_in(zone);
        warn_idle_patterns();
        return std::move(selected_);
    }

private:
    void select_exactly(const config::Service& service) {
        const wire::Name name = name_of(service.name);
        const Zone* zone = zones_.find(name);
        if (zone == nullptr)
            return warn(service, "no zone here holds this name; load its zone, or take the service "
                                 "out");
        const zone::Match match = zone->find(name);
        if (match.relation == Relation::Delegation || match.relation == Relation::Redirect) {
            const char* cover = match.relation == Relation::Delegation
                                    ? "at or below the delegation "
                                    : "below the DNAME ";
            return warn(service, "is not steered: it stands " +
                                     (cover + text_of(*zone, *match.node)) +
                                     ", so this server does not answer for it");
        }
        if (match.node == nullptr || !is_own(*match.node, *zone, name))
            return warn_no_owner(service, *zone, match.node);
        if (!exact_.insert(match.node).second) return;
        selected_.push_back({.service = &service,
                             .zone = shared_.at(zone),
                             .node = match.node,
                             .is_exact = true,
                             .name = text_of(*zone, *match.node)});
    }

    /// `wildcard` stands in for the name; it may be null.
    void warn_no_owner(const config::Service& service, const Zone& zone, const Node* wildcard) {
        const std::string what =
            "the zone " + wire::name_to_text(zone.apex()) + " has no such name";
        if (wildcard == nullptr || service.only_for.empty())
            return warn(service, what + "; add its records there, or take the service out");
        const std::string covers = text_of(zone, *wildcard);
        warn(service, what + ", and everybody gets the records of the wildcard " + covers +
                          " for it, in spite of only_for; add records of its own there, or close "
                          "the service " +
                          in_quotes(covers) + " with only_for");
    }

    /// Not a wildcard that stands in for the name.
    static bool is_own(const Node& node, const Zone& zone, const wire::Name& name) {
        return std::ranges::equal(node.name(),
                                  name.octets().first(name.length() - zone.apex().size()));
    }

    void add_default(const config::Service& service) {
        const wire::Name apex = name_of(service.name);
        const Zone* zone = zones_.find(apex);
        if (zone == nullptr || !zone->is_apex(apex))
            return warn(service, "no zone here has this apex; load the zone, or take the default "
                                 "out");
        defaults_.add(service, service.name);
    }

    [[nodiscard]] std::unordered_set<const Zone*> zones_touched() const {
        std::unordered_set<const Zone*> touched;
        for (const config::Service& service : config_.services)
            if (is_pattern(service))
                if (const Zone* zone = zones_.find(name_of(base_of(service)))) touched.insert(zone);
        if (patterns_.empty() && defaults_.empty()) return touched;
        wire::Name apex;
        for (const auto& zone : zones_.all()) {
            apex.read(zone->apex());
            if (defaults_.at(zone->apex()) != nullptr ||
                patterns_.longest(apex, apex.label_count()) != nullptr)
                touched.insert(zone.get());
        }
        return touched;
    }

    void select_in(const std::shared_ptr<const Zone>& zone) {
        const config::Service* by_default = defaults_.at(zone->apex());
        const Node* node = &zone->apex_node();
        for (std::size_t left = zone->name_count(); left != 0; --left) {
            if (is_candidate(*node)) select(zone, *node, by_default);
            if (left != 1) node = node->next();
        }
    }

    [[nodiscard]] bool is_candidate(const Node& node) const {
        return !node.has(Node::Cut) && !node.has(Node::Occluded) && node.rrset_count() != 0 &&
               !exact_.contains(&node);
    }

    void select(const std::shared_ptr<const Zone>& zone, const Node& node,
                const config::Service* by_default) {
        wire::Name name;
        read_name(*zone, node, name);
        const config::Service* service =
            name.label_count() == 0 ? nullptr : patterns_.longest(name, name.label_count() - 1);
        if (service == nullptr) service = by_default;
        if (service == nullptr || zones_.find(name) != zone.get()) return;
        // What is only for some is kept from the others, whatever it is.
        if (service->only_for.empty() && !has_choice(node)) return;
        used_.insert(service);
        selected_.push_back({.service = service,
                             .zone = zone,
                             .node = &node,
                             .is_exact = false,
                             .name = wire::name_to_text(name.octets())});
    }

    void warn_idle_patterns() {
        for (const config::Service& service : config_.services)
            if (is_pattern(service) && !used_.contains(&service))
                warn(service,
                     std::string("steers no name: no zone here has one below it that no "
                                 "other service is for and that has ") +
                         (service.only_for.empty() ? "two addresses of one family" : "records") +
                         "; mend the pattern, or take it out");
    }

    void warn(const config::Service& service, const std::string& what) {
        warnings_.add(Oddity::NotSteered, service.mark, what);
    }

    const config::Steering& config_;
    const zone::Zones& zones_;
    Warnings& warnings_;
    std::unordered_map<const Zone*, std::shared_ptr<const Zone>> shared_;
    Rules patterns_;
    Rules defaults_;
    std::unordered_set<const Node*> exact_;
    std::unordered_set<const config::Service*> used_; ///< Patterns and defaults.
    std::vector<Selected> selected_;
};

} // namespace

std::vector<Selected> select_names(const config::Steering& config, const zone::Zones& zones,
                                   Warnings& warnings) {
    return Selection(config, zones, warnings).run();
}

} // namespace signpost::steering
