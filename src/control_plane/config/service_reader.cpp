#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"
#include "control_plane/config/texts.hpp"

#include <utility>

namespace signpost::config {
namespace {

/// The members of the object `node`, whose keys are addresses; `value_of` may find no value.
template <class T, class ValueOf>
std::vector<ForAddress<T>> by_address(const Node* node, ValueOf value_of) {
    std::vector<ForAddress<T>> values;
    for (const Node& member : members_of(node)) {
        const std::optional<Address> address = parse_address(member.key);
        const std::optional<T> value = value_of(&member);
        if (address && value) values.push_back({*address, *value});
    }
    return values;
}

/// Reads the members of one section of services: all kinds have the same, or some of them.
class ServiceReader {
public:
    ServiceReader(Reading& reading, std::string section)
        : reading_(reading), section_(std::move(section)) {}

    [[nodiscard]] std::optional<Service> read(const Node& node) const {
        std::string reason;
        std::optional<DomainName> name = parse_domain(node.key, reason);
        if (!name) return std::nullopt;
        const std::string pointer = below(section_, node.key);
        Service service{.name = std::move(name->text),
                        .mark = {reading_.context.place(node.key_at), pointer}};
        service.policy = policy_of(node, pointer);
        service.check = check_at(reading_, node, pointer);
        service.ttl_s = whole_of(member_of(node, "ttl_s"));
        service.weights = by_address<std::uint32_t>(member_of(node, "weights"), whole_of);
        service.probe_at = by_address<Address>(member_of(node, "probe_at"), address_of);
        check_probe_at(member_of(node, "probe_at"), below(pointer, "probe_at"), service.check);
        service.fallback = addresses_of(member_of(node, "fallback"));
        read_cnames(member_of(node, "cnames"), below(pointer, "cnames"), service);
        for (const Node& view : members_of(member_of(node, "views")))
            service.views.push_back({.tag = view.key, .addresses = addresses_of(&view)});
        service.only_for = texts_of(member_of(node, "only_for"));
        check_fallback(node, service);
        return service;
    }

private:
    [[nodiscard]] std::size_t policy_of(const Node& node, const std::string& pointer) const {
        const Node* member = member_of(node, "policy");
        const std::string* name = text_of(member);
        if (name == nullptr) return 0;
        return reading_.policies.find(reading_.context, *name, member->at, below(pointer, "policy"))
            .value_or(0);
    }

    void read_cnames(const Node* cnames, const std::string& pointer, Service& service) const {
        for (const Node& node : members_of(cnames)) {
            const std::string here = below(pointer, node.key);
            const Node* link = member_of(node, "link");
            const Node* site = member_of(node, "site");
            if (std::holds_alternative<Object>(node.value) &&
                (link == nullptr) == (site == nullptr))
                reading_.context.complain(node.at, here,
                                          "needs either \"link\" or \"site\", to tell where the "
                                          "target belongs");
            std::string reason;
            const std::optional<DomainName> target = parse_domain(node.key, reason);
            if (!target) continue;
            service.cnames.push_back({.target = target->name,
                                      .text = target->text,
                                      .link = reference(reading_.links, link, below(here, "link")),
                                      .site = reference(reading_.sites, site, below(here, "site")),
                                      .probe_at = address_of(member_of(node, "probe_at"))});
            if (const Node* probe_at = member_of(node, "probe_at"))
                check_probed(*probe_at, below(here, "probe_at"), service.check);
        }
    }

    void check_probe_at(const Node* probe_at, const std::string& pointer,
                        std::optional<std::size_t> check) const {
        for (const Node& node : members_of(probe_at))
            check_probed(node, below(pointer, node.key), check);
    }

    void check_probed(const Node& node, const std::string& pointer,
                      std::optional<std::size_t> check) const {
        const std::optional<Address> address = address_of(&node);
        if (address && check) check_family(reading_, *check, *address, node.at, pointer);
    }

    [[nodiscard]] std::optional<std::uint16_t> reference(const NameTable& names, const Node* node,
                                                         const std::string& pointer) const {
        const std::string* name = text_of(node);
        if (node == nullptr || name == nullptr) return std::nullopt;
        const auto number = names.find(reading_.context, *name, node->at, pointer);
        if (!number) return std::nullopt;
        return static_cast<std::uint16_t>(*number);
    }

    void check_fallback(const Node& node, const Service& service) const {
        const Policy& policy = reading_.steering.policies[service.policy];
        const bool is_used = policy.policy.when_none_up == steer::WhenNoneUp::Fallback;
        const Node* fallback = member_of(node, "fallback");
        if (is_used && fallback == nullptr)
            reading_.context.warn(node.key_at, service.mark.pointer,
                                  "has no \"fallback\" to give when nothing is up, as policy " +
                                      in_quotes(policy.name) +
                                      " says; name one, or use a policy with another when_none_up");
        if (!is_used && fallback != nullptr)
            reading_.context.warn(fallback->key_at, below(service.mark.pointer, "fallback"),
                                  "is never given: policy " + in_quotes(policy.name) +
                                      " has another when_none_up than fallback");
    }

    Reading& reading_;
    std::string section_;
};

void read_section(Reading& reading, std::string_view key, std::vector<Service>& services) {
    const ServiceReader reader(reading, below("", key));
    for (const Node& node : members_of(member_of(reading.root, key)))
        if (std::optional<Service> service = reader.read(node))
            services.push_back(*std::move(service));
}

} // namespace

void read_services(Reading& reading) {
    read_section(reading, "services", reading.steering.services);
    read_section(reading, "zone_defaults", reading.steering.zone_defaults);
}

} // namespace signpost::config
