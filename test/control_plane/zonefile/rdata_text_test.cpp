#include "control_plane/zonefile/rdata_check.hpp"
#include "control_plane/zonefile/rdata_text.hpp"
#include "reading.hpp"

#include <doctest/doctest.h>
#include <ldns/ldns.h>

#include <memory>
#include <set>

namespace signpost::zonefile {
namespace {

struct FreeLdns {
    void operator()(ldns_rr* record) const noexcept { ldns_rr_free(record); }
    void operator()(ldns_rdf* name) const noexcept { ldns_rdf_deep_free(name); }
};

/// The data of a record as ldns reads it, in hexadecimal; what is wrong if it does not.
std::string ldns_rdata(const std::string& record) {
    const std::unique_ptr<ldns_rdf, FreeLdns> origin(ldns_dname_new_frm_str("example.com."));
    ldns_rr* read = nullptr;
    const ldns_status status =
        ldns_rr_new_frm_str(&read, ("a 1 " + record).c_str(), 0, origin.get(), nullptr);
    if (status != LDNS_STATUS_OK) return ldns_get_errorstr_by_id(status);
    const std::unique_ptr<ldns_rr, FreeLdns> kept(read);
    std::string hex;
    for (std::size_t i = 0; i < ldns_rr_rd_count(read); ++i) {
        const ldns_rdf* field = ldns_rr_rdf(read, i);
        hex += to_hex({ldns_rdf_data(field), ldns_rdf_size(field)});
    }
    return hex;
}

/// The data as we read it, in hexadecimal, or the complaints.
std::string our_rdata(const std::string& record) {
    const ReadLines lines = read_lines("a 1 " + record);
    if (!lines.complaints.empty()) return joined(lines.complaints);
    return lines.records.front().substr(lines.records.front().rfind(' ') + 1);
}

TEST_SUITE("control_plane/zonefile/rdata_text") {

    TEST_CASE("every type that ldns knows gives the wire form that ldns gives") {
        std::set<std::string> seen;
        // clang-format off
        const std::string rows[] = {
            "A 192.0.2.1", "NS ns", "MD a", "MF a", "CNAME b.example.net.", "SOA ns host 1 2 3 4 5",
            "MB a", "MG a", "MR a", "PTR @", "HINFO \"PC\" unix", "MINFO a b", "MX 10 mail",
            "TXT \"a b\" c\\032d \"\\\"\\\\\\001\"", "RP mbox txt", "AFSDB 1 db", "X25 \"311061700956\"",
            "ISDN \"150862028003217\" 4", "ISDN 1", "RT 10 relay", "NSAP-PTR foo",
            "SIG A 5 2 3600 20300101000000 20200101000000 12345 signer AwEAAcaa",
            "KEY 512 3 8 AwEAAcaa", "PX 10 map822 mapx400", "GPOS -32.6882 116.8652 10.0",
            "AAAA 2001:db8::1", "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 1m 10000m 10m",
            "EID 01ab", "NIMLOC 01ab", "SRV 1 2 443 srv",
            "NAPTR 100 50 \"s\" \"http+I2L\" \"\" _http._tcp", "KX 10 kx",
            "CERT PKIX 12345 RSASHA256 AwEA AQ==", "CERT 65000 1 250 AwEA", "DNAME c", "SINK 1",
            "APL 1:192.168.32.0/21 !1:192.168.38.0/28 2:2001:db8::/32",
            "DS 12345 8 2 0101010101010101010101010101010101010101 010101010101010101010101",
            "SSHFP 1 1 0101010101010101010101010101010101010101",
            "IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG", "IPSECKEY 10 2 2 2001:db8::1 AQNRU3mG",
            "IPSECKEY 10 3 2 gw.example.net. AQNRU3mG", "IPSECKEY 10 0 2 . AQNRU3mG",
            "RRSIG A 8 2 3600 20300101000000 20200101000000 12345 signer AwEAAcaa",
            "NSEC b A NS TYPE1234", "DNSKEY 257 3 ECDSAP256SHA256 AwEAAcaa",
            "DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69",
            "NSEC3 1 1 12 aabbccdd 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY",
            "NSEC3 1 1 12 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr", "NSEC3PARAM 1 0 12 -",
            "TLSA 3 1 1 01010101", "TLSA PKIX-TA Cert Full 01", "SMIMEA 3 1 1 01010101",
            "HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdx rvs1 rvs2", "TALINK p n",
            "CDS 0 0 0 00", "CDNSKEY 0 3 0 AA==", "OPENPGPKEY AwEA Abdx", "CSYNC 66 3 A NS AAAA",
            "ZONEMD 2018031500 1 240 0101010101010101",
            "SVCB 1 svc alpn=\"h2,h3\" port=443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 key667=hello",
            "HTTPS 0 alias", "HTTPS 1 . mandatory=alpn alpn=h2", "SPF \"v=spf1 -all\"",
            "NID 10 0014:4fff:ff20:ee64", "L32 10 10.1.2.0", "L64 10 2001:0DB8:1140:1000", "LP 10 l64",
            "EUI48 00-00-5e-00-53-2a", "EUI64 00-00-5e-ef-10-00-00-2a",
            "URI 10 1 \"ftp://example.com/public\"", "CAA 0 issue \"ca.example; policy=ev\"",
            "DLV 12345 8 1 0101010101010101010101010101010101010101",
            "TYPE65280 \\# 4 c0 000201", "TYPE65280 \\# 0", "A \\# 4 c0000201",
        };
        // clang-format on
        for (const std::string& row : rows) {
            CAPTURE(row);
            CHECK(our_rdata(row) == ldns_rdata(row));
            seen.insert(row.substr(0, row.find(' ')));
        }
        // Types whose text ldns does not read, or reads differently; see the cases below.
        for (const char* other :
             {"WKS", "NULL", "NXT", "NSAP", "ATMA", "A6", "OPT", "TKEY", "TSIG"})
            seen.insert(other);
        for (int number = 1; number <= 65535; ++number) {
            const ldns_rr_descriptor* known = ldns_rr_descript(static_cast<std::uint16_t>(number));
            if (known->_type != number) continue;
            CAPTURE(known->_name);
            CHECK(seen.count(known->_name) == 1);
        }
    }

    TEST_CASE("types that ldns reads differently follow their own documents") {
        struct Row {
            std::string record;
            std::string rdata;
        };
        // clang-format off
        const Row rows[] = {
            {"WKS 192.0.2.1 tcp 25 53 80", "c0000201060000004000000400000080"},
            {"WKS 192.0.2.1 17", "c000020111"},
            {"NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00", "47000580005a0000000001e133ffffff00016100"},
            {"ATMA 39.246f.00", "0039246f00"},
            {"ATMA +358400", "01333538343030"},
            {"IPSECKEY 10 3 0 gw", "0a030002677707" "6578616d706c6503636f6d00"}, // relative
            {"CAA 0 issue ca.example", "0005697373756563612e6578616d706c65"},      // bare
            {"LOC 31 14 0.5 S 121 W 4.5 0.5", "00511613794c4b4c6609458000989842"},
            {"LOC 90 N 180 E -100000.00m 90000000m", "00991613934fd900a69fb20000000000"},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.record);
            CHECK(our_rdata(row.record) == row.rdata);
        }
    }

    TEST_CASE("values that ldns lets through are refused") {
        struct Row {
            std::string record;
            std::string complaint;
        };
        // clang-format off
        const Row rows[] = {
            {"TXT", "z:1:8: text is missing, near end of line"},
            {"TXT " + std::string(256, 'a'), "z:1:9: this string is longer than 255 octets; split it into several strings, near \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\""},
            {"TXT a\\256", "z:1:9: wrong escape: after a backslash stands one character, or three digits up to 255, near \"a\\256\""},
            {"LOC 91 0 0 N 0 0 0 E 0m", "z:1:9: this must be degrees, minutes, seconds and a direction: 31 14 0.5 N 121 28 0 E, near \"91\""},
            {"LOC 90 1 0 N 0 0 0 E 0m", "z:1:16: no such place on the earth, near \"N\""},
            {"LOC 31 60 N 0 E 0m", "z:1:12: this must be degrees, minutes, seconds and a direction: 31 14 0.5 N 121 28 0 E, near \"60\""},
            {"LOC 31 14 0.1234 N 0 E 0m", "z:1:15: this must be degrees, minutes, seconds and a direction: 31 14 0.5 N 121 28 0 E, near \"0.1234\""},
            {"LOC 31 N 0 E -100001m", "z:1:18: altitude must be metres from -100000.00 to 42849672.95, near \"-100001m\""},
            {"LOC 31 N 0 E 1m 90000001m", "z:1:21: size and precision must be metres from 0 to 90000000, near \"90000001m\""},
            {"DS 1 256 2 01", "z:1:10: algorithm must be a number from 0 to 255, near \"256\""},
            {"DS 1 8 2 01", "z:1:8: the digest does not have the length of its type, near \"1\""},
            {"DS 1 8 99 010", "z:1:15: a field has an odd number of digits, near \"010\""},
            {"DS 1 8 99 01 0x", "z:1:18: a field must be hexadecimal digits, near \"0x\""},
            {"DNSKEY 256 3 8 AwEAAca", "z:1:20: a field is not complete base64, near \"AwEAAca\""},
            {"DNSKEY 256 3 8 AwF=", "z:1:20: a field must be base64, near \"AwF=\""},
            {"NSEC b FOO", "z:1:12: unknown record type; write TYPEnnn for it, near \"FOO\""},
            {"APL 1:192.0.2.1/24", "z:1:9: this must be like 1:192.0.2.0/24, !1:192.0.2.0/24 or 2:2001:db8::/32, near \"1:192.0.2.1/24\""},
            {"APL 2:192.0.2.0/24", "z:1:9: this must be like 1:192.0.2.0/24, !1:192.0.2.0/24 or 2:2001:db8::/32, near \"2:192.0.2.0/24\""},
            {"WKS 192.0.2.1 tcp -8", "z:1:23: unknown service; write its port number, near \"-8\""},
            {"WKS 192.0.2.1 256 8", "z:1:19: protocol must be tcp, udp or a number from 0 to 255, near \"256\""},
            {"EUI48 00-00-5e-00-53", "z:1:11: this is no EUI address like 00-00-5e-00-53-2a, near \"00-00-5e-00-53\""},
            {"CERT -0 1 8 AwEA", "z:1:10: this is no certificate type, near \"-0\""},
            {"IPSECKEY 10 4 2 . AQNR", "z:1:17: gateway type must be a number from 0 to 3, near \"4\""},
            {"CAA 0 iss-ue \";\"", "z:1:11: tag must be letters and digits, like issue or iodef, near \"iss-ue\""},
            {"CAA 0 issue", "z:1:16: value is missing, near end of line"},
            {"TYPE65280 1.2.3.4", "z:1:15: data of this type is written as \\# length hexadecimal, near \"1.2.3.4\""},
            {"NULL 00", "z:1:10: data of this type is written as \\# length hexadecimal, near \"00\""},
            {"A \\# 3 010203", "z:1:7: the data does not have the form of its type, near \"\\#\""},
            {"A \\# 4 01020304 05", "z:1:10: length does not fit: 5 octets follow, near \"4\""},
            {"A \\# 4", "z:1:11: data after \\# is missing, near end of line"},
            {"A \\# 5 0102030405", "z:1:7: the data does not have the form of its type, near \"\\#\""},
            {"NS \\# 2 c000", "z:1:8: the data does not have the form of its type, near \"\\#\""},
            {"MX \\# 4 00010161", "z:1:8: the data does not have the form of its type, near \"\\#\""},
            {"TXT \\# 0", "z:1:9: the data does not have the form of its type, near \"\\#\""},
            {"NSEC \\# 7 00 000140 000140", "z:1:10: the data does not have the form of its type, near \"\\#\""},
        };
        // clang-format on
        for (const Row& row : rows) {
            CAPTURE(row.record);
            CHECK(our_rdata(row.record) == "\n" + row.complaint);
        }
    }

    TEST_CASE("data of 65535 octets is read, one more is refused") {
        std::string text = "TYPE65280 \\# 65535 ";
        text.append(std::size_t{65535} * 2, 'a');
        CHECK(our_rdata(text).size() == std::size_t{65535} * 2);

        std::string strings = "TXT";
        for (int i = 0; i < 256; ++i)
            strings += " " + std::string(255, 'a'); // 256 octets each on the wire
        CHECK(our_rdata(strings) == "\nz:1:9: the data is longer than 65535 octets, near \"" +
                                        std::string(40, 'a') + "...\"");
    }

} // TEST_SUITE
} // namespace
} // namespace signpost::zonefile
