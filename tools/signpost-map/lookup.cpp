#include "atlas_files.hpp"
#include "commands.hpp"
#include "core/geo/client_map.hpp"
#include "output.hpp"

#include <nlohmann/json.hpp>

#include <iostream>

namespace signpost::map_tool {
namespace {

/// The widest network around the address about which the maps say the same.
Prefix network_of(const geo::Atlas& atlas, const Address& address) {
    constexpr std::uint32_t kCarrier = UINT32_MAX; // no location
    const geo::Partition partition =
        address.family == Family::V4 ? atlas.partition(Family::V4)
                                     : geo::mark_carriers(atlas.partition(Family::V6), kCarrier);
    const geo::Key key = geo::key_of(address);
    const std::uint8_t bits = partition.bits_around(key, partition.run_of(key));
    const geo::Key mask = bits == 0 ? geo::Key{0} : ~geo::Key{0} << (128 - bits);
    return {geo::address_of(key & mask, address.family), bits};
}

} // namespace

int lookup(const Asked& asked) {
    const std::optional<Address> address = parse_address(asked.names[0]);
    if (!address) return fail_call(asked.names[0] + " is no address");
    const std::optional<maps::AsnTable> isp_of_asn = load_isps(asked);
    if (!isp_of_asn) return kWrongFile;
    geo::Names names;
    const std::span<const std::string> files = std::span(asked.names).subspan(1);
    const auto atlas = load_atlas(files, asked.fields, *isp_of_asn, names);
    if (!atlas) return kWrongFile;
    const auto bits = static_cast<std::uint8_t>(8 * address->length());
    const Address seen = geo::seen_as({*address, bits}).address;
    const geo::Location found = atlas->find(seen);
    const std::string network = to_text(network_of(*atlas, seen));
    if (!asked.json) {
        std::cout << to_text(*address) << " is in " << network << ": " << text_of(found, names)
                  << '\n';
        return kGood;
    }
    const nlohmann::json json = {{"address", to_text(*address)},
                                 {"network", network},
                                 {"isp", names.isps.name(found.isp)},
                                 {"region", names.regions.name(found.region)},
                                 {"country", names.countries.name(found.country)},
                                 {"tags", tags_of(found.tags, names)}};
    std::cout << json.dump() << '\n';
    return kGood;
}

} // namespace signpost::map_tool
