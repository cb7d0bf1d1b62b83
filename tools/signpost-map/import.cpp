#include "atlas_files.hpp"
#include "commands.hpp"
#include "control_plane/maps/csv_text.hpp"
#include "control_plane/maps/ip2region.hpp"
#include "control_plane/maps/map_file.hpp"
#include "output.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>

namespace signpost::map_tool {
namespace {

using maps::take;
using maps::trim;

constexpr const char* kNoName = "a name in a CSV map has up to 64 octets, no comma, no quotes, no "
                                "control characters and no # in front";

/// What goes in, and what has come out so far.
class Import {
public:
    explicit Import(const Asked& asked) : isp_(asked.isp), has_names_(!asked.name_table.empty()) {
        if (!asked.asn_table.empty()) {
            maps::AsnReading reading = maps::load_asn_table(asked.asn_table).reading;
            isps_ = std::move(reading.isps);
            complain(std::move(reading.complaints));
        }
        if (has_names_) {
            maps::NameReading reading = maps::load_name_table(asked.name_table).reading;
            names_ = std::move(reading.names);
            complain(std::move(reading.complaints));
        }
    }

    [[nodiscard]] const std::string& isp() const noexcept { return isp_; }
    /// "" if the table does not name it.
    [[nodiscard]] std::string_view isp_of(std::uint32_t asn) const {
        const auto found = isps_.find(asn);
        return found == isps_.end() ? std::string_view() : found->second;
    }
    /// As the table wants it; "" if it is not in the table.
    [[nodiscard]] std::string_view renamed(std::string_view name) const {
        if (!has_names_) return name;
        const auto found = names_.find(name);
        return found == names_.end() ? std::string_view() : found->second;
    }

    void add(std::span<const Prefix> prefixes, std::string_view isp, std::string_view region,
             std::string_view country) {
        if (isp.empty() && region.empty() && country.empty()) return;
        count_ += prefixes.size();
        for (const Prefix& prefix : prefixes)
            lines_ += to_text(prefix) + "," + std::string(isp) + "," + std::string(region) + "," +
                      std::string(country) + ",\n";
    }
    void complain(std::vector<Complaint> complaints) {
        std::ranges::move(complaints, std::back_inserter(complaints_));
    }

    /// Networks.
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] const std::string& lines() const noexcept { return lines_; }
    [[nodiscard]] const std::vector<Complaint>& complaints() const noexcept { return complaints_; }

private:
    std::string isp_;
    bool has_names_;
    maps::AsnTable isps_;
    maps::NameTable names_;
    std::size_t count_ = 0;
    std::string lines_ = "prefix,isp,region,country,tags\n";
    std::vector<Complaint> complaints_;
};

struct Input {
    std::string name;
    std::string text;
};

/// `last` is not before `first`, and of its family.
std::vector<Prefix> prefixes_between(const Address& first, const Address& last) {
    geo::Key last_key = geo::key_of(last);
    if (last.family == Family::V4) last_key |= (geo::Key{1} << 96) - 1;
    std::vector<Prefix> prefixes;
    for (const geo::Network& network : geo::networks_between(geo::key_of(first), last_key, 0))
        prefixes.push_back({geo::address_of(network.first, first.family), network.bits});
    return prefixes;
}

/// The range that a line of `first,last,…` begins with; none if it is wrong.
std::vector<Prefix> take_range(std::string_view& rest, maps::CsvText& text) {
    const std::string_view first_text = trim(take(rest, ','));
    const std::string_view last_text = trim(take(rest, ','));
    const std::optional<Address> first = parse_address(first_text);
    const std::optional<Address> last = parse_address(last_text);
    if (first && last && first->family == last->family && *first <= *last)
        return prefixes_between(*first, *last);
    text.fail(first_text, "a line begins with the first and the last address of a range, of one "
                          "family and in this order");
    return {};
}

std::string_view unquoted(std::string_view field) noexcept {
    field = trim(field);
    if (field.size() < 2 || !field.starts_with('"') || !field.ends_with('"')) return field;
    return trim(field.substr(1, field.size() - 2));
}

void import_cidr(const Input& input, Import& to) {
    maps::CsvText text(input.text, input.name, "prefix");
    for (std::string_view line; text.next(line);) {
        const std::string_view shown = trim(line);
        if (const std::optional<Prefix> prefix = parse_prefix(shown))
            to.add({&*prefix, 1}, to.isp(), {}, {});
        else
            text.fail(shown, "this is no network; it looks like 203.0.113.0/24 or 2001:db8::/32, "
                             "with no bits set behind its length");
    }
    to.complain(text.take_complaints());
}

void import_ranges(const Input& input, Import& to) {
    maps::CsvText text(input.text, input.name, "start");
    for (std::string_view rest; text.next(rest);) {
        const std::vector<Prefix> prefixes = take_range(rest, text);
        if (prefixes.empty()) continue;
        const std::string_view found = unquoted(take(rest, ','));
        const std::string_view country = to.renamed(found);
        if (found.empty())
            text.fail(found, "behind the range stands a country");
        else if (country.empty() || maps::is_csv_name(country)) // empty: not in the table
            to.add(prefixes, {}, {}, country);
        else
            text.fail(found, kNoName);
    }
    to.complain(text.take_complaints());
}

/// Ranges of autonomous systems that the table does not name are left out.
void import_asn(const Input& input, Import& to) {
    maps::CsvText text(input.text, input.name, "start");
    for (std::string_view rest; text.next(rest);) {
        const std::vector<Prefix> prefixes = take_range(rest, text);
        const std::string_view asn_text = unquoted(take(rest, ','));
        if (const std::optional<std::uint32_t> asn = maps::parse_asn(asn_text))
            to.add(prefixes, to.isp_of(*asn), {}, {});
        else if (!prefixes.empty())
            text.fail(asn_text, "the third field is an AS number");
    }
    to.complain(text.take_complaints());
}

/// The database has no lines, so a name is told instead of its place, and only the first.
void import_ip2region(const Input& input, Import& to) {
    std::string wrong;
    const auto named = [&to, &wrong](std::string_view found) {
        const std::string_view name = to.renamed(found);
        if (wrong.empty() && !name.empty() && !maps::is_csv_name(name)) wrong = name;
        return name;
    };
    const void* octets = input.text.data();
    const auto fault =
        maps::read_ip2region({static_cast<const std::uint8_t*>(octets), input.text.size()},
                             [&to, &named](const maps::Ip2RegionRange& range) {
                                 to.add(prefixes_between(range.first, range.last), named(range.isp),
                                        named(range.province), named(range.country));
                             });
    if (!wrong.empty())
        to.complain({{Severity::Error,
                      {input.name},
                      "it has the name " + wrong + ", but " + kNoName + "; use --names"}});
    if (fault) to.complain({{Severity::Error, {input.name}, fault->reason()}});
}

struct Kind {
    std::string_view name;
    void (*import)(const Input&, Import&);
    std::string Asked::*needs;
    std::string_view option; ///< That sets it; empty: it needs none.
};

constexpr Kind kKinds[] = {{"cidr", import_cidr, &Asked::isp, "--isp NAME"},
                           {"ranges", import_ranges, nullptr, ""},
                           {"asn", import_asn, &Asked::asn_table, "--asn-table FILE"},
                           {"ip2region", import_ip2region, nullptr, ""}};

int write_lines(const Asked& asked, const Import& work) {
    if (work.count() == 0) {
        std::cerr << "signpost-map: there is nothing to write: no network was found whose "
                     "clients could be named\n";
        return kWrongFile;
    }
    const int status = write_output(asked, work.lines());
    if (status == kGood) std::cerr << "signpost-map: " << work.count() << " networks written\n";
    return status;
}

} // namespace

int import(const Asked& asked) {
    const auto* const kind = std::ranges::find(kKinds, asked.names[0], &Kind::name);
    if (kind == std::end(kKinds))
        return fail_call("there is no kind " + asked.names[0] +
                         "; there are cidr, ranges, asn and ip2region");
    if (kind->needs != nullptr && (asked.*kind->needs).empty())
        return fail_call("import " + asked.names[0] + " needs " + std::string(kind->option));
    if (!asked.isp.empty() && !maps::is_csv_name(asked.isp))
        return fail_call("--isp " + asked.isp + " is wrong: " + kNoName);
    if (!asked.output.empty() && !asked.output.ends_with(".csv"))
        return fail_call("import writes a map whose name ends in .csv, not " + asked.output);

    Import work(asked);
    for (const std::string& name : std::span(asked.names).subspan(1)) {
        Result<files::FileText> file = files::load_file(name);
        if (file)
            kind->import({name, std::move(file->text)}, work);
        else
            work.complain({{Severity::Error,
                            {name},
                            std::move(file).error().during("cannot be read").reason()}});
    }
    print_complaints(work.complaints());
    return has_error(work.complaints()) ? kWrongFile : write_lines(asked, work);
}

} // namespace signpost::map_tool
