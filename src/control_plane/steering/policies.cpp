#include "control_plane/steering/policies.hpp"

#include "control_plane/config/context.hpp"

#include <span>
#include <utility>

namespace signpost::steering {
namespace {

/// As the configuration writes whom a line is for.
std::string clients_text(const config::IspLine& line) {
    std::string text = line.isp.empty() ? "*" : line.isp;
    if (!line.region.empty()) text += "/" + line.region;
    if (!line.country.empty()) text += "/country:" + line.country;
    return text;
}

class TableCompiler {
public:
    TableCompiler(const config::Policy& policy, const geo::Names& names, Warnings& warnings)
        : policy_(policy), names_(names), warnings_(warnings) {}

    [[nodiscard]] steer::IspTable table(std::span<const config::Link> links) const {
        steer::IspTable table;
        for (const config::Link& link : links)
            table.site_of_link.push_back(link.site);
        for (const config::IspLine& line : policy_.isp_table) {
            steer::IspLine compiled{.isp = names_.isps.find(line.isp),
                                    .region = names_.regions.find(line.region),
                                    .country = names_.countries.find(line.country),
                                    .links = line.links};
            // A 0 would be for everybody.
            if (is_known(line, "ISP", line.isp, compiled.isp) &&
                is_known(line, "region", line.region, compiled.region) &&
                is_known(line, "country", line.country, compiled.country))
                table.lines.push_back(std::move(compiled));
        }
        return table;
    }

private:
    [[nodiscard]] bool is_known(const config::IspLine& line, const std::string& what,
                                const std::string& name, std::uint16_t number) const {
        if (name.empty() || number != 0) return true;
        warnings_.add(
            Oddity::NotOnMaps,
            config::below("/policies/" + policy_.name + "/isp_table", clients_text(line)) +
                ": the line is left out: no map or override knows the " + what + " " +
                in_quotes(name) + "; mend the name, or add a map that has it");
        return false;
    }

    const config::Policy& policy_;
    const geo::Names& names_;
    Warnings& warnings_;
};

} // namespace

Policies compile_policies(const config::Steering& config, const geo::Names& names,
                          const Policies& previous, Warnings& warnings) {
    Policies policies;
    for (const config::Policy& one : config.policies) {
        steer::Policy policy = one.policy;
        for (steer::Rule& rule : policy.rules)
            if (auto* table = std::get_if<steer::IspTable>(&rule))
                *table = TableCompiler(one, names, warnings).table(config.links);
        const auto known = previous.find(one.name);
        policies[one.name] = known != previous.end() && *known->second == policy
                                 ? known->second
                                 : std::make_shared<const steer::Policy>(std::move(policy));
    }
    return policies;
}

} // namespace signpost::steering
