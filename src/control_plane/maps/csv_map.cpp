#include "control_plane/maps/csv_map.hpp"

#include "control_plane/maps/csv_text.hpp"
#include "core/geo/client_map.hpp"

#include <algorithm>

namespace signpost::maps {
namespace {

class CsvReader {
public:
    CsvReader(std::string_view text, const std::string& file, geo::Names& names)
        : text_(text, file, "prefix"), names_(names) {}

    MapReading read() {
        for (std::string_view line; text_.next(line);)
            read_line(line);
        return {std::move(layer_), text_.take_complaints()};
    }

private:
    void read_line(std::string_view rest) {
        const std::string_view prefix_text = trim(take(rest, ','));
        const std::optional<Prefix> prefix = parse_prefix(prefix_text);
        if (!prefix)
            return text_.fail(prefix_text, "this is no network; it looks like 203.0.113.0/24 or "
                                           "2001:db8::/32, with no bits set behind its length");
        geo::Location location;
        const bool is_read = text_.read_name(take(rest, ','), names_.isps, location.isp) &&
                             text_.read_name(take(rest, ','), names_.regions, location.region) &&
                             text_.read_name(take(rest, ','), names_.countries, location.country) &&
                             read_tags(take(rest, ','), location.tags);
        if (!is_read) return;
        if (!trim(rest).empty())
            return text_.fail(rest,
                              "a line holds prefix, isp, region, country and tags, and no more");
        layer_.add(geo::seen_as(*prefix), location);
    }

    /// Separated by blanks or semicolons.
    bool read_tags(std::string_view field, std::uint64_t& tags) {
        while (!(field = trim(field)).empty()) {
            const std::string_view tag = field.substr(0, field.find_first_of(" \t;"));
            std::uint16_t number = 0;
            if (!text_.read_name(tag, names_.tags, number)) return false;
            if (number != 0) tags |= std::uint64_t{1} << (number - 1U);
            field.remove_prefix(std::min(tag.size() + 1, field.size()));
        }
        return true;
    }

    CsvText text_;
    geo::Names& names_;
    geo::Layer layer_;
};

} // namespace

MapReading read_csv(std::string_view text, const std::string& file, geo::Names& names) {
    return CsvReader(text, file, names).read();
}

} // namespace signpost::maps
