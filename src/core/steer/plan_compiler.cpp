#include "core/steer/plan_compiler.hpp"

#include "core/steer/pick.hpp"
#include "core/wire/hash.hpp"
#include "core/wire/octets.hpp"
#include "core/zone/rrset_encoder.hpp"

#include <algorithm>
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

/// Whether two offers are drawn equally often beside the same others.
bool are_drawn_alike(const Offer& one, const Offer& other) {
    return one.weight == other.weight && one.share_percent == other.share_percent &&
           one.capacity_mbps == other.capacity_mbps && one.endpoint.link == other.endpoint.link &&
           one.rdata == other.rdata;
}

/// Whether two offers have the same place in an allotment. Addresses are records of the same form;
/// only what sticks to them must be the same.
bool are_alike(const Offer& one, const Offer& other, Pick pick) {
    return one.kind == other.kind && one.view == other.view && one.endpoint == other.endpoint &&
           one.weight == other.weight && one.capacity_mbps == other.capacity_mbps &&
           one.share_percent == other.share_percent &&
           ((pick != Pick::Sticky && one.kind != Kind::Cname) || one.rdata == other.rdata);
}

bool are_alike(const Service& one, const Service& other) {
    return one.policy == other.policy && one.regions == other.regions &&
           one.only_for == other.only_for && one.is_for_nobody == other.is_for_nobody &&
           one.views == other.views &&
           std::ranges::equal(one.offers, other.offers, [&](const Offer& a, const Offer& b) {
               return are_alike(a, b, one.policy->pick);
           });
}

/// Equal for services that are alike.
std::uint64_t hash_of(const Service& service) {
    std::uint64_t hash = service.only_for;
    const auto mix = [&hash](std::uint64_t value) {
        constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15; // 2^64 / golden ratio
        hash = (hash ^ value ^ hash >> 32) * kSpread;
    };
    for (const Offer& offer : service.offers) {
        mix(offer.endpoint.link);
        mix(static_cast<std::uint64_t>(offer.endpoint.standing) << 32 | offer.weight);
        mix(std::uint64_t{offer.capacity_mbps} << 32 | std::uint64_t{offer.share_percent} << 16 |
            std::uint64_t{offer.view} << 8 | index_of(offer.kind));
        if (service.policy->pick == Pick::Sticky) mix(key_of(offer));
    }
    return hash;
}

/// Works out an allotment, and the records that go with it.
class Allotting {
public:
    /// `before` may be null.
    Allotting(const Service& service, const std::shared_ptr<const Viewpoints>& viewpoints,
              Rankings& rankings, const Plan* before)
        : service_(service), viewpoints_(viewpoints), rankings_(rankings),
          before_(service.policy->pick == Pick::Sticky && before != nullptr &&
                          before->service().policy == service.policy
                      ? before
                      : nullptr),
          apex_(apex_of(*service_.zone)),
          // NOLINTNEXTLINE(clang-analyzer-optin.cplusplus.UninitializedObject): Names need no more.
          encoder_(apex_, [](const wire::Name&) { return std::nullopt; }) {}

    void run() {
        close();
        allotment_.has_part.resize(service_.offers.size());
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname})
            if (std::ranges::any_of(service_.offers,
                                    [kind](const Offer& one) { return one.kind == kind; }))
                allot(kind);
    }

    [[nodiscard]] Allotment take_allotment() { return std::move(allotment_); }
    [[nodiscard]] std::vector<std::uint32_t> take_records() { return std::move(records_); }

private:
    /// The offers of one kind and view.
    struct Group {
        std::vector<std::size_t> offers;
        const Remaining* remaining = nullptr;
        std::vector<Choice> choices; ///< By list of who remains.
    };

    void close() {
        if (service_.only_for == 0 && !service_.is_for_nobody) return;
        for (const geo::Location& location : viewpoints_->locations)
            allotment_.is_closed.push_back((location.tags & service_.only_for) == 0 ? 1 : 0);
    }

    void allot(Kind kind) {
        std::vector<Group> groups;
        for (std::size_t view = 0; view <= service_.views.size(); ++view)
            groups.push_back(make_group(kind, view));
        std::vector<Choice>& all = allotment_.choices[index_of(kind)];
        all.reserve(viewpoints_->locations.size());
        for (std::size_t viewpoint = 0; viewpoint < viewpoints_->locations.size(); ++viewpoint) {
            Group& group = groups[Plan::view_of(service_, viewpoints_->locations[viewpoint])];
            const std::uint32_t list = group.remaining->of_viewpoint[viewpoint];
            Choice& choice = group.choices[list];
            if (choice.count == 0) choice = append_outcome(kind, group, list);
            all.push_back(choice);
        }
        allotment_.is_same_for_all[index_of(kind)] =
            std::ranges::all_of(all, [&](const Choice& one) { return one == all.front(); });
    }

    [[nodiscard]] Group make_group(Kind kind, std::size_t view) {
        Group group;
        Contest contest{service_.policy, service_.regions, viewpoints_, {}};
        for (std::size_t i = 0; i < service_.offers.size(); ++i) {
            const Offer& offer = service_.offers[i];
            if (offer.kind != kind || offer.view != view) continue;
            group.offers.push_back(i);
            contest.endpoints.push_back(offer.endpoint);
        }
        group.remaining = &rankings_.remaining(std::move(contest));
        group.choices.resize(group.remaining->lists.size());
        return group;
    }

    Choice append_outcome(Kind kind, const Group& group, std::uint32_t list) {
        std::vector<std::size_t> offers;
        for (const std::size_t one : group.remaining->lists[list])
            offers.push_back(group.offers[one]);
        for (const std::size_t one : offers)
            allotment_.has_part[one] = 1;
        const Choice* known = find_before(kind, offers);
        const Choice choice =
            known != nullptr ? append_known(kind, *known) : append_choice(kind, offers);
        allotment_.outcomes.push_back({kind, std::move(offers), choice});
        return choice;
    }

    /// What was drawn among the same offers before; null if it is not known.
    [[nodiscard]] const Choice* find_before(Kind kind,
                                            const std::vector<std::size_t>& offers) const {
        if (before_ == nullptr) return nullptr;
        const std::vector<Offer>& all_before = before_->service().offers;
        const auto is_as_before = [&](std::size_t number) {
            return number < all_before.size() &&
                   are_drawn_alike(service_.offers[number], all_before[number]);
        };
        for (const Allotment::Outcome& one : before_->allotment().outcomes)
            if (one.kind == kind && one.offers == offers)
                return std::ranges::all_of(offers, is_as_before) ? &one.choice : nullptr;
        return nullptr;
    }

    Choice append_known(Kind kind, const Choice& known) {
        Choice choice = known;
        choice.first = static_cast<std::uint32_t>(allotment_.slices.size());
        std::unordered_map<std::uint32_t, std::uint32_t> sets; // now, by then
        for (const Slice& slice : before_->slices(known)) {
            const auto [set, is_new] = sets.try_emplace(slice.set);
            if (is_new) {
                const auto given = before_->given(slice.set);
                set->second = find_set(kind, {given.begin(), given.end()});
            }
            allotment_.slices.push_back({slice.last, set->second});
        }
        return choice;
    }

    Choice append_choice(Kind kind, const std::vector<std::size_t>& offers) {
        // An owner has one CNAME (RFC 2181 §10.1).
        const std::size_t answers_max = kind == Kind::Cname ? 1 : service_.policy->answers_max;
        const Shares shares = shares_of(service_.policy->pick, answers_max, contenders(offers));
        std::vector<std::uint32_t> sets; // by list
        for (const std::vector<std::size_t>& given : shares.lists)
            sets.push_back(find_set(kind, given));
        const Choice choice{.first = static_cast<std::uint32_t>(allotment_.slices.size()),
                            .count = static_cast<std::uint16_t>(shares.in_order.size()),
                            .is_by_network = service_.policy->pick == Pick::Sticky &&
                                             shares.in_order.size() > 1};
        for (const Share& share : shares.in_order)
            allotment_.slices.push_back({share.last, sets[share.list]});
        return choice;
    }

    /// With Load, a link's capacity is shared by those of its endpoints that remain. Who comes back
    /// slowly has a part of its weight, but not none.
    [[nodiscard]] std::vector<Contender> contenders(const std::vector<std::size_t>& offers) const {
        const bool by_load = std::ranges::any_of(service_.policy->rules, [](const Rule& rule) {
            return std::holds_alternative<Load>(rule);
        });
        constexpr std::uint64_t kShares = 64UL * 63; // divides well by small numbers
        std::vector<Contender> all;
        all.reserve(offers.size());
        for (const std::size_t number : offers) {
            const Offer& offer = service_.offers[number];
            std::uint64_t weight = offer.weight * kShares;
            if (by_load) {
                const auto beside = std::ranges::count_if(offers, [&](std::size_t other) {
                    return service_.offers[other].endpoint.link == offer.endpoint.link;
                });
                weight *= std::max(offer.capacity_mbps, 1U);
                weight /= static_cast<std::uint64_t>(beside);
            }
            if (offer.share_percent != health::Condition::kWholeShare)
                weight = std::max<std::uint64_t>(weight * offer.share_percent /
                                                     health::Condition::kWholeShare,
                                                 std::min(offer.weight, 1U));
            all.push_back({.number = number, .weight = weight, .key = key_of(offer)});
        }
        return all;
    }

    std::uint32_t find_set(Kind kind, const std::vector<std::size_t>& offers) {
        if (offers.empty()) return Slice::kNothing;
        const auto [known, is_new] = sets_.try_emplace(offers);
        if (is_new) known->second = append_set(kind, offers);
        return known->second;
    }

    std::uint32_t append_set(Kind kind, const std::vector<std::size_t>& offers) {
        const std::uint32_t ttl_s = service_.ttl_s[index_of(kind)];
        std::vector<zone::StoredRecord> records;
        records.reserve(offers.size());
        for (const std::size_t one : offers)
            records.push_back({.type = type_of(kind),
                               .file = 0,
                               .line = 0,
                               .ttl_s = ttl_s,
                               .rdata = service_.offers[one].rdata});
        // So few addresses, or one name, always fit.
        static_cast<void>(encoder_.encode(records, ttl_s, service_.node->name(), false));
        const std::size_t at = records_.size();
        records_.resize(at + encoder_.size() / sizeof(std::uint32_t));
        encoder_.write(&records_[at]);
        allotment_.sets.push_back({static_cast<std::uint32_t>(at), kind, offers});
        return static_cast<std::uint32_t>(at);
    }

    const Service& service_;
    const std::shared_ptr<const Viewpoints>& viewpoints_;
    Rankings& rankings_;
    const Plan* before_; ///< Null: nothing is to be had from it.
    wire::Name apex_;
    zone::RRsetEncoder encoder_;
    Allotment allotment_;
    std::vector<std::uint32_t> records_;
    std::map<std::vector<std::size_t>, std::uint32_t> sets_; ///< By the offers that are given.
};

} // namespace

std::shared_ptr<const Plan> PlanCompiler::compile(Service service,
                                                  std::shared_ptr<const Viewpoints> viewpoints,
                                                  const Plan* before) {
    // make_shared cannot reach a private constructor.
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): owned by the pointer around it at once.
    std::shared_ptr<Plan> plan(new Plan);
    plan->service_ = std::move(service);
    plan->viewpoints_ = std::move(viewpoints);
    plan->negative_ttl_s_ = *std::ranges::min_element(plan->service_.ttl_s);
    const std::uint64_t hash = hash_of(plan->service_);
    const auto [first, last] = samples_.equal_range(hash);
    const auto sample = std::find_if(first, last, [&plan](const auto& one) {
        return one.second->viewpoints_ == plan->viewpoints_ &&
               are_alike(one.second->service_, plan->service_);
    });
    if (sample != last) {
        plan->take_after(*sample->second);
        return plan;
    }
    Allotting allotting(plan->service_, plan->viewpoints_, rankings_, before);
    allotting.run();
    plan->allotment_ = std::make_shared<const Allotment>(allotting.take_allotment());
    plan->records_ = allotting.take_records();
    samples_.emplace(hash, plan);
    return plan;
}

} // namespace signpost::steer
