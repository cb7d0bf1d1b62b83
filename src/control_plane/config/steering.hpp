// What signpost.json says about steering: clients, sites, links, policies, services.
//
// parse() fills it and has checked all of it: references exist and are numbers here, addresses and
// names are well-formed. What only maps and zones can tell (whether an ISP occurs, whether a name
// has addresses) is for control_plane/steering, which compiles it. Values.
#pragma once

#include "base/address.hpp"
#include "control_plane/config/checks.hpp"
#include "control_plane/config/clients.hpp"
#include "control_plane/config/mark.hpp"
#include "core/steer/policy.hpp"
#include "core/wire/name.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace signpost::config {

struct Site {
    std::string name;
    std::string region;
    std::string country;
    std::optional<geo::Coordinates> coordinates;
    std::optional<Watch> watch;
    bool is_down_with_links = true;
};

struct Link {
    std::string name;
    Mark mark;
    steer::SiteNumber site = 0;
    std::string isp;
    std::string region;  ///< Empty: its site's.
    std::string country; ///< Empty: its site's.
    std::vector<std::string> tags;
    std::vector<Prefix> prefixes;
    std::uint32_t capacity_mbps = 0; ///< 0: not known.
    std::optional<Watch> watch;
};

/// As steer::IspLine, in names.
struct IspLine {
    std::string isp;
    std::string region;
    std::string country;
    std::vector<steer::LinkNumber> links;
};

struct Policy {
    std::string name;
    Failback failback;
    steer::Policy policy;           ///< Its IspTable, if it has one, is empty:
    std::vector<IspLine> isp_table; ///< this is it.
};

/// A target of a steered CNAME, and where it belongs: a link, or a site as a whole.
struct Alias {
    wire::Name target;
    std::string text;
    std::optional<steer::LinkNumber> link;
    std::optional<steer::SiteNumber> site;
    std::optional<Address> probe_at; ///< None: the target is not probed, only its link or site.
};

template <class T>
struct ForAddress {
    Address address;
    T value{};
};

/// The addresses that clients with a tag get instead of the zone's.
struct View {
    std::string tag;
    std::vector<Address> addresses;
};

/// A service, or what all names of a pattern or zone have in common.
struct Service {
    std::string name; ///< "portal.ybj.example." or "*.ybj.example.", in lower case.
    Mark mark;
    std::size_t policy = 0;                         ///< Into Steering::policies.
    std::optional<std::size_t> check;               ///< Into Health::checks.
    std::optional<std::uint32_t> ttl_s;             ///< None: as the zone says.
    std::vector<ForAddress<std::uint32_t>> weights; ///< Others have 1.
    std::vector<ForAddress<Address>> probe_at;      ///< The address behind a published one.
    std::vector<Address> fallback;
    std::vector<Alias> cnames;
    std::vector<View> views;           ///< The first whose tag a client has counts.
    std::vector<std::string> only_for; ///< Tags; empty: for everybody.
};

struct Steering {
    Clients clients;
    Health health;
    std::vector<Network> networks;
    std::vector<Site> sites;
    std::vector<Link> links;
    std::vector<Policy> policies; ///< The first is "default": built in, or as the file has it.
    std::vector<Service> services;
    std::vector<Service> zone_defaults; ///< By zone; `name` is its apex.
};

} // namespace signpost::config
