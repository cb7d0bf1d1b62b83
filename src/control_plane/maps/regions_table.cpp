#include "control_plane/maps/regions_table.hpp"

#include "control_plane/maps/csv_text.hpp"

#include <charconv>
#include <optional>

namespace signpost::maps {
namespace {

constexpr std::string_view kCountryMark = "country:";

std::optional<double> parse_degrees(std::string_view text, double max) {
    double degrees = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, degrees, std::chars_format::fixed);
    const bool is_number = error == std::errc{} && stop == end;
    if (!is_number || !(degrees >= -max && degrees <= max)) return std::nullopt; // NaN, too
    return degrees;
}

class RegionsReader {
public:
    RegionsReader(std::string_view text, const std::string& file, geo::Names& names)
        : text_(text, file, "region"), names_(names) {}

    RegionsReading read() {
        for (std::string_view line; text_.next(line);)
            read_line(line);
        return {std::move(regions_), text_.take_complaints()};
    }

private:
    void read_line(std::string_view rest) {
        const std::string_view name = trim(take(rest, ','));
        const std::string_view greater = trim(take(rest, ','));
        std::optional<geo::Coordinates> at;
        if (!read_coordinates(rest, at)) return;
        if (name.starts_with(kCountryMark))
            add_country(name.substr(kCountryMark.size()), greater, at);
        else
            add_region(name, greater, at);
    }

    /// Both or none, and nothing behind them.
    bool read_coordinates(std::string_view rest, std::optional<geo::Coordinates>& at) {
        const std::string_view latitude_text = trim(take(rest, ','));
        const std::string_view longitude_text = trim(take(rest, ','));
        if (!trim(rest).empty())
            return fail(rest, "a line holds region, greater region, latitude and longitude, and no "
                              "more");
        if (latitude_text.empty() && longitude_text.empty()) return true;
        const std::optional<double> latitude = parse_degrees(latitude_text, 90);
        if (!latitude)
            return fail(latitude_text, "a latitude is a number of degrees from -90 to 90");
        const std::optional<double> longitude = parse_degrees(longitude_text, 180);
        if (!longitude)
            return fail(longitude_text, "a longitude is a number of degrees from -180 to 180");
        at = {*latitude, *longitude};
        return true;
    }

    void add_country(std::string_view name, std::string_view greater,
                     const std::optional<geo::Coordinates>& at) {
        std::uint16_t number = 0;
        if (!read_name(trim(name), names_.countries, number)) return;
        if (!greater.empty() || !at) {
            fail(name, "a country has coordinates and no greater region");
            return;
        }
        if (!regions_.countries.emplace(number, *at).second) fail(name, "it stands twice");
    }

    void add_region(std::string_view name, std::string_view greater,
                    const std::optional<geo::Coordinates>& at) {
        std::uint16_t number = 0;
        geo::Region region{.at = at};
        if (!read_name(name, names_.regions, number)) return;
        if (!text_.read_name(greater, names_.regions, region.greater)) return;
        if (!regions_.regions.emplace(number, region).second) fail(name, "it stands twice");
    }

    bool read_name(std::string_view name, geo::Vocabulary& names, std::uint16_t& number) {
        if (name.empty()) return fail(name, "here stands the name of a region or a country");
        return text_.read_name(name, names, number);
    }

    bool fail(std::string_view at, const char* what) {
        text_.fail(at, what);
        return false;
    }

    CsvText text_;
    geo::Names& names_;
    geo::Regions regions_;
};

} // namespace

RegionsReading read_regions(std::string_view text, const std::string& file, geo::Names& names) {
    return RegionsReader(text, file, names).read();
}

} // namespace signpost::maps
