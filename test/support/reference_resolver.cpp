#include "support/reference_resolver.hpp"

#include <algorithm>
#include <set>

namespace signpost::test {
namespace {

namespace type = wire::type;

Octets parent_of(const Octets& name) {
    return {name.begin() + 1 + name.front(), name.end()};
}

bool is_wildcard(const Octets& name) {
    return name.size() > 2 && name[0] == 1 && name[1] == '*';
}

bool is_at_or_below(Octets name, const Octets& apex) {
    while (name.size() > apex.size())
        name = parent_of(name);
    return name == apex;
}

/// RDATA of TXT keeps its case; all other RDATA in these tests is names, numbers and addresses
/// without letters.
TextRecord lowered_record(TextRecord record) {
    record.owner = lowered(record.owner);
    if (has_names(record.type)) record.rdata = lowered(record.rdata);
    return record;
}

std::vector<TextRecord> owned_by(const Octets& name, std::vector<TextRecord> records) {
    for (TextRecord& record : records)
        record.owner = name;
    return records;
}

void append(std::vector<TextRecord>& to, const std::vector<TextRecord>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

} // namespace

ReferenceZone::ReferenceZone(const Octets& apex, const std::vector<TextRecord>& records)
    : apex_(lowered(apex)) {
    for (const TextRecord& spelt : records) {
        TextRecord record = lowered_record(spelt);
        std::vector<TextRecord>& all = owners_[record.owner];
        for (const TextRecord& other : all)
            if (other.type == record.type) record.ttl_s = other.ttl_s; // RFC 2181 §5.2
        const bool is_copy = std::ranges::any_of(all, [&](const TextRecord& other) {
            return other.type == record.type && other.rdata == record.rdata;
        });
        if (!is_copy) all.push_back(record);
        for (Octets name = record.owner; name != apex_; name = parent_of(name))
            owners_[parent_of(name)];
    }
}

bool ReferenceZone::has(const Octets& owner, std::uint16_t rr_type) const {
    return !records_at(owner, rr_type).empty();
}

std::vector<TextRecord> ReferenceZone::records_at(const Octets& owner,
                                                  std::uint16_t rr_type) const {
    std::vector<TextRecord> found = all_at(owner);
    std::erase_if(found, [rr_type](const TextRecord& record) { return record.type != rr_type; });
    return found;
}

std::vector<TextRecord> ReferenceZone::all_at(const Octets& owner) const {
    const auto found = owners_.find(owner);
    return found == owners_.end() ? std::vector<TextRecord>() : found->second;
}

ReferenceZone::Found ReferenceZone::find(const Octets& name) const {
    std::vector<Octets> path; // below the apex, downwards
    for (Octets at = name; at != apex_; at = parent_of(at))
        path.insert(path.begin(), at);
    Octets encloser = apex_;
    for (const Octets& at : path) {
        if (has(encloser, type::kDname) && !is_wildcard(encloser))
            return {Kind::Redirect, encloser};
        if (!owners_.contains(at)) {
            const Octets wildcard = join({{1, '*'}, encloser});
            if (owners_.contains(wildcard)) return {Kind::Exists, wildcard};
            return {};
        }
        encloser = at;
        if (has(at, type::kNs) && !is_wildcard(at)) return {Kind::Delegation, at};
    }
    return {Kind::Exists, encloser};
}

const ReferenceZone* ReferenceResolver::zone_of(const Octets& name, bool above) const {
    const ReferenceZone* best = nullptr;
    for (const ReferenceZone& zone : zones_)
        if (is_at_or_below(name, zone.apex()) && !(above && zone.apex() == name))
            if (best == nullptr || zone.apex().size() > best->apex().size()) best = &zone;
    return best;
}

Octets ReferenceResolver::step(const ReferenceZone& zone, const Octets& name, std::uint16_t rr_type,
                               ReferenceReply& reply,
                               std::optional<TextRecord>& redirected_by) const {
    const auto deny = [&](wire::Rcode rcode) {
        reply.rcode = rcode;
        reply.authority = zone.records_at(zone.apex(), type::kSoa);
        TextRecord& soa = reply.authority.at(0);
        const Octets& rdata = soa.rdata;
        std::uint32_t minimum_s = 0;
        for (std::size_t at = rdata.size() - 4; at < rdata.size(); ++at)
            minimum_s = minimum_s << 8 | rdata[at];
        soa.ttl_s = std::min(soa.ttl_s, minimum_s); // RFC 2308 §3
        return Octets();
    };

    const ReferenceZone::Found found = zone.find(name);
    if (found.kind == ReferenceZone::Kind::NoName) return deny(wire::Rcode::NoName);
    if (found.kind == ReferenceZone::Kind::Redirect) {
        const TextRecord dname = zone.records_at(found.owner, type::kDname).at(0);
        if (redirected_by == dname) return {}; // its target is below itself
        redirected_by = dname;
        if (std::ranges::find(reply.answer, dname) == reply.answer.end())
            reply.answer.push_back(dname);
        const Octets labels(name.begin(),
                            name.end() - static_cast<std::ptrdiff_t>(found.owner.size()));
        const Octets target = join({labels, dname.rdata});
        if (target.size() > 255) {
            reply.rcode = wire::Rcode::NameTooLong;
            return {};
        }
        reply.answer.push_back({name, type::kCname, dname.ttl_s, target});
        return rr_type == type::kCname ? Octets() : target;
    }
    const bool ds_at_cut = rr_type == type::kDs && found.owner == name;
    if (found.kind == ReferenceZone::Kind::Delegation && !ds_at_cut) {
        reply.authority = zone.records_at(found.owner, type::kNs);
        for (const TextRecord& server : reply.authority)
            if (is_at_or_below(server.rdata, found.owner))
                for (const std::uint16_t address : {type::kA, type::kAaaa})
                    append(reply.glue, zone.records_at(server.rdata, address));
        return {};
    }

    const std::vector<TextRecord> all = zone.all_at(found.owner);
    const std::vector<TextRecord> wanted =
        rr_type == type::kAny ? all : zone.records_at(found.owner, rr_type);
    append(reply.answer, owned_by(name, wanted));
    if (!wanted.empty()) return {};
    const std::vector<TextRecord> alias = zone.records_at(found.owner, type::kCname);
    if (alias.empty()) return deny(wire::Rcode::NoError);
    append(reply.answer, owned_by(name, alias));
    redirected_by.reset();
    return alias[0].rdata;
}

ReferenceReply ReferenceResolver::resolve(const Octets& asked, std::uint16_t rr_type) const {
    ReferenceReply reply;
    Octets name = lowered(asked);
    std::set<Octets> seen;
    std::optional<TextRecord> redirected_by; // the DNAME that made `name`, if one did
    while (!seen.contains(name)) {
        const bool is_first = seen.empty();
        if (seen.size() == 17) return reply; // the question and 16 links
        const ReferenceZone* zone = zone_of(name, false);
        if (zone != nullptr && rr_type == type::kDs && zone->apex() == name)
            if (const ReferenceZone* above = zone_of(name, true))
                if (above->find(name).kind != ReferenceZone::Kind::NoName) zone = above;
        if (zone == nullptr) {
            if (is_first) reply = {.rcode = wire::Rcode::Refused, .authoritative = false};
            return reply;
        }
        seen.insert(name);
        const Octets next = step(*zone, name, rr_type, reply, redirected_by);
        const bool refers = !reply.authority.empty() && reply.authority[0].type == type::kNs;
        if (is_first && refers) reply.authoritative = false;
        if (next.empty()) return reply;
        name = next;
    }
    return reply;
}

bool ReferenceResolver::has(const TextRecord& record) const {
    const TextRecord wanted = lowered_record(record);
    return std::ranges::any_of(zones_, [&](const ReferenceZone& zone) {
        if (!is_at_or_below(wanted.owner, zone.apex())) return false;
        const ReferenceZone::Found found = zone.find(wanted.owner);
        std::vector<TextRecord> all = zone.records_at(wanted.owner, wanted.type);
        append(all, zone.records_at(found.owner, wanted.type));
        return std::ranges::any_of(all, [&](const TextRecord& other) {
            return other.rdata == wanted.rdata && other.ttl_s == wanted.ttl_s;
        });
    });
}

std::vector<std::string> lowered_lines(std::vector<TextRecord> records) {
    std::vector<std::string> lines;
    for (const TextRecord& record : records)
        lines.push_back(line_of(lowered_record(record)));
    std::ranges::sort(lines);
    return lines;
}

} // namespace signpost::test
