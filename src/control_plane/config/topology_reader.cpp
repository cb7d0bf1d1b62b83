#include "control_plane/config/nodes.hpp"
#include "control_plane/config/reading.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace signpost::config {
namespace {

std::optional<geo::Coordinates> coordinates_of(const Context& context, const Node& node) {
    const Node* latitude = member_of(node, "latitude");
    const Node* longitude = member_of(node, "longitude");
    if (const Node* lone = latitude != nullptr ? latitude : longitude;
        lone != nullptr && (latitude == nullptr || longitude == nullptr))
        context.complain(lone->key_at, below(below("/sites", node.key), lone->key),
                         "latitude and longitude stand together; the other is missing");
    const std::optional<double> north = number_of(latitude);
    const std::optional<double> east = number_of(longitude);
    if (!north || !east) return std::nullopt;
    return geo::Coordinates{.latitude = *north, .longitude = *east};
}

class LinkReader {
public:
    explicit LinkReader(Reading& reading) : reading_(reading) {}

    void read(const Node& node) {
        const std::string pointer = below("/links", node.key);
        if (node.key == "other")
            reading_.context.complain(node.key_at, pointer,
                                      "is the link of all addresses that are on no other; give "
                                      "this one another name");
        Link link{.name = node.key, .mark = {reading_.context.place(node.key_at), pointer}};
        if (const Node* site = member_of(node, "site"))
            if (const std::string* name = text_of(site))
                if (const auto number = reading_.sites.find(reading_.context, *name, site->at,
                                                            below(pointer, "site")))
                    link.site = static_cast<steer::SiteNumber>(*number);
        link.isp = text_at(node, "isp");
        link.region = text_at(node, "region");
        link.country = text_at(node, "country");
        for (const Node& tag : items_of(member_of(node, "tags")))
            if (const std::string* text = text_of(&tag)) link.tags.push_back(*text);
        link.capacity_mbps = whole_of(member_of(node, "capacity_mbps")).value_or(0);
        link.watch = watch_of(reading_, node, pointer);
        read_prefixes(node, pointer, link);
        reading_.links.add(node.key, reading_.steering.links.size());
        reading_.steering.links.push_back(std::move(link));
    }

private:
    struct Owner {
        std::string_view link;
        std::uint32_t line = 0;
    };

    void read_prefixes(const Node& node, const std::string& pointer, Link& link) {
        const auto items = items_of(member_of(node, "prefixes"));
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string* text = text_of(&items[i]);
            const std::optional<Prefix> prefix =
                text != nullptr ? parse_prefix(*text) : std::nullopt;
            if (!prefix) continue;
            check_mapped(*prefix, items[i].at, below(below(pointer, "prefixes"), i));
            link.prefixes.push_back(*prefix);
            const auto [first, is_new] =
                owners_.try_emplace(*prefix, Owner{node.key, items[i].at.line});
            if (!is_new && first->second.link != node.key) // twice in one list is told elsewhere
                reading_.context.complain(items[i].at, below(below(pointer, "prefixes"), i),
                                          in_quotes(*text) + " belongs to link " +
                                              in_quotes(first->second.link) + " already, in line " +
                                              std::to_string(first->second.line));
        }
    }

    /// No AAAA record has such an address (RFC 4291 §2.5.5.2 is for nodes, not for the wire).
    void check_mapped(const Prefix& prefix, Spot at, const std::string& pointer) const {
        static constexpr std::size_t kMappedBits = 96;
        static constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0,    0,
                                                              0, 0, 0, 0, 0xff, 0xff};
        if (prefix.address.family == Family::V4 || prefix.bits < kMappedBits ||
            !std::ranges::equal(prefix.address.bytes().first(kMapped.size()), kMapped))
            return;
        Prefix v4{.address = {}, .bits = static_cast<std::uint8_t>(prefix.bits - kMappedBits)};
        std::ranges::copy(prefix.address.bytes().subspan(kMapped.size()),
                          v4.address.octets.begin());
        reading_.context.complain(at, pointer,
                                  "is a network of IPv4 in the form of IPv6; write " +
                                      in_quotes(to_text(v4)));
    }

    Reading& reading_;
    std::map<Prefix, Owner> owners_;
};

} // namespace

void read_sites(Reading& reading) {
    for (const Node& node : members_of(member_of(reading.root, "sites"))) {
        if (node.key == "other")
            reading.context.complain(node.key_at, below("/sites", node.key),
                                     "is the site of all addresses that are at no other; give "
                                     "this one another name");
        reading.sites.add(node.key, reading.steering.sites.size());
        reading.steering.sites.push_back(
            {.name = node.key,
             .region = text_at(node, "region"),
             .country = text_at(node, "country"),
             .coordinates = coordinates_of(reading.context, node),
             .watch = watch_of(reading, node, below("/sites", node.key)),
             .is_down_with_links = flag_at(node, "down_with_links", true)});
    }
}

void read_links(Reading& reading) {
    LinkReader reader(reading);
    for (const Node& node : members_of(member_of(reading.root, "links")))
        reader.read(node);
}

} // namespace signpost::config
