// What signpost.json says about knowing clients: maps, and networks of our own. Values.
#pragma once

#include "base/address.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace signpost::config {

/// A client map. Where records of an .mmdb file have what: steps with "/" between; empty: nowhere.
struct MapFile {
    std::filesystem::path file;
    std::string isp = "isp";
    std::string region = "region";
    std::string country = "country";
    std::string asn;
    std::string tags = "tags";

    bool operator==(const MapFile&) const = default;
};

struct Clients {
    std::vector<MapFile> maps;        ///< What an earlier one knows counts.
    std::filesystem::path overrides;  ///< A .csv that beats every map. Empty: none.
    std::filesystem::path isp_of_asn; ///< A .csv of AS numbers and ISPs. Empty: none.
    std::filesystem::path regions;    ///< A .csv of regions. Empty: none.

    bool operator==(const Clients&) const = default;
};

/// Networks whose clients have the tag `name`, whatever maps say.
struct Network {
    std::string name;
    std::vector<Prefix> prefixes;

    bool operator==(const Network&) const = default;
};

} // namespace signpost::config
