#include "control_plane/watch/roster.hpp"

#include "control_plane/config/failbacks.hpp"
#include "control_plane/watch/probe_list.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace signpost::watch {
namespace {

using director::Expression;

/// Makes one roster; see make_roster().
class RosterMaker {
public:
    explicit RosterMaker(const config::Steering& config)
        : config_(config), probes_(config.health.checks) {
        for (std::size_t check = 0; check < config.health.checks.size(); ++check)
            check_named_.emplace(config.health.checks[check].name, check);
    }

    Roster make(std::span<const steer::Plan* const> plans) && {
        if (config_.health.anchors)
            probes_.set_anchors(probes_.expression_of(*config_.health.anchors));
        add_sites_and_links();
        for (const steer::Plan* plan : plans)
            add_service(plan->service());
        add_failbacks();
        add_safety();
        model_.probes = std::move(probes_).take_rules();
        return {.model = std::make_shared<const director::Model>(std::move(model_)),
                .assignments = std::move(probes_).take_assignments()};
    }

private:
    [[nodiscard]] std::optional<Expression>
    expression_of(const std::optional<config::Watch>& watch) {
        return watch ? std::optional(probes_.expression_of(*watch)) : std::nullopt;
    }

    void add_sites_and_links() {
        for (const config::Site& site : config_.sites)
            model_.sites.push_back({.name = site.name,
                                    .check = expression_of(site.watch),
                                    .is_down_with_links = site.is_down_with_links});
        for (const config::Link& link : config_.links)
            model_.links.push_back(
                {.name = link.name, .site = link.site, .check = expression_of(link.watch)});
    }

    void add_service(const steer::Service& service) {
        for (const steer::Offer& offer : service.offers) {
            model_.ttl_steady_max_s = std::max(model_.ttl_steady_max_s,
                                               service.ttl_steady_s[steer::index_of(offer.kind)]);
            if (!offer.subject.check.empty()) add_endpoint(offer);
        }
    }

    /// The address is that of the record, or the one that the operator gave in its place.
    void add_endpoint(const steer::Offer& offer) {
        const health::Subject& subject = offer.subject;
        if (!seen_.insert({subject.name, subject.check, subject.probe_at}).second) return;
        const auto check = check_named_.find(subject.check);
        const auto target =
            parse_address(subject.probe_at.empty() ? subject.name : subject.probe_at);
        if (check == check_named_.end() || !target) return; // plans of another configuration
        director::EndpointRule rule{.subject = subject,
                                    .check = probes_.expression_of(check->second, &*target)};
        // Behind those of the configuration is the link `other`, at a site of its own
        // (topology.hpp).
        if (offer.endpoint.link < config_.links.size()) rule.link = offer.endpoint.link;
        if (offer.endpoint.site < config_.sites.size()) rule.site = offer.endpoint.site;
        model_.endpoints.push_back(std::move(rule));
    }

    void add_failbacks() {
        for (const config::Failback& failback : config::failbacks_of(config_))
            model_.failbacks.push_back(
                {.hold_s = failback.hold_s, .is_manual = failback.is_manual});
    }

    void add_safety() {
        const config::Health& health = config_.health;
        model_.safety = {.blind_percent = static_cast<std::uint8_t>(health.blind_percent),
                         .blind_window_ms = health.blind_window_ms,
                         .flips_per_s_max = health.flips_per_s_max,
                         .unsteady_s = health.unsteady_s,
                         .slow_start_s = health.slow_start_s};
        model_.ttl_unsteady_s = health.ttl_unsteady_s;
    }

    const config::Steering& config_;
    ProbeList probes_;
    std::map<std::string_view, std::size_t> check_named_;
    std::set<std::array<std::string_view, 3>> seen_; ///< Name, check, probed address of endpoints.
    director::Model model_;
};

} // namespace

Roster make_roster(const config::Steering& config, std::span<const steer::Plan* const> plans) {
    return RosterMaker(config).make(plans);
}

} // namespace signpost::watch
