#include "control_plane/steering/service_builder.hpp"

#include "control_plane/config/context.hpp"
#include "core/wire/octets.hpp"
#include "core/wire/presentation.hpp"
#include "core/wire/registry.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace signpost::steering {
namespace {

using steer::Kind;
using steer::Offer;
using zone::RRset;

Kind kind_of(const Address& address) {
    return address.family == Family::V4 ? Kind::A : Kind::Aaaa;
}

std::uint32_t ttl_of(const RRset& rrset) {
    return wire::load32(&rrset.wire()[RRset::kTtlAt]);
}

/// The target of a CNAME, whose end may be left to a pointer to the apex (rrset_encoder.hpp).
std::vector<std::uint8_t> target_of(const RRset& cname, const zone::Zone& zone) {
    const Bytes rdata = cname.wire().subspan(RRset::kRdataAt);
    const bool ends_at_apex = !cname.fixups().empty();
    const Bytes own = ends_at_apex ? rdata.first(rdata.size() - 2) : rdata;
    std::vector<std::uint8_t> target(own.begin(), own.end());
    if (ends_at_apex) target.insert(target.end(), zone.apex().begin(), zone.apex().end());
    return target;
}

/// Whether a record of type SVCB or HTTPS has an address hint; zone files are checked for form.
bool has_hints(const RRset& rrset) {
    constexpr std::uint16_t kIpv4Hint = 4; // RFC 9460 §14.3.2
    constexpr std::uint16_t kIpv6Hint = 6;
    constexpr std::size_t kTargetAt = 2; // behind the priority
    constexpr std::size_t kHead = 4;     // key and length
    const Bytes wire = rrset.wire();
    for (std::size_t at = 0; at < wire.size();) {
        const std::size_t length = wire::load16(&wire[at + RRset::kRdlengthAt]);
        const Bytes rdata = wire.subspan(at + RRset::kRdataAt, length);
        at += RRset::kRdataAt + length;
        wire::Name target;
        std::size_t param = kTargetAt + target.read(rdata.subspan(kTargetAt));
        while (param + kHead <= rdata.size()) {
            const std::uint16_t key = wire::load16(&rdata[param]);
            if (key == kIpv4Hint || key == kIpv6Hint) return true;
            param += kHead + wire::load16(&rdata[param + 2]);
        }
    }
    return false;
}

template <class T>
const T* find_for(const std::vector<config::ForAddress<T>>& list, const Address& address) {
    const auto found = std::ranges::find(list, address, &config::ForAddress<T>::address);
    return found == list.end() ? nullptr : &found->value;
}

/// Builds one service; see ServiceBuilder.
class Assembly {
public:
    /// `check` is the name of the service's; empty: it has none.
    Assembly(const Selected& selected, std::string check, const geo::Names& names,
             const Topology& topology, Warnings& warnings)
        : selected_(selected), config_(*selected.service), check_(std::move(check)), names_(names),
          topology_(topology), warnings_(warnings) {
        service_.name = selected.name;
        service_.zone = selected.zone;
        service_.node = selected.node;
    }

    /// `policy` is the service's.
    std::optional<steer::Service> run(std::shared_ptr<const steer::Policy> policy) {
        service_.policy = std::move(policy);
        if (const RRset* cname = find(wire::type::kCname))
            add_targets(*cname);
        else
            add_addresses();
        // A name that is only for some is closed to others, whatever records it has.
        if (service_.offers.empty() && config_.only_for.empty()) return std::nullopt;
        restrict();
        for (std::size_t kind = 0; kind < steer::kKinds; ++kind)
            service_.ttl_steady_s[kind] = config_.ttl_s.value_or(zone_ttl(static_cast<Kind>(kind)));
        return std::move(service_);
    }

private:
    /// Whether there must be something to steer: a pattern may find nothing at a name, and to
    /// close it is enough.
    [[nodiscard]] bool is_expected() const {
        return selected_.is_exact && config_.only_for.empty();
    }
    [[nodiscard]] const RRset* find(std::uint16_t type) const {
        const zone::Node& node = *selected_.node;
        return node.rrset_count() == 0 ? nullptr : node.find(type);
    }

    /// That of the set itself; a view may have a kind that the zone has not.
    [[nodiscard]] std::uint32_t zone_ttl(Kind kind) const {
        if (const RRset* rrset = find(steer::type_of(kind))) return ttl_of(*rrset);
        return selected_.node->rrset_count() == 0 ? ttl_of(selected_.zone->negative_soa())
                                                  : ttl_of(*selected_.node->first());
    }

    // Addresses

    void add_addresses() {
        for (const Kind kind : {Kind::A, Kind::Aaaa})
            if (const RRset* rrset = find(steer::type_of(kind))) add_all_of(*rrset);
        add_views();
        add_fallback();
        if (!config_.cnames.empty() && !service_.offers.empty())
            warn(Oddity::NotSteered, "cnames are not used: the zone has addresses for this name, "
                                     "not a CNAME");
        if (service_.offers.empty() && is_expected())
            warn(Oddity::NotSteered, "is not steered: the zone has no A, AAAA or CNAME record for "
                                     "this name");
        check_addresses("weights", config_.weights);
        check_addresses("probe_at", config_.probe_at);
        check_hints();
    }

    void add_all_of(const RRset& rrset) {
        const Bytes wire = rrset.wire();
        for (std::size_t at = 0; at < wire.size();) {
            const std::size_t length = wire::load16(&wire[at + RRset::kRdlengthAt]);
            const Bytes rdata = wire.subspan(at + RRset::kRdataAt, length);
            Address address{.family = rrset.type() == wire::type::kA ? Family::V4 : Family::V6};
            if (rdata.size() == address.length()) {
                std::ranges::copy(rdata, address.octets.begin());
                add(address, 0);
            }
            at += RRset::kRdataAt + length;
        }
    }

    void add_views() {
        for (const config::View& view : config_.views) {
            const std::uint64_t tags = tags_of({&view.tag, 1}, names_);
            if (tags == 0) {
                warn_unknown("views", view.tag, "nobody ever gets its addresses");
                continue;
            }
            // No more than there are tags, as only the first for a tag counts.
            if (std::ranges::count(service_.views, tags) != 0) continue;
            service_.views.push_back(tags);
            for (const Address& address : view.addresses)
                add(address, static_cast<std::uint8_t>(service_.views.size()));
        }
    }

    /// Those that the zone has not are held back as if they were down: given only when nothing
    /// else is left. Of a family that the name has not, nothing ever would be.
    void add_fallback() {
        const bool is_used = service_.policy->when_none_up == steer::WhenNoneUp::Fallback;
        for (const Address& address : config_.fallback) {
            if (!is_used || has(address, 0)) continue;
            if (find(steer::type_of(kind_of(address))) == nullptr) {
                warn_idle_fallback(address);
                continue;
            }
            add(address, 0).is_held_back = true;
        }
    }

    /// Once in each view.
    Offer& add(const Address& address, std::uint8_t view) {
        const auto known = seen_.try_emplace({address, view}, service_.offers.size());
        if (!known.second) return service_.offers[known.first->second];
        const Spot& spot = topology_.at(address);
        // A private address of a view is on no link as a rule.
        if (!spot.has_link && view == 0) warn_no_link(address);
        const Address* probe_at = find_for(config_.probe_at, address);
        Offer offer{.kind = kind_of(address),
                    .endpoint = spot.endpoint,
                    .subject = checked(to_text(address), probe_at),
                    .rdata = {address.bytes().begin(), address.bytes().end()},
                    .text = to_text(address),
                    .capacity_mbps = spot.capacity_mbps,
                    .link = spot.link,
                    .site = spot.site,
                    .has_link = spot.has_link,
                    .has_site = spot.has_site,
                    .view = view};
        if (const std::uint32_t* weight = find_for(config_.weights, address))
            offer.weight = *weight;
        offer.endpoint.is_fallback = std::ranges::count(config_.fallback, address) != 0;
        return service_.offers.emplace_back(std::move(offer));
    }

    /// `probe_at` may be null.
    [[nodiscard]] health::Subject checked(std::string name, const Address* probe_at) const {
        health::Subject subject{.kind = health::SubjectKind::Endpoint, .name = std::move(name)};
        subject.check = check_;
        if (!check_.empty() && probe_at != nullptr) subject.probe_at = to_text(*probe_at);
        return subject;
    }

    [[nodiscard]] bool has(const Address& address, std::uint8_t view) const {
        return seen_.contains({address, view});
    }

    void warn_idle_fallback(const Address& address) const {
        const std::string type(steer::mnemonic_of(kind_of(address)));
        warn_at("fallback", Oddity::NotOfService,
                to_text(address) + " is never given: the zone has no " + type +
                    " record for this name that it could stand in for; add "
                    "one, or take the address out");
    }

    template <class T>
    void check_addresses(const char* key, const std::vector<config::ForAddress<T>>& list) const {
        for (const auto& [address, value] : list) {
            bool is_known = false;
            for (std::size_t view = 0; view <= service_.views.size(); ++view)
                is_known = is_known || has(address, static_cast<std::uint8_t>(view));
            if (!is_known)
                warn_at(key, Oddity::NotOfService,
                        to_text(address) + " is not an address of this name; mend it, or add "
                                           "it to the zone");
        }
    }

    /// Clients use hints beside the addresses that they are given (RFC 9460 §7.3).
    void check_hints() const {
        if (service_.offers.empty()) return;
        for (const std::uint16_t type : {wire::type::kSvcb, wire::type::kHttps})
            if (const RRset* rrset = find(type); rrset != nullptr && has_hints(*rrset))
                warn(Oddity::NotOfService,
                     "everybody gets the ipv4hint or ipv6hint of the HTTPS or SVCB records of " +
                         selected_.name +
                         ", whatever its policy says; take the hints out of the zone");
    }

    // Aliases

    void add_targets(const RRset& cname) {
        if (config_.cnames.empty()) {
            if (is_expected())
                warn(Oddity::NotSteered, "is not steered: the zone has a CNAME for this name; name "
                                         "its alternatives under cnames");
            return;
        }
        if (!config_.views.empty() || !config_.fallback.empty())
            warn(Oddity::NotSteered, "views and fallback are not used: the zone has a CNAME for "
                                     "this name, and nothing may stand beside it (RFC 1034 "
                                     "§3.6.2)");
        add_target(target_of(cname, *selected_.zone));
        for (const config::Alias& alias : config_.cnames)
            add_target({alias.target.octets().begin(), alias.target.octets().end()});
    }

    void add_target(std::vector<std::uint8_t> rdata) {
        wire::Name name;
        name.read(rdata);
        std::string text = wire::name_to_text(name.octets());
        if (std::ranges::count(service_.offers, text, &Offer::text) != 0) return;
        const auto own = std::ranges::find_if(config_.cnames, [&](const config::Alias& alias) {
            return std::ranges::equal(alias.target.octets(), name.octets());
        });
        const Spot& spot = own == config_.cnames.end() ? topology_.elsewhere() : topology_.of(*own);
        // Who is not told where to probe a target leaves it to its link or site.
        health::Subject subject{.kind = health::SubjectKind::Endpoint, .name = text};
        if (own != config_.cnames.end() && own->probe_at) subject = checked(text, &*own->probe_at);
        service_.offers.push_back({.kind = Kind::Cname,
                                   .endpoint = spot.endpoint,
                                   .subject = std::move(subject),
                                   .rdata = std::move(rdata),
                                   .text = std::move(text),
                                   .capacity_mbps = spot.capacity_mbps,
                                   .link = spot.link,
                                   .site = spot.site,
                                   .has_link = spot.has_link,
                                   .has_site = spot.has_site});
    }

    // All of them

    void restrict() {
        service_.only_for = tags_of(config_.only_for, names_);
        service_.is_for_nobody = service_.only_for == 0 && !config_.only_for.empty();
        for (const std::string& tag : config_.only_for)
            if (tags_of({&tag, 1}, names_) == 0)
                warn_unknown("only_for", tag, "nobody is let in by it");
    }

    void warn(Oddity oddity, const std::string& what) const {
        warnings_.add(oddity, config_.mark, what);
    }
    /// About a member of the service.
    void warn_at(const char* key, Oddity oddity, const std::string& what) const {
        warnings_.add(oddity, {config_.mark.place, config::below(config_.mark.pointer, key)}, what);
    }
    void warn_unknown(const char* key, const std::string& tag, const char* outcome) const {
        warn_at(key, Oddity::NotOnMaps,
                "no map, network or override knows the tag " + in_quotes(tag) + ", so " + outcome +
                    "; mend the name, or define it under /networks");
    }
    void warn_no_link(const Address& address) const {
        warnings_.add(Oddity::NoLink,
                      selected_.name + " in zone " + wire::name_to_text(selected_.zone->apex()) +
                          ": the address " + to_text(address) +
                          " lies on no link, so it is ranked last by most rules; add its prefix "
                          "to a link under /links");
    }

    const Selected& selected_;
    const config::Service& config_;
    const std::string check_;
    const geo::Names& names_;
    const Topology& topology_;
    Warnings& warnings_;
    steer::Service service_;
    std::map<std::pair<Address, std::uint8_t>, std::size_t> seen_; ///< Offers.
};

} // namespace

std::optional<steer::Service> ServiceBuilder::build(const Selected& selected) const {
    const config::Policy& policy = config_.policies[selected.service->policy];
    const std::optional<std::size_t> check = selected.service->check;
    std::optional<steer::Service> service =
        Assembly(selected, check ? config_.health.checks[*check].name : std::string(), names_,
                 topology_, warnings_)
            .run(policies_.at(policy.name));
    if (!service) return service;
    service->policy_name = policy.name;
    service->regions = regions_;
    service->ttl_unsteady_s = config_.health.ttl_unsteady_s;
    service->failback = static_cast<std::uint8_t>(config::failback_number(failbacks_, policy));
    return service;
}

} // namespace signpost::steering
