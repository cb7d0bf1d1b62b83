#include "atlas_files.hpp"
#include "commands.hpp"
#include "control_plane/maps/csv_text.hpp"
#include "control_plane/maps/map_file.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <iterator>

namespace signpost::map_tool {
namespace {

using maps::take;
using maps::trim;

/// Where the lines of a CSV map are collected.
struct Output {
    std::string lines = "prefix,isp,region,country,tags\n";

    void add(const Prefix& prefix, std::string_view isp, std::string_view country) {
        lines += to_text(prefix) + "," + std::string(isp) + ",," + std::string(country) + ",\n";
    }
};

using Importer = void (*)(maps::CsvText&, const Asked&, const maps::AsnTable&, Output&);

void import_cidr(maps::CsvText& text, const Asked& asked, const maps::AsnTable& /*isps*/,
                 Output& output) {
    for (std::string_view line; text.next(line);) {
        const std::string_view shown = trim(line);
        if (const std::optional<Prefix> prefix = parse_prefix(shown))
            output.add(*prefix, asked.isp, {});
        else
            text.fail(shown, "this is no network; it looks like 203.0.113.0/24 or 2001:db8::/32");
    }
}

/// The range that a line of `first,last,…` begins with, as networks; none if it is wrong.
std::vector<Prefix> take_range(std::string_view& rest, maps::CsvText& text) {
    const std::string_view first_text = trim(take(rest, ','));
    const std::string_view last_text = trim(take(rest, ','));
    const std::optional<Address> first = parse_address(first_text);
    const std::optional<Address> last = parse_address(last_text);
    std::vector<Prefix> prefixes;
    if (!first || !last || first->family != last->family || *last < *first) {
        text.fail(first_text, "a line begins with the first and the last address of a range, of "
                              "one family and in this order");
        return prefixes;
    }
    geo::Key last_key = geo::key_of(*last);
    if (last->family == Family::V4) last_key |= (geo::Key{1} << 96) - 1;
    for (const geo::Network& network : geo::networks_between(geo::key_of(*first), last_key, 0))
        prefixes.push_back({geo::address_of(network.first, first->family), network.bits});
    return prefixes;
}

std::string_view unquoted(std::string_view field) noexcept {
    field = trim(field);
    if (field.size() < 2 || !field.starts_with('"') || !field.ends_with('"')) return field;
    return field.substr(1, field.size() - 2);
}

void import_ranges(maps::CsvText& text, const Asked& /*asked*/, const maps::AsnTable& /*isps*/,
                   Output& output) {
    for (std::string_view rest; text.next(rest);) {
        const std::vector<Prefix> prefixes = take_range(rest, text);
        const std::string_view country = unquoted(take(rest, ','));
        for (const Prefix& prefix : prefixes)
            output.add(prefix, {}, country);
    }
}

/// Ranges of autonomous systems that the table does not name are left out.
void import_asn(maps::CsvText& text, const Asked& /*asked*/, const maps::AsnTable& isps,
                Output& output) {
    for (std::string_view rest; text.next(rest);) {
        const std::vector<Prefix> prefixes = take_range(rest, text);
        const std::string_view asn_text = unquoted(take(rest, ','));
        std::uint32_t asn = 0;
        const char* end = asn_text.data() + asn_text.size();
        const auto [stop, error] = std::from_chars(asn_text.data(), end, asn);
        if (!prefixes.empty() && (error != std::errc{} || stop != end))
            text.fail(asn_text, "the third field is an AS number");
        const auto isp = isps.find(asn);
        if (isp == isps.end()) continue;
        for (const Prefix& prefix : prefixes)
            output.add(prefix, isp->second, {});
    }
}

struct Kind {
    std::string_view name;
    std::string_view heading; ///< First field of a line that is passed over.
    Importer importer;
};

constexpr Kind kKinds[] = {{"cidr", "prefix", import_cidr},
                           {"ranges", "start", import_ranges},
                           {"asn", "start", import_asn}};

} // namespace

int import(const Asked& asked) {
    if (asked.names.size() < 2) return fail_call("import needs a KIND and a FILE");
    const auto* const kind = std::ranges::find(kKinds, asked.names[0], &Kind::name);
    if (kind == std::end(kKinds))
        return fail_call("there is no kind " + asked.names[0] + "; there are cidr, ranges and asn");
    if (kind->importer == import_cidr && asked.isp.empty())
        return fail_call("import cidr needs --isp NAME");
    if (kind->importer == import_asn && asked.asn_table.empty())
        return fail_call("import asn needs --asn-table FILE");

    std::vector<Complaint> complaints;
    maps::AsnTable isps;
    if (!asked.asn_table.empty()) {
        maps::AsnReading table = maps::load_asn_table(asked.asn_table);
        isps = std::move(table.isps);
        complaints = std::move(table.complaints);
    }
    Output output;
    for (const std::string& name : std::span(asked.names).subspan(1)) {
        const Result<files::FileText> file = files::load_file(name);
        if (!file) {
            complaints.push_back({Severity::Error, {name}, file.error().reason()});
            continue;
        }
        maps::CsvText text(file->text, name, kind->heading);
        kind->importer(text, asked, isps, output);
        std::ranges::move(text.take_complaints(), std::back_inserter(complaints));
    }
    print_complaints(complaints);
    return has_error(complaints) ? kWrongFile : write_output(asked, output.lines);
}

} // namespace signpost::map_tool
