#include "control_plane/zonefile/rare_rdata.hpp"

#include "control_plane/zonefile/rare_fields.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/svcb.hpp"

#include <ldns/ldns.h>

#include <memory>

namespace signpost::zonefile {
namespace {

constexpr const char* kField = "a field";

struct FreeRdf {
    void operator()(ldns_rdf* rdf) const noexcept { ldns_rdf_deep_free(rdf); }
};

/// A field in a notation that ldns knows: a time, an algorithm's name, an EUI, ….
void put_by_ldns(ldns_rdf_type field, const char* thing, Fields& in, Rdata& out) {
    const Token& token = in.next_word(thing);
    if (token.is_end()) return;
    const std::string text(token.text);
    const std::unique_ptr<ldns_rdf, FreeRdf> rdf(ldns_rdf_new_frm_str(field, text.c_str()));
    if (!rdf) return in.fail(token, std::string("this is no ") + thing);
    out.put({ldns_rdf_data(rdf.get()), ldns_rdf_size(rdf.get())});
}

bool is_number(std::string_view text) noexcept {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// A field of one octet that is a number or a name: ldns would take a number modulo 256.
void put_named_u8(ldns_rdf_type field, const char* thing, Fields& in, Rdata& out) {
    const std::string_view text = in.peek().text;
    if (is_number(text))
        out.put_u8(in.number<std::uint8_t>(thing));
    else
        put_by_ldns(field, thing, in, out);
}

/// RFC 4398 §2.1. ldns's own conversion leaks what it refuses.
void put_certificate_type(Fields& in, Rdata& out) {
    if (is_number(in.peek().text)) return out.put_u16(in.number<std::uint16_t>("certificate type"));
    const Token& token = in.next_word("certificate type");
    if (token.is_end()) return;
    const std::string name(token.text);
    const ldns_lookup_table* known = ldns_lookup_by_name(&ldns_cert_algorithms[0], name.c_str());
    if (known == nullptr) return in.fail(token, "this is no certificate type");
    out.put_u16(static_cast<std::uint16_t>(known->id));
}

/// RFC 4034 §3.2: YYYYMMDDHHmmSS in UTC, or seconds since 1970.
void put_time(Fields& in, Rdata& out) {
    if (in.peek().text.size() == 14 && is_number(in.peek().text))
        put_by_ldns(LDNS_RDF_TYPE_TIME, "time like 20300131235959", in, out);
    else
        out.put_u32(in.number<std::uint32_t>("time"));
}

void put_type(Fields& in, Rdata& out) {
    const Token& token = in.next_word("record type");
    if (token.is_end()) return;
    const auto number = parse_record_type(token.text);
    if (!number) return in.fail(token, "unknown record type; write TYPEnnn for it");
    out.put_u16(*number);
}

/// The fields that Fields reads. False if `field` is not one of them.
bool read_plain_field(ldns_rdf_type field, bool is_last, Fields& in, Rdata& out) {
    switch (field) {
    case LDNS_RDF_TYPE_DNAME:
        out.put(in.name("name"));
        return true;
    case LDNS_RDF_TYPE_INT8:
        out.put_u8(in.number<std::uint8_t>(kField));
        return true;
    case LDNS_RDF_TYPE_INT16:
        out.put_u16(in.number<std::uint16_t>(kField));
        return true;
    case LDNS_RDF_TYPE_INT32:
        out.put_u32(in.number<std::uint32_t>(kField));
        return true;
    case LDNS_RDF_TYPE_A:
        in.put_ipv4(out);
        return true;
    case LDNS_RDF_TYPE_STR:
        in.put_string("text", out);
        return true;
    case LDNS_RDF_TYPE_LONG_STR:
        if (const Token& token = in.next("text"); !token.is_end()) in.put_text(token, out);
        return true;
    case LDNS_RDF_TYPE_HEX:
        is_last ? in.put_rest_hex(kField, out) : in.put_hex(kField, out);
        return true;
    case LDNS_RDF_TYPE_B64:
        is_last ? in.put_rest_base64(kField, out) : in.put_base64(kField, out);
        return true;
    default:
        return false;
    }
}

/// The fields of one record type or two. False if `field` is not one of them.
bool read_special_field(ldns_rdf_type field, Fields& in, Rdata& out) {
    switch (field) {
    case LDNS_RDF_TYPE_BITMAP:
        read_type_bitmap(in, out);
        return true;
    case LDNS_RDF_TYPE_APL:
        read_apl_item(in, out);
        return true;
    case LDNS_RDF_TYPE_LOC:
        read_location(in, out);
        return true;
    case LDNS_RDF_TYPE_WKS:
        read_services(in, out);
        return true;
    case LDNS_RDF_TYPE_IPSECKEY:
        read_ipseckey(in, out);
        return true;
    case LDNS_RDF_TYPE_HIP:
        read_hip(in, out);
        return true;
    case LDNS_RDF_TYPE_NSAP:
        read_nsap(in, out);
        return true;
    case LDNS_RDF_TYPE_ATMA:
        read_atma(in, out);
        return true;
    case LDNS_RDF_TYPE_NSEC3_SALT:
        read_nsec3_salt(in, out);
        return true;
    default:
        return false;
    }
}

/// The fields that ldns converts, one token each.
void read_named_field(ldns_rdf_type field, Fields& in, Rdata& out) {
    switch (field) {
    case LDNS_RDF_TYPE_TYPE:
        return put_type(in, out);
    case LDNS_RDF_TYPE_TIME:
        return put_time(in, out);
    case LDNS_RDF_TYPE_CERT_ALG:
        return put_certificate_type(in, out);
    case LDNS_RDF_TYPE_ALG:
        return put_named_u8(field, "algorithm", in, out);
    case LDNS_RDF_TYPE_CERTIFICATE_USAGE:
        return put_named_u8(field, "certificate usage", in, out);
    case LDNS_RDF_TYPE_SELECTOR:
        return put_named_u8(field, "selector", in, out);
    case LDNS_RDF_TYPE_MATCHING_TYPE:
        return put_named_u8(field, "matching type", in, out);
    case LDNS_RDF_TYPE_NSEC3_NEXT_OWNER:
        return put_by_ldns(field, "hash in base32", in, out);
    case LDNS_RDF_TYPE_EUI48:
    case LDNS_RDF_TYPE_EUI64:
        return put_by_ldns(field, "EUI address like 00-00-5e-00-53-2a", in, out);
    case LDNS_RDF_TYPE_ILNP64:
        return put_by_ldns(field, "64-bit value like 14:4fff:ff20:ee64", in, out);
    default:
        in.fail(in.peek(), "data of this type is written as \\# length hexadecimal");
    }
}

void read_field(ldns_rdf_type field, bool is_last, Fields& in, Rdata& out) {
    if (read_plain_field(field, is_last, in, out) || read_special_field(field, in, out)) return;
    read_named_field(field, in, out);
}

} // namespace

void read_rare_rdata(std::uint16_t type, Fields& in, Rdata& out) {
    if (type == wire::type::kSvcb || type == wire::type::kHttps) return read_svcb(in, out);
    const ldns_rr_descriptor* table = ldns_rr_descript(type);
    if (table->_type != type)
        return in.fail(in.peek(), "data of this type is written as \\# length hexadecimal");

    const std::size_t count = std::max<std::size_t>(table->_minimum, table->_maximum);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const ldns_rdf_type field = ldns_rr_descriptor_field_type(table, i);
        // Only an absent bitmap is data: NSEC3 has none for an empty non-terminal.
        if (i >= table->_minimum && in.at_end() && field != LDNS_RDF_TYPE_BITMAP) break;
        read_field(field, i + 1 == count, in, out);
    }
    while (table->_variable != LDNS_RDF_TYPE_NONE && in.ok() && !in.at_end())
        read_field(table->_variable, false, in, out);
}

} // namespace signpost::zonefile
