// Fields with a notation of their own, of record types that are seldom seen.
//
// Each function reads one field, or one record's whole data, from the cursor and puts its wire
// form; what was wrong stands in `in`. ldns converts these too, but wraps numbers around, takes
// relative names for absolute ones, or writes out of bounds on a negative port.
#pragma once

#include "control_plane/zonefile/fields.hpp"

namespace signpost::zonefile {

/// The record types of NSEC, NSEC3 and CSYNC, up to the end of the record (RFC 4034 §4.1.2).
void read_type_bitmap(Fields& in, Rdata& out);

/// One `[!]family:address/length` (RFC 3123 §5).
void read_apl_item(Fields& in, Rdata& out);

/// LOC (RFC 1876 §3).
void read_location(Fields& in, Rdata& out);

/// Protocol and services of WKS, up to the end of the record (RFC 1035 §3.4.2).
void read_services(Fields& in, Rdata& out);

/// IPSECKEY (RFC 4025 §3).
void read_ipseckey(Fields& in, Rdata& out);

/// Algorithm, tag and key of HIP (RFC 8005 §6).
void read_hip(Fields& in, Rdata& out);

/// NSAP: hexadecimal with dots anywhere, after "0x" (RFC 1706 §7).
void read_nsap(Fields& in, Rdata& out);

/// ATMA: "+" and an E.164 number, or an AESA in hexadecimal with dots (af-saa-0069 §3.5).
void read_atma(Fields& in, Rdata& out);

/// The salt of NSEC3: "-" for none, or hexadecimal (RFC 5155 §3.3).
void read_nsec3_salt(Fields& in, Rdata& out);

} // namespace signpost::zonefile
