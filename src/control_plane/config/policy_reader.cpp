#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"
#include "control_plane/config/sections.hpp"
#include "control_plane/config/texts.hpp"
#include "core/director/model.hpp"

#include <algorithm>
#include <numeric>
#include <ranges>

namespace signpost::config {
namespace {

constexpr std::string_view kDefault = "default";

/// The rule whose alternative of steer::Rule has the number of its word, yet without what it needs.
steer::Rule rule_of(std::size_t index) {
    using namespace steer;
    static const std::array<Rule, std::size(steer::kRuleWords)> rules{
        SameIsp{},  SameRegion{}, SameCountry{}, SharedTag{},   SiteOrder{},
        IspTable{}, Nearest{},    Load{},        FamilyParity{}};
    static_assert(std::size(steer::kRuleWords) == std::variant_size_v<Rule>);
    return rules[index];
}

class PolicyReader {
public:
    explicit PolicyReader(Reading& reading)
        : reading_(reading), steering_(reading.steering), links_of_(steering_.sites.size()) {
        for (std::size_t link = 0; link < steering_.links.size(); ++link)
            if (const steer::SiteNumber site = steering_.links[link].site; site < links_of_.size())
                links_of_[site].push_back(static_cast<steer::LinkNumber>(link));
    }

    void read(const Node& node, Policy& policy) {
        pointer_ = below("/policies", node.key);
        policy.name = node.key;
        policy.policy.rules = rules_of(node);
        policy.policy.pick = word_at(node, "pick", steer::kPickWords, steer::Pick::All);
        policy.policy.when_none_up =
            word_at(node, "when_none_up", steer::kNoneUpWords, steer::WhenNoneUp::ServeAll);
        if (const auto most = whole_of(member_of(node, "answers_max")))
            policy.policy.answers_max = static_cast<std::uint16_t>(*most);
        policy.failback = failback_of(node);
        check_failbacks(node, policy.failback);
        read_site_order(node, policy);
        read_isp_table(node, policy);
        fill_nearest(node, policy);
    }

    /// As if `"default": {}` stood in the file.
    void make_default(Policy& policy) {
        read({.at = {}, .value = Object{}, .key = std::string(kDefault), .key_at = {}}, policy);
    }

private:
    template <class Rule>
    static Rule* find_rule(Policy& policy) {
        for (steer::Rule& rule : policy.policy.rules)
            if (auto* found = std::get_if<Rule>(&rule)) return found;
        return nullptr;
    }

    static std::vector<steer::Rule> rules_of(const Node& node) {
        const Node* rank = member_of(node, "rank");
        if (rank == nullptr) return {steer::SameIsp{}, steer::SameRegion{}, steer::SiteOrder{}};
        std::vector<steer::Rule> rules;
        for (const Node& item : items_of(rank))
            if (const auto index = index_of(steer::kRuleWords, text_of(&item)))
                rules.push_back(rule_of(*index));
        return rules;
    }

    static Failback failback_of(const Node& node) {
        Failback failback;
        const Node* member = member_of(node, "failback");
        if (member == nullptr) return failback;
        failback.is_manual = text_of(member) != nullptr;
        take_whole(*member, "hold_s", failback.hold_s);
        return failback;
    }

    /// The judge has a bit for each (director::Failback::kRulesMax); one is for "at once".
    void check_failbacks(const Node& node, const Failback& failback) {
        if (std::ranges::find(failbacks_, failback) != failbacks_.end()) return;
        failbacks_.push_back(failback);
        if (failbacks_.size() <= director::Failback::kRulesMax) return;
        reading_.context.complain(node.key_at, below(pointer_, "failback"),
                                  "is one too many: there can be " +
                                      std::to_string(director::Failback::kRulesMax - 1) +
                                      " different ones; let policies share some");
    }

    void complain_idle(const Node& member, std::string_view rule) const {
        reading_.context.complain(member.key_at, below(pointer_, member.key),
                                  "is for the rule " + std::string(rule) +
                                      ", which rank does not have; add it there, or leave this "
                                      "out");
    }

    void read_site_order(const Node& node, Policy& policy) const {
        auto* rule = find_rule<steer::SiteOrder>(policy);
        const Node* names = member_of(node, "sites");
        if (names != nullptr && rule == nullptr) complain_idle(*names, "site-order");
        std::vector<steer::SiteNumber> order;
        const auto items = items_of(names);
        for (std::size_t i = 0; i < items.size(); ++i)
            if (const std::string* name = text_of(&items[i]))
                if (const auto site = reading_.sites.find(reading_.context, *name, items[i].at,
                                                          below(below(pointer_, "sites"), i)))
                    order.push_back(static_cast<steer::SiteNumber>(*site));
        if (names == nullptr) {
            order.resize(steering_.sites.size());
            std::iota(order.begin(), order.end(), steer::SiteNumber{0});
        }
        if (rule != nullptr) rule->sites = std::move(order);
    }

    void read_isp_table(const Node& node, Policy& policy) const {
        const bool has_rule = find_rule<steer::IspTable>(policy) != nullptr;
        const Node* table = member_of(node, "isp_table");
        if (table != nullptr && !has_rule) complain_idle(*table, "isp-table");
        if (table == nullptr && has_rule)
            reading_.context.complain(node.key_at, pointer_,
                                      "needs a member \"isp_table\", as rank has isp-table");
        for (const Node& line : members_of(table))
            if (const auto clients = parse_clients(line.key))
                policy.isp_table.push_back({.isp = std::string(clients->isp),
                                            .region = std::string(clients->region),
                                            .country = std::string(clients->country),
                                            .links = links_in(line)});
    }

    /// The links that a line of an ISP table names, each once.
    [[nodiscard]] std::vector<steer::LinkNumber> links_in(const Node& line) const {
        const std::string pointer = below(below(pointer_, "isp_table"), line.key);
        std::vector<steer::LinkNumber> links;
        std::vector<bool> is_in(steering_.links.size());
        const auto append = [&](steer::LinkNumber link) {
            if (!is_in[link]) links.push_back(link);
            is_in[link] = true;
        };
        const auto items = items_of(&line);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string* name = text_of(&items[i]);
            if (name == nullptr) continue;
            std::ranges::for_each(links_named(*name, items[i].at, below(pointer, i)), append);
        }
        return links;
    }

    [[nodiscard]] std::vector<steer::LinkNumber> links_named(const std::string& name, Spot at,
                                                             const std::string& pointer) const {
        const auto link = reading_.links.find(name);
        const auto site = reading_.sites.find(name);
        if (link && site)
            reading_.context.complain(at, pointer,
                                      in_quotes(name) + " is both a link and a site; give one of "
                                                        "them another name");
        if (link) return {static_cast<steer::LinkNumber>(*link)};
        if (site) return links_of_[*site];
        std::vector<std::string_view> names = reading_.links.names();
        std::ranges::copy(reading_.sites.names(), std::back_inserter(names));
        reading_.context.complain(at, pointer,
                                  "there is no link or site " + in_quotes(name) +
                                      reading_.context.suggest(name, names));
        return {};
    }

    void fill_nearest(const Node& node, Policy& policy) const {
        auto* rule = find_rule<steer::Nearest>(policy);
        if (rule == nullptr) return;
        for (const Site& site : steering_.sites)
            rule->sites.push_back(site.coordinates);
        if (std::ranges::none_of(rule->sites, [](const auto& at) { return at.has_value(); }))
            reading_.context.warn(node.key_at, pointer_,
                                  "rank has nearest, but no site has latitude and longitude: it "
                                  "tells nothing apart");
    }

    Reading& reading_;
    Steering& steering_;
    std::vector<std::vector<steer::LinkNumber>> links_of_; ///< By site.
    std::string pointer_;                                  ///< To the policy being read.
    std::vector<Failback> failbacks_{Failback{}};          ///< Different ones.
};

} // namespace

void read_policies(Reading& reading) {
    PolicyReader reader(reading);
    std::vector<Policy>& policies = reading.steering.policies;
    policies.emplace_back();
    reading.policies.add(kDefault, 0);
    bool has_default = false;
    for (const Node& node : members_of(member_of(reading.root, "policies"))) {
        if (node.key == kDefault) {
            has_default = true;
            reader.read(node, policies.front());
            continue;
        }
        reading.policies.add(node.key, policies.size());
        reader.read(node, policies.emplace_back());
    }
    if (!has_default) reader.make_default(policies.front());
}

} // namespace signpost::config
