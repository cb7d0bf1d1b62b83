#include "control_plane/config/failbacks.hpp"
#include "control_plane/steering/compile.hpp"
#include "control_plane/steering/sample_world.hpp"
#include "core/steer/pick.hpp"
#include "core/wire/hash.hpp"
#include "support/random_networks.hpp"
#include "support/zone_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace signpost::steering {
namespace {

using health::Standing;
using steer::Endpoint;
using steer::Kind;
using test::SampleWorld;

constexpr std::uint16_t kIsps = 3, kRegions = 3, kTags = 2;

/// A world drawn from a seed, so small that everything meets everything.
struct RandomWorld : SampleWorld {
    std::mt19937 random;
    std::vector<std::pair<std::string, std::vector<Address>>> names;

    explicit RandomWorld(unsigned seed) : random(seed) {
        geography = random_geography();
        config = {};
        for (unsigned site = 0, count = 1 + below(3); site < count; ++site)
            config.sites.push_back({.name = "s" + std::to_string(site),
                                    .region = below(2) == 0 ? "south" : "north",
                                    .country = below(2) == 0 ? "CN" : "",
                                    .coordinates = {}});
        for (unsigned link = 0, count = below(7); link < count; ++link)
            config.links.push_back(random_link(link));
        for (unsigned policy = 0; policy < 3; ++policy)
            config.policies.push_back(random_policy(policy));
        add_names();
        add_services();
        change_standings(8 + below(24));
        compile();
    }

    unsigned below(unsigned limit) { return static_cast<unsigned>(random() % limit); }

    Standing random_standing() {
        return below(2) == 0 ? Standing::Up : static_cast<Standing>(below(4));
    }

    health::Condition random_condition() {
        return {.standing = random_standing(),
                .is_unsteady = below(4) == 0,
                .share_percent = static_cast<std::uint8_t>(below(2) == 0 ? 100 : 1 + below(100)),
                .held_by = below(4) == 0 ? below(16) : 0,
                .cause = below(2) == 0 ? "" : "cause " + std::to_string(below(3))};
    }

    health::Subject random_subject() {
        switch (below(4)) {
        case 0:
            return {health::SubjectKind::Site, "s" + std::to_string(below(3)), {}, {}};
        case 1:
            return {health::SubjectKind::Link, "l" + std::to_string(below(7)), {}, {}};
        case 2:
            return {health::SubjectKind::Service, names[below(8)].first, {}, {}};
        default:
            break;
        }
        return {health::SubjectKind::Endpoint, to_text(random_address()),
                below(4) == 0 ? "" : "c" + std::to_string(below(2)),
                below(3) == 0 ? to_text(random_address()) : ""};
    }

    void change_standings(unsigned count) {
        for (; count != 0; --count) {
            const health::Subject subject = random_subject();
            if (below(2) == 0)
                standings.conditions.erase(subject);
            else
                standings.conditions[subject] = random_condition();
        }
    }

    Address random_address() {
        const auto octet = [this] { return static_cast<std::uint8_t>(below(3)); };
        if (below(2) == 0) return {.octets = {10, octet(), octet(), octet()}};
        return {.octets = {0x20, 0x01, 0x0d, 0xb8, octet(), octet()}, .family = Family::V6};
    }

    Prefix random_prefix() {
        Address address = random_address();
        const std::size_t octets =
            address.family == Family::V4 ? 1 + below(4) : 4 + below(2) + below(2);
        std::fill(address.octets.begin() + static_cast<long>(octets), address.octets.end(), 0);
        return {address, static_cast<std::uint8_t>(8 * octets)};
    }

    config::Link random_link(unsigned number) {
        constexpr const char* kIspNames[] = {"telecom", "unicom", "nobody", ""};
        config::Link link;
        link.name = "l" + std::to_string(number);
        link.site =
            static_cast<steer::SiteNumber>(below(static_cast<unsigned>(config.sites.size())));
        link.isp = kIspNames[below(4)];
        if (below(3) == 0) link.region = "land";
        if (below(3) == 0) link.tags = {"bank", "nothing"};
        for (unsigned i = 1 + below(3); i != 0; --i) {
            const Prefix prefix = random_prefix();
            const bool is_taken = std::ranges::any_of(config.links, [&](const config::Link& one) {
                return std::ranges::count(one.prefixes, prefix) != 0;
            });
            if (!is_taken) link.prefixes.push_back(prefix);
        }
        return link;
    }

    steer::Rule random_rule() {
        switch (below(6)) {
        case 0:
            return steer::SameIsp{};
        case 1:
            return steer::SameRegion{};
        case 2:
            return steer::SameCountry{};
        case 3:
            return steer::SharedTag{};
        case 4:
            return steer::FamilyParity{};
        default:
            return steer::SiteOrder{{static_cast<steer::SiteNumber>(below(3))}};
        }
    }

    config::Policy random_policy(unsigned number) {
        config::Policy policy{.name = "p" + std::to_string(number), .policy = {}, .isp_table = {}};
        for (unsigned i = below(4); i != 0; --i)
            policy.policy.rules.push_back(random_rule());
        if (below(2) == 0 && !config.links.empty()) {
            policy.policy.rules.insert(policy.policy.rules.begin() +
                                           below(2) * static_cast<long>(policy.policy.rules.size()),
                                       steer::IspTable{});
            const auto link = [this] {
                return static_cast<steer::LinkNumber>(
                    below(static_cast<unsigned>(config.links.size())));
            };
            policy.isp_table = {
                {.isp = "telecom", .region = "south", .country = "", .links = {link(), link()}},
                {.isp = "", .region = "land", .country = "", .links = {link()}},
                {.isp = "nobody", .region = "", .country = "", .links = {link()}},
                {.isp = "", .region = "", .country = "CN", .links = {link()}}};
        }
        policy.policy.pick = static_cast<steer::Pick>(below(4));
        policy.policy.answers_max = static_cast<std::uint16_t>(1 + below(4));
        policy.policy.when_none_up = static_cast<steer::WhenNoneUp>(below(4));
        policy.failback.hold_s = below(3);
        return policy;
    }

    void add_names() {
        std::string lines;
        for (unsigned i = 0; i < 8; ++i) {
            const std::string name = "n" + std::to_string(i);
            names.emplace_back(name + ".example.", std::vector<Address>{});
            auto& all = names.back().second;
            for (unsigned left = 1 + below(7); left != 0; --left)
                if (const Address one = random_address(); std::ranges::count(all, one) == 0) {
                    all.push_back(one);
                    lines +=
                        name + (one.family == Family::V4 ? " A " : " AAAA ") + to_text(one) + "\n";
                }
        }
        zones = zone::Zones({test::make_zone("example.", lines)});
    }

    void add_services() {
        config.health.checks = {{.name = "c0"}, {.name = "c1"}};
        for (unsigned i = 0; i < 5; ++i) {
            config::Service& service = add(names[i].first);
            service.policy = below(3);
            if (below(3) != 0) service.check = below(2);
            for (unsigned left = below(3); left != 0; --left)
                service.probe_at.push_back({random_address(), random_address()});
            for (unsigned left = below(3); left != 0; --left)
                service.weights.push_back({random_address(), below(4)});
            for (unsigned left = below(3); left != 0; --left)
                service.fallback.push_back(random_address());
            constexpr const char* kTagNames[] = {"bank", "gov", "nothing"};
            for (unsigned left = below(3); left != 0; --left)
                service.views.push_back({.tag = kTagNames[below(3)],
                                         .addresses = {random_address(), random_address()}});
            if (below(4) == 0) service.only_for = {kTagNames[below(3)]};
        }
        add("*.example.").policy = below(3);
    }

    std::shared_ptr<const maps::Geography> random_geography() {
        geo::Layer layer;
        for (const Family family : {Family::V4, Family::V6})
            for (const geo::Network& one : test::random_networks(random, family, 12, 1))
                layer.add({geo::address_of(one.first, family), one.bits}, random_location());
        std::vector<geo::Layer> layers;
        layers.push_back(std::move(layer));
        auto made = std::make_shared<maps::Geography>(*test::sample_geography());
        made->atlas = geo::Atlas(std::move(layers));
        return made;
    }

    geo::Location random_location() {
        return {.isp = static_cast<std::uint16_t>(below(kIsps + 1)),
                .region = static_cast<std::uint16_t>(below(kRegions + 1)),
                .country = static_cast<std::uint16_t>(below(2)),
                .tags = below(1U << kTags)};
    }

    Address random_client() {
        for (;;) { // ends: few addresses carry IPv4
            const Family family = below(2) == 0 ? Family::V4 : Family::V6;
            const Address client = geo::address_of(test::random_key(random, family), family);
            if (family == Family::V4 || geo::carried_ipv4_at(client) == 0) return client;
        }
    }
};

/// What a name should give, found the slow way.
class Reference {
public:
    Reference(RandomWorld& world, std::size_t name)
        : world_(world), names_(world.geography->names), name_(world.names[name].first),
          addresses_(world.names[name].second),
          service_(name < 5 ? world.config.services[name] : world.config.services.back()),
          policy_(*world.now.policies.at(world.config.policies[service_.policy].name)) {}

    [[nodiscard]] bool is_steered() const {
        const auto v4 = std::ranges::count(addresses_, Family::V4, &Address::family);
        return service_.name != "*.example." || v4 >= 2 ||
               addresses_.size() - static_cast<std::size_t>(v4) >= 2;
    }

    [[nodiscard]] bool is_closed(const geo::Location& client) const {
        return !service_.only_for.empty() && (tags_of(service_.only_for) & client.tags) == 0;
    }

    struct Given {
        std::vector<std::string> texts;
        std::vector<Endpoint> given;
        std::vector<Endpoint> all;
    };

    [[nodiscard]] Given given(const geo::Location& client, Family family,
                              std::uint32_t draw) const {
        const std::vector<Address> addresses = addresses_for(client, family);
        Given given;
        for (const Address& address : addresses)
            given.all.push_back(endpoint(address, client));
        const auto kept = steer::rank(policy_, world_.geography->regions, client, given.all).kept();
        std::vector<steer::Contender> contenders;
        for (const std::size_t one : kept)
            contenders.push_back(
                {.number = one,
                 .weight = weight_of(addresses[one]) * share_of(addresses[one]),
                 .key = wire::hash_octets(addresses[one].octets.data(), addresses[one].length())});
        const auto shares = steer::shares_of(policy_.pick, policy_.answers_max, contenders);
        for (const std::size_t one : shares.given(draw)) {
            given.texts.push_back(to_text(addresses[one]));
            given.given.push_back(given.all[one]);
        }
        return given;
    }

    [[nodiscard]] const steer::Policy& policy() const { return policy_; }

private:
    [[nodiscard]] std::uint64_t tags_of(const std::vector<std::string>& tags) const {
        std::uint64_t set = 0;
        for (const std::string& tag : tags)
            if (tag != "nothing") set |= tag == "bank" ? 1U : 2U;
        return set;
    }

    [[nodiscard]] const config::View* view_of(const geo::Location& client) const {
        for (const config::View& view : service_.views)
            if ((tags_of({view.tag}) & client.tags) != 0) return &view;
        return nullptr;
    }

    [[nodiscard]] bool is_held_back(const Address& address, const geo::Location& client) const {
        return view_of(client) == nullptr && std::ranges::count(addresses_, address) == 0;
    }

    [[nodiscard]] std::vector<Address> addresses_for(const geo::Location& client,
                                                     Family family) const {
        const config::View* view = view_of(client);
        std::vector<Address> all = view == nullptr ? addresses_ : view->addresses;
        if (view == nullptr && policy_.when_none_up == steer::WhenNoneUp::Fallback)
            std::ranges::copy_if(
                service_.fallback, std::back_inserter(all), [this](const Address& one) {
                    return std::ranges::count(addresses_, one.family, &Address::family) != 0;
                });
        std::vector<Address> addresses;
        for (const Address& one : all)
            if (one.family == family && std::ranges::count(addresses, one) == 0)
                addresses.push_back(one);
        return addresses;
    }

    [[nodiscard]] Endpoint endpoint(const Address& address, const geo::Location& client) const {
        Endpoint endpoint = place(address);
        if (is_held_back(address, client))
            endpoint.standing = std::max(endpoint.standing, Standing::Down);
        endpoint.is_fallback = std::ranges::count(service_.fallback, address) != 0;
        for (const Address& other :
             addresses_for(client, address.family == Family::V4 ? Family::V6 : Family::V4)) {
            const Endpoint beside = place(other);
            if (beside.site == endpoint.site && beside.site != world_.config.sites.size() &&
                beside.standing == Standing::Up && !is_held_back(other, client))
                endpoint.has_other_family = true;
        }
        return endpoint;
    }

    [[nodiscard]] Endpoint place(const Address& address) const {
        const config::Steering& config = world_.config;
        Endpoint endpoint{.site = static_cast<steer::SiteNumber>(config.sites.size()),
                          .link = static_cast<steer::LinkNumber>(config.links.size())};
        int longest = -1;
        for (std::size_t i = 0; i < config.links.size(); ++i)
            for (const Prefix& prefix : config.links[i].prefixes) {
                if (!prefix.contains(address) || prefix.bits < longest) continue;
                longest = prefix.bits;
                const config::Link& link = config.links[i];
                const config::Site& site = config.sites[link.site];
                endpoint.site = link.site;
                endpoint.link = static_cast<steer::LinkNumber>(i);
                endpoint.place = {
                    .isp = names_.isps.find(link.isp),
                    .region = names_.regions.find(link.region.empty() ? site.region : link.region),
                    .country = names_.countries.find(site.country),
                    .tags = tags_of(link.tags)};
            }
        for (const health::Condition& condition : conditions_of(address))
            endpoint.standing = std::max(endpoint.standing, standing_by(condition));
        return endpoint;
    }

    /// Of the address: all that count.
    [[nodiscard]] std::vector<health::Condition> conditions_of(const Address& address) const {
        using enum health::SubjectKind;
        std::vector<health::Condition> all;
        const auto count = [&](const health::Subject& subject) {
            const auto found = world_.standings.conditions.find(subject);
            if (found == world_.standings.conditions.end()) return false;
            all.push_back(found->second);
            // A drain, announced or done, counts beside the checks.
            const bool is_announced =
                found->second.standing == Standing::Up && found->second.is_unsteady;
            return found->second.standing != Standing::Drained && !is_announced;
        };
        int longest = -1;
        const config::Link* own_link = nullptr;
        for (const config::Link& link : world_.config.links)
            for (const Prefix& prefix : link.prefixes)
                if (prefix.contains(address) && prefix.bits > longest) {
                    longest = prefix.bits;
                    own_link = &link;
                }
        if (own_link != nullptr) {
            count({Link, own_link->name, {}, {}});
            count({Site, world_.config.sites[own_link->site].name, {}, {}});
        }
        const bool has_word = count({Service, name_, {}, {}});
        if (count({Endpoint, to_text(address), {}, {}}) || has_word || !service_.check) return all;
        const auto at =
            std::ranges::find(service_.probe_at, address, &config::ForAddress<Address>::address);
        count({Endpoint, to_text(address), "c" + std::to_string(*service_.check),
               at == service_.probe_at.end() ? "" : to_text(at->value)});
        return all;
    }

    [[nodiscard]] Standing standing_by(const health::Condition& condition) const {
        const auto failbacks = config::failbacks_of(world_.config);
        const auto bit =
            std::ranges::find(failbacks, world_.config.policies[service_.policy].failback) -
            failbacks.begin();
        return std::max(condition.standing,
                        (condition.held_by >> bit) % 2 != 0 ? Standing::Down : Standing::Up);
    }

    [[nodiscard]] std::uint64_t share_of(const Address& address) const {
        std::uint64_t share = 100;
        for (const health::Condition& condition : conditions_of(address))
            share = std::min<std::uint64_t>(share, condition.share_percent);
        return share;
    }

    [[nodiscard]] std::uint64_t weight_of(const Address& address) const {
        const auto own = std::ranges::find(service_.weights, address,
                                           &config::ForAddress<std::uint32_t>::address);
        return own == service_.weights.end() ? 1 : own->value;
    }

    RandomWorld& world_;
    const geo::Names& names_;
    const std::string& name_;
    const std::vector<Address>& addresses_;
    const config::Service& service_;
    const steer::Policy& policy_;
};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts)
        all += (all.empty() ? "" : " ") + text;
    return all.empty() ? "nothing" : all;
}

void check_guarantees(const steer::Policy& policy, const Reference::Given& given) {
    const auto has = [&given](Standing standing) {
        return std::ranges::count(given.all, standing, &Endpoint::standing) != 0;
    };
    for (const Endpoint& one : given.given) {
        REQUIRE(one.standing != Standing::TakenDown);
        REQUIRE((one.standing == Standing::Up || !has(Standing::Up)));
        REQUIRE((one.standing != Standing::Down || !has(Standing::Drained)));
    }
    const bool may_be_empty =
        !has(Standing::Up) && !has(Standing::Drained) &&
        (!has(Standing::Down) || policy.when_none_up == steer::WhenNoneUp::NoData);
    REQUIRE(given.given.empty() == may_be_empty);
}

void check_answers(RandomWorld& world, const Address& client) {
    const geo::Location location = world.geography->atlas.find(client);
    const std::string from = to_text(client);
    for (std::size_t name = 0; name < world.names.size(); ++name) {
        const std::string& text = world.names[name].first;
        CAPTURE(text);
        const Reference reference(world, name);
        REQUIRE((world.plan(text) != nullptr) == reference.is_steered());
        if (!reference.is_steered()) continue;
        for (const Family family : {Family::V4, Family::V6}) {
            const Kind kind = family == Family::V4 ? Kind::A : Kind::Aaaa;
            const auto draw = static_cast<std::uint32_t>(world.random());
            const std::string answer = world.given(text, from, kind, draw);
            if (reference.is_closed(location)) {
                REQUIRE(answer == "closed");
            } else if (answer == "all") {
                REQUIRE(reference.given(location, family, draw).all.empty());
            } else {
                const Reference::Given given = reference.given(location, family, draw);
                REQUIRE(answer == joined(given.texts));
                check_guarantees(reference.policy(), given);
            }
        }
    }
}

/// Any address in the scope has the client's class.
void check_scope(RandomWorld& world, const Address& client) {
    const geo::PrefixTable::Found found = world.now.steering->clients->classify(client);
    const geo::Key rest = found.bits == 128 ? 0 : geo::kLastKey >> found.bits;
    const geo::Key family_mask = client.family == Family::V4 ? geo::kLastKey << 96 : geo::kLastKey;
    REQUIRE(world.now.classes->locations[found.value] ==
            world.now.asked.seen(world.geography->atlas.find(client)));
    for (int i = 0; i < 4; ++i) {
        const geo::Key random = geo::Key{world.random()} << 96 | geo::Key{world.random()} << 64 |
                                geo::Key{world.random()} << 32 | world.random();
        const geo::Key key = (geo::key_of(client) & ~rest) | (random & rest & family_mask);
        const Address beside = geo::address_of(key, client.family);
        REQUIRE(world.now.steering->clients->classify(beside).value == found.value);
        REQUIRE(world.now.asked.seen(world.geography->atlas.find(beside)) ==
                world.now.classes->locations[found.value]);
    }
}

/// What clients at each viewpoint get, and for how long.
std::string answers_of(const steer::Plan& plan, Kind kind) {
    std::string text;
    if (!plan.steers(kind)) return "not steered";
    for (std::size_t viewpoint = 0; viewpoint < plan.viewpoints().locations.size(); ++viewpoint) {
        const steer::Choice& choice = plan.choice(kind, viewpoint);
        text += plan.is_closed_to(viewpoint) ? "closed" : "";
        for (const steer::Slice& slice : plan.slices(choice)) {
            text += "; to " + std::to_string(slice.last) + ":";
            for (const std::size_t offer : plan.given(slice.set))
                text += " " + std::to_string(offer);
            if (slice.set == steer::Slice::kNothing) continue;
            const Bytes wire = plan.set_at(slice.set)->wire();
            text += " = " + std::string(wire.begin(), wire.end());
        }
        text += choice.is_by_network ? " by network\n" : "\n";
    }
    return text;
}

void check_equal(const Compiled& one, const Compiled& other) {
    REQUIRE(*one.standings == *other.standings);
    REQUIRE(one.steering->plans.all().size() == other.steering->plans.all().size());
    for (std::size_t i = 0; i < one.steering->plans.all().size(); ++i) {
        const steer::Plan& plan = *one.steering->plans.all()[i];
        const steer::Plan& same = *other.steering->plans.all()[i];
        CAPTURE(plan.service().name);
        REQUIRE(plan.service() == same.service());
        REQUIRE(plan.negative_ttl_s() == same.negative_ttl_s());
        for (const Kind kind : {Kind::A, Kind::Aaaa, Kind::Cname}) {
            REQUIRE(answers_of(plan, kind) == answers_of(same, kind));
            if (plan.steers(kind))
                REQUIRE(plan.is_same_for_all(kind) == same.is_same_for_all(kind));
        }
    }
}

/// A plan is another only if its service is.
void check_shared(const Compiled& before, const Compiled& after) {
    for (std::size_t i = 0; i < before.steering->plans.all().size(); ++i) {
        const steer::Plan* old = before.steering->plans.all()[i];
        const steer::Plan* now = after.steering->plans.all()[i];
        REQUIRE((old == now) == (old->service() == now->service()));
    }
}

TEST_SUITE("control_plane/steering/compile_property") {

    TEST_CASE("whatever the world, plans give what ranking the client's own location gives, and "
              "scopes hold clients of one class") {
        for (unsigned seed = 0; seed < 300; ++seed) {
            CAPTURE(seed);
            RandomWorld world(seed);
            for (int i = 0; i < 8; ++i) {
                const Address client = world.random_client();
                CAPTURE(to_text(client));
                check_answers(world, client);
                check_scope(world, client);
            }
        }
    }

    TEST_CASE("a flip gives the same as to compile all, however standings come and go") {
        for (unsigned seed = 0; seed < 200; ++seed) {
            CAPTURE(seed);
            RandomWorld flipped(seed);
            RandomWorld compiled = flipped;
            for (int step = 0; step < 8; ++step) {
                flipped.change_standings(flipped.below(4));
                compiled.standings = flipped.standings;
                const Compiled before = flipped.now;
                flipped.flip();
                compiled.compile_again();
                check_equal(flipped.now, compiled.now);
                check_shared(before, flipped.now);
            }
        }
    }

    TEST_CASE("what is taken over from before gives the same as what is compiled from nothing") {
        for (unsigned seed = 0; seed < 200; ++seed) {
            CAPTURE(seed);
            RandomWorld world(seed);
            for (config::Policy& policy : world.config.policies)
                if (policy.policy.when_none_up == steer::WhenNoneUp::ServeLastGood)
                    policy.policy.when_none_up = steer::WhenNoneUp::ServeAll;
            for (int step = 0; step < 4; ++step) {
                world.change_standings(world.below(4));
                if (world.below(4) == 0) world.geography = world.random_geography();
                if (world.below(4) == 0)
                    world.config.services[world.below(5)].policy = world.below(3);
                world.compile_again();
                check_answers(world, world.random_client());
            }
        }
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::steering
