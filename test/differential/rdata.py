"""Random rdata, as text, of every type that all servers read from a zone file."""
import names

SAMPLES = {
    "A": lambda r: f"192.0.2.{r.randint(1, 254)}",
    "AAAA": lambda r: f"2001:db8::{r.randint(1, 65535):x}",
    "TXT": lambda r: " ".join('"%s"' % ("t" * r.randint(0, 40) + str(r.randint(0, 999)))
                              for _ in range(r.randint(1, 4))),
    "SPF": lambda r: f'"v=spf1 ip4:192.0.2.{r.randint(1, 254)} -all"',
    "CAA": lambda r: f'{r.choice([0, 128])} issue "ca{r.randint(1, 99)}.example"',
    "TLSA": lambda r: f"3 1 1 {r.getrandbits(256):064X}",
    "SMIMEA": lambda r: f"3 0 1 {r.getrandbits(256):064X}",
    "SSHFP": lambda r: f"4 2 {r.getrandbits(256):064X}",
    "HINFO": lambda r: f'"cpu{r.randint(1, 99)}" "os"',
    "LOC": lambda r: f"{r.randint(0, 89)} 20 11.000 N 0 12 3.000 W 24.00m 30.00m 10000.00m 10.00m",
    "URI": lambda r: f'10 {r.randint(1, 99)} "https://u{r.randint(1, 99)}.example/"',
    "OPENPGPKEY": lambda r: "AQIDBAUG",
    "EUI48": lambda r: f"00-00-5e-00-53-{r.randint(0, 255):02x}",
    "EUI64": lambda r: f"00-00-5e-ef-10-00-00-{r.randint(0, 255):02x}",
    "CERT": lambda r: f"1 {r.randint(1, 9999)} 8 AQIDBAUGBwg=",
    "DHCID": lambda r: "AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=",
    "NID": lambda r: f"10 0014:4fff:ff20:{r.randint(1, 65535):04x}",
    "L32": lambda r: f"10 10.1.{r.randint(0, 255)}.0",
    "L64": lambda r: f"10 2001:0DB8:1140:{r.randint(1, 65535):04x}",
    "APL": lambda r: f"1:192.0.2.{r.randint(0, 255)}/32 !2:2001:db8::/32",
    "TYPE65400": lambda r: f"\\# 4 {r.getrandbits(32):08x}",
    "TYPE999": lambda r: r.choice(["\\# 0", f"\\# 2 {r.getrandbits(16):04x}"]),
    "TYPE1234": lambda r: f"\\# 3 02{r.getrandbits(16):04x}",
}

# Those whose rdata holds names, which a server may compress or look up for the additional section.
NAMING = {
    "MX": lambda r, t: f"{r.randint(0, 50)} {t}",
    "SRV": lambda r, t: f"{r.randint(0, 9)} {r.randint(0, 9)} {r.randint(1, 65535)} {t}",
    "PTR": lambda r, t: t,
    "RP": lambda r, t: f"{t} {t}",
    "AFSDB": lambda r, t: f"1 {t}",
    "RT": lambda r, t: f"{r.randint(1, 9)} {t}",
    "KX": lambda r, t: f"{r.randint(1, 9)} {t}",
    "NAPTR": lambda r, t: f'{r.randint(1, 9)} 10 "s" "SIP+D2U" "" {t}',
    "LP": lambda r, t: f"10 {t}",
    "MINFO": lambda r, t: f"{t} {t}",
    "SVCB": lambda r, t: f"{r.randint(1, 9)} {t} alpn=h2 port={r.randint(1, 65535)}",
    "HTTPS": lambda r, t: f"{r.randint(1, 9)} {t} alpn=h2,h3 ipv4hint=192.0.2.{r.randint(1, 254)}",
}

CODES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "MINFO": 14, "PTR": 12, "HINFO": 13, "MX": 15, "TXT": 16,
    "RP": 17, "AFSDB": 18, "X25": 19, "RT": 21, "KX": 36, "PX": 26, "AAAA": 28, "LOC": 29, "SRV": 33,
    "NAPTR": 35, "CERT": 37, "DNAME": 39, "APL": 42, "DS": 43, "SSHFP": 44, "RRSIG": 46, "NSEC": 47,
    "DNSKEY": 48, "DHCID": 49, "TLSA": 52, "SMIMEA": 53, "OPENPGPKEY": 61, "SVCB": 64, "HTTPS": 65,
    "SPF": 99, "NID": 104, "L32": 105, "L64": 106, "LP": 107, "EUI48": 108, "EUI64": 109,
    "ANY": 255, "URI": 256, "CAA": 257,
}


def code(rrtype):
    return CODES[rrtype] if rrtype in CODES else int(rrtype[4:])


def type_text(number):
    return next((text for text, value in CODES.items() if value == number), f"TYPE{number}")


def naming(rng, rrtype, target):
    return NAMING[rrtype](rng, names.to_text(target))
