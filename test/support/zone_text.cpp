#include "support/zone_text.hpp"

#include <stdexcept>

namespace signpost::test {

zone::ZoneBuilder::Outcome build_zone(std::string_view origin,
                                      const std::vector<TextRecord>& records) {
    zone::ZoneBuilder builder(name_octets(origin));
    std::uint32_t line = 0;
    for (const TextRecord& record : records)
        builder.add({.owner = record.owner,
                     .type = record.type,
                     .ttl_s = record.ttl_s,
                     .rdata = record.rdata,
                     .line = ++line});
    const std::string files[] = {"test.zone"};
    return std::move(builder).build(files);
}

std::string apex_lines() {
    return "@ 3600 SOA ns.elsewhere. mail.elsewhere. 7 3600 600 86400 60\n@ NS ns.elsewhere.\n";
}

std::shared_ptr<const zone::Zone> make_zone(std::string_view origin, std::string_view lines) {
    zone::ZoneBuilder::Outcome outcome =
        build_zone(origin, records_of(apex_lines() + std::string(lines), origin));
    for (const Complaint& complaint : outcome.complaints)
        if (complaint.severity == Severity::Error) throw std::runtime_error(to_text(complaint));
    return outcome.zone;
}

} // namespace signpost::test
