#include "core/steer/plan.hpp"

#include "core/steer/pick.hpp"
#include "core/wire/hash.hpp"
#include "core/zone/rrset_encoder.hpp"

#include <utility>

namespace signpost::steer {

namespace {

wire::Name apex_of(const zone::Zone& zone) {
    wire::Name apex;
    apex.read(zone.apex());
    return apex;
}

std::uint64_t key_of(const Offer& offer) {
    std::vector<std::uint8_t> octets = offer.rdata;
    octets.resize(octets.size() + wire::kWordSlack);
    return wire::hash_octets(octets.data(), offer.rdata.size());
}

} // namespace

class PlanCompiler {
public:
    explicit PlanCompiler(Plan& plan)
        : plan_(plan), service_(plan.service_), apex_(apex_of(*service_.zone)),
          // NOLINTNEXTLINE(clang-analyzer-optin.cplusplus.UninitializedObject): Names need no more.
          encoder_(apex_, [](const wire::Name&) { return std::nullopt; }) {}

    void run() {
        close();
        plan_.negative_ttl_s_ = *std::ranges::min_element(service_.ttl_s);
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
            if (std::ranges::any_of(service_.offers,
                                    [kind](const Offer& one) { return one.kind == kind; }))
                compile(kind);
    }

private:
    /// The offers of one kind and view.
    struct Group {
        std::vector<std::size_t> offers;
        std::vector<Endpoint> endpoints;
        std::map<std::vector<std::size_t>, Choice> choices;     ///< By who remains.
        std::map<std::vector<std::size_t>, std::uint32_t> sets; ///< By who is given.
    };

    void close() {
        if (service_.only_for == 0 && !service_.is_for_nobody) return;
        for (const geo::Location& location : plan_.viewpoints_->locations)
            plan_.is_closed_.push_back((location.tags & service_.only_for) == 0 ? 1 : 0);
    }

    void compile(Kind kind) {
        std::vector<Group> groups;
        for (std::size_t view = 0; view <= service_.views.size(); ++view)
            groups.push_back(make_group(kind, view));
        for (const geo::Location& location : plan_.viewpoints_->locations) {
            Group& group = groups[Plan::view_of(service_, location)];
            const std::vector<std::size_t> kept =
                rank(*service_.policy, *service_.regions, location, group.endpoints).kept();
            const auto [known, is_new] = group.choices.try_emplace(kept);
            if (is_new) known->second = append_choice(kind, group, kept);
            plan_.choices_[index_of(kind)].push_back(known->second);
        }
        const std::vector<Choice>& all = plan_.choices_[index_of(kind)];
        plan_.is_same_for_all_[index_of(kind)] =
            std::ranges::all_of(all, [&](const Choice& one) { return one == all.front(); });
    }

    [[nodiscard]] Group make_group(Kind kind, std::size_t view) const {
        Group group;
        for (std::size_t i = 0; i < service_.offers.size(); ++i) {
            const Offer& offer = service_.offers[i];
            if (offer.kind != kind || offer.view != view) continue;
            group.offers.push_back(i);
            group.endpoints.push_back(offer.endpoint);
        }
        return group;
    }

    Choice append_choice(Kind kind, Group& group, const std::vector<std::size_t>& kept) {
        // An owner has one CNAME (RFC 2181 §10.1).
        const std::size_t answers_max = kind == Kind::Cname ? 1 : service_.policy->answers_max;
        const std::vector<Share> shares =
            shares_of(service_.policy->pick, answers_max, contenders(group, kept));
        const Choice choice{.first = static_cast<std::uint32_t>(plan_.slices_.size()),
                            .count = static_cast<std::uint16_t>(shares.size()),
                            .is_by_network =
                                service_.policy->pick == Pick::Sticky && shares.size() > 1};
        for (const Share& share : shares)
            plan_.slices_.push_back({share.last, find_set(kind, group, share.given)});
        return choice;
    }

    /// With Load, a link's capacity is shared by those of its endpoints that remain. Who comes back
    /// slowly has a part of its weight, but not none.
    [[nodiscard]] std::vector<Contender> contenders(const Group& group,
                                                    const std::vector<std::size_t>& kept) const {
        const bool by_load = std::ranges::any_of(service_.policy->rules, [](const Rule& rule) {
            return std::holds_alternative<Load>(rule);
        });
        constexpr std::uint64_t kShares = 64UL * 63; // divides well by small numbers
        std::vector<Contender> all;
        for (const std::size_t one : kept) {
            const Offer& offer = service_.offers[group.offers[one]];
            std::uint64_t weight = offer.weight * kShares;
            if (by_load) {
                const auto beside = std::ranges::count_if(kept, [&](std::size_t other) {
                    return group.endpoints[other].link == offer.endpoint.link;
                });
                weight *= std::max(offer.capacity_mbps, 1U);
                weight /= static_cast<std::uint64_t>(beside);
            }
            if (offer.share_percent != health::Condition::kWholeShare)
                weight = std::max<std::uint64_t>(weight * offer.share_percent /
                                                     health::Condition::kWholeShare,
                                                 std::min(offer.weight, 1U));
            all.push_back({.number = one, .weight = weight, .key = key_of(offer)});
        }
        return all;
    }

    std::uint32_t find_set(Kind kind, Group& group, const std::vector<std::size_t>& given) {
        if (given.empty()) return Slice::kNothing;
        const auto [known, is_new] = group.sets.try_emplace(given);
        if (is_new) known->second = append_set(kind, group, given);
        return known->second;
    }

    std::uint32_t append_set(Kind kind, const Group& group, const std::vector<std::size_t>& given) {
        const std::uint32_t ttl_s = service_.ttl_s[index_of(kind)];
        std::vector<zone::StoredRecord> records;
        std::vector<std::size_t> offers;
        for (const std::size_t one : given) {
            offers.push_back(group.offers[one]);
            records.push_back({.type = type_of(kind),
                               .file = 0,
                               .line = 0,
                               .ttl_s = ttl_s,
                               .rdata = service_.offers[offers.back()].rdata});
        }
        // So few addresses, or one name, always fit.
        static_cast<void>(encoder_.encode(records, ttl_s, service_.node->name(), false));
        const std::size_t at = plan_.sets_.size();
        plan_.sets_.resize(at + encoder_.size() / sizeof(std::uint32_t));
        encoder_.write(&plan_.sets_[at]);
        plan_.given_.emplace(static_cast<std::uint32_t>(at), std::move(offers));
        return static_cast<std::uint32_t>(at);
    }

    Plan& plan_;
    const Service& service_;
    wire::Name apex_;
    zone::RRsetEncoder encoder_;
};

std::shared_ptr<const Plan> Plan::compile(Service service,
                                          std::shared_ptr<const Viewpoints> viewpoints) {
    // make_shared cannot reach a private constructor.
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): owned by the pointer around it at once.
    std::shared_ptr<Plan> plan(new Plan);
    plan->service_ = std::move(service);
    plan->viewpoints_ = std::move(viewpoints);
    PlanCompiler(*plan).run();
    return plan;
}

std::uint8_t Plan::view_of(const Service& service, const geo::Location& location) noexcept {
    const auto own = std::ranges::find_if(
        service.views, [&](std::uint64_t tags) { return (location.tags & tags) != 0; });
    return own == service.views.end() ? std::uint8_t{0}
                                      : static_cast<std::uint8_t>(own - service.views.begin() + 1);
}

} // namespace signpost::steer
