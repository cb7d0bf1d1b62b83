#include "control_plane/config/sections.hpp"

#include "control_plane/config/check_forms.hpp"
#include "control_plane/config/shared_forms.hpp"
#include "core/steer/policy.hpp"

#include <array>

namespace signpost::config {
namespace {

using forms::kAddress;
using forms::kAddresses;
using forms::kDomain;
using forms::kName;
using forms::kPath;

constexpr Form kRecordPath{.kind = Kind::Text, .range = {0, 255}};
constexpr Form kNameOrNone{.kind = Kind::Name, .range = {0, 64}};
constexpr Form kServiceName{.kind = Kind::ServiceName};
constexpr Form kNetwork{.kind = Kind::Network};
constexpr Form kClients{.kind = Kind::Clients};
constexpr Form kTags{.kind = Kind::List, .range = {0, limits::kTags}, .item = &kName};
constexpr Form kNetworks{.kind = Kind::List, .range = {0, 10'000}, .item = &kNetwork};
constexpr Form kTtl{.kind = Kind::Whole, .range = {0, 86'400}, .unit = "seconds"};

constexpr std::array kMapMembers{
    Member{.key = "file",
           .form = &kPath,
           .required = true,
           .meaning = "The map, relative to the configuration file: a database in MaxMind's "
                      "format, or text whose name ends in .csv."},
    Member{.key = "isp",
           .form = &kRecordPath,
           .standard = "\"isp\"",
           .meaning = "Where a record of the database has the ISP: steps with / between, such as "
                      "traits/isp. Empty: it does not say."},
    Member{.key = "region",
           .form = &kRecordPath,
           .standard = "\"region\"",
           .meaning = "Where a record has the region, such as subdivisions/0/iso_code."},
    Member{.key = "country",
           .form = &kRecordPath,
           .standard = "\"country\"",
           .meaning = "Where a record has the country, such as country/iso_code."},
    Member{.key = "asn",
           .form = &kRecordPath,
           .standard = "\"\"",
           .meaning = "Where a record has the number of the autonomous system; "
                      "/clients/isp_of_asn names its ISP."},
    Member{.key = "tags",
           .form = &kRecordPath,
           .standard = "\"tags\"",
           .meaning = "Where a record has tags."},
};
constexpr Form kMap{.kind = Kind::Object, .members = kMapMembers, .instead = &kPath};
constexpr Form kMaps{.kind = Kind::List, .range = {0, 16}, .item = &kMap};

constexpr Form kNetworksByTag{
    .kind = Kind::Map, .range = {0, limits::kTags}, .key = &kName, .item = &kNetworks};

constexpr Form kLatitude{.kind = Kind::Number, .range = {-90, 90}, .unit = "degrees"};
constexpr Form kLongitude{.kind = Kind::Number, .range = {-180, 180}, .unit = "degrees"};
constexpr std::array kSiteMembers{
    Member{.key = "region",
           .form = &kNameOrNone,
           .standard = "\"\"",
           .meaning = "The region it is in, as the maps call it."},
    Member{.key = "country",
           .form = &kNameOrNone,
           .standard = "\"\"",
           .meaning = "The country it is in, as the maps call it."},
    Member{.key = "latitude",
           .form = &kLatitude,
           .meaning = "Where it is, for the rule nearest; north is positive. Stands together with "
                      "longitude."},
    Member{.key = "longitude", .form = &kLongitude, .meaning = "East is positive."},
    Member{.key = "check",
           .form = &kName,
           .meaning = "A check of the site as a whole: one of /checks. While it is down, so is "
                      "everything at the site."},
    forms::kTargets,
    forms::kNeeded,
    Member{.key = "down_with_links",
           .form = &forms::kFlag,
           .standard = "true",
           .meaning = "Whether the site is down when it has links and all of them are down."},
};
constexpr Form kSite{.kind = Kind::Object, .members = kSiteMembers};
constexpr Form kSites{
    .kind = Kind::Map, .range = {0, limits::kSites}, .key = &kName, .item = &kSite};

constexpr Form kCapacity{
    .kind = Kind::Whole, .range = {0, 100'000'000}, .unit = "megabits per second"};
constexpr std::array kLinkMembers{
    Member{.key = "site",
           .form = &kName,
           .required = true,
           .meaning = "The site whose uplink it is: one of /sites."},
    Member{.key = "isp",
           .form = &kNameOrNone,
           .standard = "\"\"",
           .meaning = "The ISP at its other end, as the maps call it."},
    Member{.key = "prefixes",
           .form = &kNetworks,
           .standard = "[]",
           .meaning = "The public networks that are reached through it. An address of a steered "
                      "name belongs to the link with the longest prefix around it; a prefix "
                      "belongs to one link only."},
    Member{.key = "tags",
           .form = &kTags,
           .standard = "[]",
           .meaning = "Tags, for the rule tag: clients who have one of them suit this link."},
    Member{.key = "region",
           .form = &kNameOrNone,
           .standard = "\"\"",
           .meaning = "The region it serves. Empty: that of its site."},
    Member{.key = "country",
           .form = &kNameOrNone,
           .standard = "\"\"",
           .meaning = "The country it serves. Empty: that of its site."},
    Member{.key = "capacity_mbps",
           .form = &kCapacity,
           .standard = "0",
           .meaning = "What it carries, for the rule load. 0: not known."},
    Member{.key = "check",
           .form = &kName,
           .meaning = "The check of the link, such as one of the gateway at its other end: one of "
                      "/checks. While it is down, so is everything reached through the link."},
    forms::kTargets,
    forms::kNeeded,
};
constexpr Form kLink{.kind = Kind::Object, .members = kLinkMembers};
constexpr Form kLinks{
    .kind = Kind::Map, .range = {0, limits::kLinks}, .key = &kName, .item = &kLink};

constexpr Form kRule{.kind = Kind::Word, .words = steer::kRuleWords};
constexpr Form kRank{
    .kind = Kind::List, .range = {0, std::size(steer::kRuleWords)}, .item = &kRule};
constexpr Form kSiteNames{.kind = Kind::List, .range = {1, limits::kSites}, .item = &kName};
constexpr Form kLinkNames{.kind = Kind::List, .range = {1, limits::kLinks}, .item = &kName};
constexpr Form kIspTable{
    .kind = Kind::Map, .range = {1, 10'000}, .key = &kClients, .item = &kLinkNames};
constexpr Form kPick{.kind = Kind::Word, .words = steer::kPickWords};
constexpr Form kAnswersMax{.kind = Kind::Whole, .range = {1, limits::kAnswers}};
constexpr Form kNoneUp{.kind = Kind::Word, .words = steer::kNoneUpWords};
constexpr std::string_view kManual[] = {"manual"};
constexpr Form kByOperator{.kind = Kind::Word, .words = kManual};
constexpr Form kHold{.kind = Kind::Whole, .range = {0, 604'800}, .unit = "seconds"};
constexpr std::array kFailbackMembers{
    Member{.key = "hold_s",
           .form = &kHold,
           .standard = "0",
           .meaning = "What went down stays down for at least so long."},
};
constexpr Form kFailback{
    .kind = Kind::Object, .members = kFailbackMembers, .instead = &kByOperator};
constexpr std::array kPolicyMembers{
    Member{.key = "rank",
           .form = &kRank,
           .standard = R"(["same-isp", "same-region", "site-order"])",
           .meaning = "Rules, in this order: each keeps the best of what the one before it kept, "
                      "and never empties the list. same-isp: links of the client's ISP. "
                      "same-region: links of the client's region, then of its greater region. "
                      "same-country: links of the client's country. tag: links that have one of "
                      "the client's tags. site-order: the sites in the order of sites. isp-table: "
                      "the links in the order that isp_table gives the client. nearest: the site "
                      "nearest to the client. load: all, weighted by the capacity of links. "
                      "family-parity: sites that are up for both IPv4 and IPv6."},
    Member{.key = "sites",
           .form = &kSiteNames,
           .meaning = "The order of the rule site-order; sites that are not in it come last. Left "
                      "out: the order of /sites."},
    Member{.key = "isp_table",
           .form = &kIspTable,
           .meaning = "For the rule isp-table, which needs it: for clients of an ISP, of an ISP "
                      "and a region or greater region, or of an ISP and a country (* is any ISP), "
                      "names of links, or of sites for all their links, the best first. The line "
                      "that fits the client best comes first, then the next best."},
    Member{.key = "pick",
           .form = &kPick,
           .standard = "\"all\"",
           .meaning = "Which of those left are given. all: the first ones, as the zone has them. "
                      "weighted: each as often as its weight says. rotate: a different one in "
                      "front each time. sticky: the same ones to the same client network."},
    Member{.key = "answers_max",
           .form = &kAnswersMax,
           .standard = "64",
           .meaning = "How many addresses are given at most."},
    Member{.key = "when_none_up",
           .form = &kNoneUp,
           .standard = "\"serve-all\"",
           .meaning = "What is given when nothing is up. serve-all: everything that no operator "
                      "took down. serve-last-good: what was given when something was up last. "
                      "fallback: the addresses of the service's fallback. nodata: nothing."},
    Member{.key = "failback",
           .form = &kFailback,
           .standard = "{}",
           .meaning = "How what was down comes back: by itself, after hold_s, or, with manual, "
                      "when an operator says so."},
};
constexpr Form kPolicy{.kind = Kind::Object, .members = kPolicyMembers};
constexpr Form kPolicies{
    .kind = Kind::Map, .range = {0, limits::kPolicies}, .key = &kName, .item = &kPolicy};

constexpr Form kWeight{.kind = Kind::Whole, .range = {0, 1000}};
constexpr Form kWeights{.kind = Kind::Map, .range = {0, 1000}, .key = &kAddress, .item = &kWeight};
constexpr Form kProbeAt{.kind = Kind::Map, .range = {0, 1000}, .key = &kAddress, .item = &kAddress};
constexpr std::array kAliasMembers{
    Member{.key = "link",
           .form = &kName,
           .meaning = "The link it is reached through. Either this or site."},
    Member{.key = "site", .form = &kName, .meaning = "The site it is in. Either this or link."},
    Member{.key = "probe_at",
           .form = &kAddress,
           .meaning = "The address that the check of the service asks for it. Left out: it is as "
                      "good as its link or site."},
};
constexpr Form kAlias{.kind = Kind::Object, .members = kAliasMembers};
constexpr Form kAliases{
    .kind = Kind::Map, .range = {0, limits::kAnswers}, .key = &kDomain, .item = &kAlias};
constexpr Form kViews{
    .kind = Kind::Map, .range = {0, limits::kTags}, .key = &kName, .item = &kAddresses};

constexpr Member kPolicyOf{.key = "policy",
                           .form = &kName,
                           .standard = "\"default\"",
                           .meaning = "The policy that ranks its addresses: one of /policies."};
constexpr Member kCheckOf{
    .key = "check",
    .form = &kName,
    .meaning = "How its addresses are checked, each by itself: one of /checks. Left out: they are "
               "as good as their links and sites."};
constexpr Member kTtlOf{.key = "ttl_s",
                        .form = &kTtl,
                        .meaning = "The TTL of steered answers. Left out: the one of the zone."};
constexpr Member kOnlyFor{
    .key = "only_for",
    .form = &kTags,
    .standard = "[]",
    .meaning = "Only clients with one of these tags get its records, of any type; others are told "
               "that it has none. At a pattern this closes every name below that has records. "
               "Empty: for everybody."};
constexpr std::array kServiceMembers{
    kPolicyOf,
    kCheckOf,
    kTtlOf,
    Member{.key = "weights",
           .form = &kWeights,
           .standard = "{}",
           .meaning = "For the pick weighted: the weight of an address; others have 1. 0: only "
                      "when nothing else is left."},
    Member{.key = "probe_at",
           .form = &kProbeAt,
           .standard = "{}",
           .meaning = "Where addresses are translated on the way in: for a published address the "
                      "one to probe."},
    Member{.key = "fallback",
           .form = &kAddresses,
           .meaning = "What is given when nothing is up, if the policy says fallback."},
    Member{.key = "cnames",
           .form = &kAliases,
           .standard = "{}",
           .meaning = "Of a name with a CNAME: the targets among which to choose, each with its "
                      "link or site. The target in the zone is the one for servers that do not "
                      "steer."},
    Member{.key = "views",
           .form = &kViews,
           .standard = "{}",
           .meaning = "Addresses that clients with a tag get instead of those in the zone. The "
                      "first tag that a client has counts."},
    kOnlyFor,
};
constexpr std::array kPatternMembers{kPolicyOf, kCheckOf, kTtlOf, kOnlyFor};
constexpr std::array kZoneDefaultMembers{kPolicyOf, kCheckOf, kTtlOf};
constexpr Form kService{.kind = Kind::Object, .members = kServiceMembers};
constexpr Form kPattern{.kind = Kind::Object, .members = kPatternMembers};
constexpr Form kZoneDefault{.kind = Kind::Object, .members = kZoneDefaultMembers};
constexpr Form kServices{.kind = Kind::Map,
                         .range = {0, limits::kServices},
                         .key = &kServiceName,
                         .item = &kService,
                         .item_of_pattern = &kPattern};
constexpr Form kZoneDefaults{
    .kind = Kind::Map, .range = {0, limits::kServices}, .key = &kDomain, .item = &kZoneDefault};

constexpr std::array kSections{
    Member{.key = "/clients/maps",
           .form = &kMaps,
           .standard = "[]",
           .meaning = "Maps that say where a client is. What an earlier one knows counts; later "
                      "ones fill what it leaves open. A text in place of the object is its file."},
    Member{.key = "/networks",
           .form = &kNetworksByTag,
           .standard = "{}",
           .meaning = "Networks of our own: clients there have the name as a tag, whatever maps "
                      "say."},
    Member{.key = "/checks",
           .form = &checks_form,
           .standard = "{}",
           .meaning = "How to ask whether something works: each is a probe of one kind, or a "
                      "combination of other checks (all, any, at_least, not)."},
    Member{.key = "/sites", .form = &kSites, .standard = "{}", .meaning = "The data centres."},
    Member{
        .key = "/links", .form = &kLinks, .standard = "{}", .meaning = "The uplinks of the sites."},
    Member{.key = "/policies",
           .form = &kPolicies,
           .standard = "{}",
           .meaning = "Ways to rank the addresses of a name. The one called default is for "
                      "services that name none, and need not be written."},
    Member{.key = "/services",
           .form = &kServices,
           .standard = "{}",
           .meaning =
               "The names that are steered. A name as such beats a pattern, which begins "
               "with *. and stands for all names below, at any depth; of patterns the "
               "longest counts. A pattern steers names of two or more addresses of one "
               "family, with only_for all names, and has policy, check, ttl_s and only_for only."},
    Member{.key = "/zone_defaults",
           .form = &kZoneDefaults,
           .standard = "{}",
           .meaning = "By zone: how names with two or more addresses of one family that no "
                      "service is for are steered. Of a zone that is not here they are not "
                      "steered."},
    Member{.key = "/health/anchors",
           .form = &anchors_form,
           .meaning = "What is up whatever happens to our own sites, such as resolvers of the "
                      "ISPs: when none of them answers, this node does not trust what it sees, and "
                      "keeps its verdicts."},
    Member{.key = "/webhooks",
           .form = &webhooks_form,
           .standard = "[]",
           .meaning = "Whom to tell of flips: a JSON object is posted to each. A text in place of "
                      "the object is its URL."},
};

} // namespace

std::span<const Member> sections() noexcept {
    return kSections;
}

} // namespace signpost::config
