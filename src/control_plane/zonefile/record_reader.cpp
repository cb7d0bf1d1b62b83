#include "control_plane/zonefile/record_reader.hpp"

#include "control_plane/zonefile/rdata_text.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/ttl.hpp"

namespace signpost::zonefile {
namespace {

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// The last field of a SOA record, the TTL of negative answers (RFC 1035 §3.3.13).
std::uint32_t soa_minimum_s(Bytes rdata) noexcept {
    std::uint32_t minimum = 0;
    for (const std::uint8_t octet : rdata.last(4))
        minimum = minimum << 8 | octet;
    return std::min(minimum, kTtlMax);
}

} // namespace

const zone::Record* RecordReader::read(const Entry& entry, Defaults& defaults) {
    Preamble preamble;
    warning_.reset();
    if (!read_owner(entry, defaults.scope) || !read_preamble(entry, preamble)) return nullptr;

    rdata_.clear();
    Fields fields(std::span(entry.tokens).subspan(preamble.data_at), entry.end,
                  defaults.scope.origin);
    read_rdata(record_.type, fields, rdata_);
    if (!fields.ok()) {
        mistake_ = fields.mistake();
        return nullptr;
    }
    if (!settle_ttl(preamble, defaults)) return nullptr;
    record_.owner = defaults.scope.owner.bytes();
    record_.rdata = rdata_.bytes();
    return &record_;
}

bool RecordReader::read_owner(const Entry& entry, Scope& scope) {
    const Token& first = entry.tokens.front();
    if (entry.begins_blank) {
        if (scope.has_owner) return true;
        return fail(first, "the first record must begin with its owner name; @ is the zone itself");
    }
    if (!first.is_word()) return fail(first, "an owner name must not be quoted");
    // A wrong name must not become the owner of the lines that follow, nor must the one before it.
    scope.has_owner = false;
    if (const char* wrong = parse_name(first.text, scope.origin, scope.owner))
        return fail(first, wrong);
    scope.has_owner = true;
    return true;
}

/// TTL and class may come in either order, and each may be left out (RFC 1035 §5.1).
bool RecordReader::read_preamble(const Entry& entry, Preamble& preamble) {
    std::size_t at = entry.begins_blank ? 0 : 1;
    for (; at < entry.tokens.size(); ++at) {
        const Token& token = entry.tokens[at];
        if (!token.is_word()) return fail(token, "a record type must stand here, without quotes");
        if (is_digit(token.text.front())) {
            if (!read_ttl(token, preamble)) return false;
        } else if (const auto number = parse_record_class(token.text);
                   number && !preamble.has_class) {
            if (*number != wire::klass::kIn) return fail(token, "only class IN is served");
            preamble.has_class = true;
        } else {
            preamble.type = &token;
            preamble.data_at = at + 1;
            return read_type(token);
        }
    }
    return fail(entry.end, "the record type is missing");
}

bool RecordReader::read_ttl(const Token& token, Preamble& preamble) {
    if (preamble.ttl_s) return fail(token, "a record type must stand here, after the TTL");
    preamble.ttl_s = parse_time_span_s(token.text);
    if (!preamble.ttl_s) return fail(token, "a TTL is a time in seconds, or like 1h30m");
    if (*preamble.ttl_s > kTtlMax) return fail(token, "a TTL must not be above 2147483647");
    return true;
}

bool RecordReader::read_type(const Token& token) {
    const auto number = parse_record_type(token.text);
    if (!number)
        return fail(token, "unknown record type; one that this server does not know is written "
                           "TYPEnnn \\# length hexadecimal");
    if (is_meta_type(*number)) return fail(token, "this type cannot be data in a zone");
    record_.type = *number;
    return true;
}

/// RFC 2308 §4: an own TTL, else $TTL, else (RFC 1035) the last one stated. A SOA record in front
/// of all of them gives its minimum to itself and the rest, as BIND does.
bool RecordReader::settle_ttl(const Preamble& preamble, Defaults& defaults) {
    if (preamble.ttl_s) defaults.last_ttl_s = preamble.ttl_s;
    if (!defaults.ttl_s && !defaults.last_ttl_s) {
        if (record_.type != wire::type::kSoa)
            return fail(*preamble.type,
                        "no TTL: state one here, or for the whole zone by $TTL in front");
        defaults.ttl_s = soa_minimum_s(rdata_.bytes());
        warning_ = mistake_at(*preamble.type, "no TTL: the minimum of the SOA record, " +
                                                  std::to_string(*defaults.ttl_s) +
                                                  ", is used; state $TTL in front");
    }
    const auto inherited = defaults.ttl_s ? defaults.ttl_s : defaults.last_ttl_s;
    record_.ttl_s = preamble.ttl_s ? *preamble.ttl_s : inherited.value_or(0);
    return true;
}

bool RecordReader::fail(const Token& token, const std::string& what) {
    mistake_ = mistake_at(token, what);
    return false;
}

} // namespace signpost::zonefile
