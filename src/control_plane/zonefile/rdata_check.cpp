#include "control_plane/zonefile/rdata_check.hpp"

#include "base/byte_reader.hpp"
#include "control_plane/zonefile/record_type.hpp"
#include "control_plane/zonefile/svcb.hpp"
#include "core/wire/name.hpp"

#include <ldns/ldns.h>

#include <algorithm>

namespace signpost::zonefile {
namespace {

constexpr const char* kMalformed = "the data does not have the form of its type";

// Each skip_… reads one field; a field that is cut short leaves `in` not ok, and one whose octets
// make no sense returns false.

bool skip_name(ByteReader& in) noexcept {
    std::size_t total = 0;
    for (;;) { // ends: a reader past its end gives length 0
        const std::size_t length = in.u8();
        total += length + 1;
        if (length > wire::Name::kMaxLabel || total > wire::Name::kMaxLength) return false;
        if (length == 0) return true;
        in.take(length);
    }
}

/// A length of one octet and so many octets.
bool skip_counted(ByteReader& in, std::size_t least) noexcept {
    const std::size_t length = in.u8();
    in.take(length);
    return length >= least;
}

/// RFC 4034 §4.1.2: blocks ascend, and no block ends in a zero octet.
bool skip_type_bitmap(ByteReader& in) noexcept {
    int last = -1;
    while (in.ok() && in.remaining() > 0) {
        const int block = in.u8();
        const std::size_t length = in.u8();
        const Bytes bits = in.take(length);
        if (!in.ok() || block <= last || length < 1 || length > 32 || bits.back() == 0)
            return false;
        last = block;
    }
    return true;
}

/// RFC 3123 §4: family, prefix length, and the address without its trailing zero octets.
bool skip_apl_item(ByteReader& in) noexcept {
    const unsigned family = in.u16();
    const unsigned prefix = in.u8();
    const unsigned length = in.u8() & 0x7fU;
    const Bytes address = in.take(length);
    if (!in.ok() || (length > 0 && address.back() == 0)) return false;
    if (family == 1) return prefix <= 32 && length <= 4;
    if (family == 2) return prefix <= 128 && length <= 16;
    return true;
}

/// RFC 1876 §2: mantissa and exponent are decimal digits.
bool is_loc_size(std::uint8_t octet) noexcept {
    return (octet >> 4) <= 9 && (octet & 0x0fU) <= 9;
}

bool skip_location(ByteReader& in) noexcept {
    const unsigned version = in.u8();
    const Bytes sizes = in.take(3);
    // Thousandths of a second of arc, counted from 2^31.
    const auto is_angle = [&in](std::int64_t degrees_max) {
        const std::int64_t angle = std::int64_t{in.u32()} - (std::int64_t{1} << 31);
        return std::abs(angle) <= degrees_max * 3'600'000;
    };
    const bool has_latitude = is_angle(90);
    const bool has_longitude = is_angle(180);
    in.u32(); // altitude: any
    return version == 0 && std::ranges::all_of(sizes, is_loc_size) && has_latitude && has_longitude;
}

/// RFC 4025 §2: precedence, gateway type, algorithm, gateway, key.
bool skip_ipseckey(ByteReader& in) noexcept {
    in.u8();
    const unsigned gateway = in.u8();
    in.u8();
    if (gateway == 1) in.take(4);
    if (gateway == 2) in.take(16);
    if (gateway == 3 && !skip_name(in)) return false;
    in.take(in.remaining());
    return gateway <= 3;
}

/// RFC 8005 §5: lengths of tag and key, algorithm, tag, key; rendezvous servers follow.
bool skip_hip(ByteReader& in) noexcept {
    const std::size_t tag = in.u8();
    in.u8();
    const std::size_t key = in.u16();
    in.take(tag);
    in.take(key);
    return tag > 0 && key > 0;
}

bool skip_services(ByteReader& in) noexcept {
    in.u8();
    if (in.remaining() > 8192) return false; // one bit for each of 65536 ports
    in.take(in.remaining());
    return true;
}

/// Octets of a field of fixed size; 0 if its size varies.
std::size_t fixed_size(ldns_rdf_type field) noexcept {
    switch (field) {
    case LDNS_RDF_TYPE_INT8:
    case LDNS_RDF_TYPE_ALG:
    case LDNS_RDF_TYPE_CERTIFICATE_USAGE:
    case LDNS_RDF_TYPE_SELECTOR:
    case LDNS_RDF_TYPE_MATCHING_TYPE:
        return 1;
    case LDNS_RDF_TYPE_INT16:
    case LDNS_RDF_TYPE_TYPE:
    case LDNS_RDF_TYPE_CLASS:
    case LDNS_RDF_TYPE_CERT_ALG:
        return 2;
    case LDNS_RDF_TYPE_A:
    case LDNS_RDF_TYPE_INT32:
    case LDNS_RDF_TYPE_TIME:
    case LDNS_RDF_TYPE_PERIOD:
        return 4;
    case LDNS_RDF_TYPE_EUI48:
        return 6;
    case LDNS_RDF_TYPE_EUI64:
    case LDNS_RDF_TYPE_ILNP64:
        return 8;
    case LDNS_RDF_TYPE_AAAA:
        return 16;
    default:
        return 0;
    }
}

bool skip_field(ldns_rdf_type field, ByteReader& in) noexcept {
    switch (field) {
    case LDNS_RDF_TYPE_DNAME:
        return skip_name(in);
    case LDNS_RDF_TYPE_STR:
    case LDNS_RDF_TYPE_NSEC3_SALT:
        return skip_counted(in, 0);
    case LDNS_RDF_TYPE_TAG:
    case LDNS_RDF_TYPE_NSEC3_NEXT_OWNER:
        return skip_counted(in, 1);
    case LDNS_RDF_TYPE_BITMAP:
        return skip_type_bitmap(in);
    case LDNS_RDF_TYPE_APL:
        return skip_apl_item(in);
    case LDNS_RDF_TYPE_LOC:
        return skip_location(in);
    case LDNS_RDF_TYPE_IPSECKEY:
        return skip_ipseckey(in);
    case LDNS_RDF_TYPE_HIP:
        return skip_hip(in);
    case LDNS_RDF_TYPE_WKS:
        return skip_services(in);
    default:
        in.take(fixed_size(field) != 0 ? fixed_size(field) : in.remaining());
        return true;
    }
}

/// Digests whose length is known by their type: RFC 4509, RFC 6605, RFC 5933, RFC 9563.
std::size_t digest_size(std::uint8_t digest_type) noexcept {
    switch (digest_type) {
    case 1:
        return 20;
    case 2:
    case 3:
    case 6:
        return 32;
    case 4:
        return 48;
    default:
        return 0;
    }
}

const char* check_ds(Bytes rdata) noexcept {
    const std::size_t expected = digest_size(rdata[3]);
    if (rdata.size() <= 4 || (expected != 0 && rdata.size() - 4 != expected))
        return "the digest does not have the length of its type";
    return nullptr;
}

const char* check_service_binding(Bytes rdata) {
    ByteReader in(rdata);
    const std::uint16_t priority = in.u16();
    if (!skip_name(in) || !in.ok()) return kMalformed;
    return check_svcb(rdata.subspan(in.offset()), priority);
}

bool has_fields_of(const ldns_rr_descriptor& table, Bytes rdata) noexcept {
    ByteReader in(rdata);
    for (std::size_t i = 0; i < table._maximum || i < table._minimum; ++i) {
        if (i >= table._minimum && in.remaining() == 0) break;
        if (!skip_field(ldns_rr_descriptor_field_type(&table, i), in)) return false;
    }
    while (table._variable != LDNS_RDF_TYPE_NONE && in.ok() && in.remaining() > 0)
        if (!skip_field(table._variable, in)) return false;
    return in.ok() && in.remaining() == 0;
}

} // namespace

const char* check_rdata(std::uint16_t type, Bytes rdata) {
    if (type == wire::type::kSvcb || type == wire::type::kHttps)
        return check_service_binding(rdata);
    const ldns_rr_descriptor* table = ldns_rr_descript(type);
    if (table->_type != type) return nullptr;
    if (!has_fields_of(*table, rdata)) return kMalformed;
    if (type == wire::type::kDs || type == wire::type::kCds || type == wire::type::kDlv)
        return check_ds(rdata);
    return nullptr;
}

} // namespace signpost::zonefile
