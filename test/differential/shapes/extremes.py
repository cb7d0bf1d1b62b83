"""Odd octets in labels, the longest names, and RRsets that need truncation or TCP."""
import names
from shapes.hosts import fresh, host


def odd_labels(zone, world, rng):
    for label in (b"a.b", b"\0", b"\xff\xfe", b"two words", b'"quoted"', b"back\\slash", b"(;)@$", b"@", b"A.B\0C",
                  b"\x7f", b"tab\t", b"*.", b"\\000"):
        if rng.random() < 0.6:
            owner = (label,) + zone.origin
            host(zone, owner, rng)
            zone.add(fresh(zone, rng), "CNAME", names.to_text(owner))
            zone.add((b"below", label, b"odd") + zone.origin, "TXT", '"odd"')
            zone.interesting += [owner, (label, b"odd") + zone.origin, (b"x", label, b"odd") + zone.origin]
    zone.add(zone.under("oddtxt"), "TXT", r'"\"\\\000\255;" a\032b "" "(no comment ;)"')
    zone.interesting += [zone.under("oddtxt"), zone.under("a.b")]


def longest_names(zone, world, rng):
    many = zone.origin
    while names.wire_length(many) + 2 <= names.WIRE_MAX:
        many = (b"%c" % rng.choice(b"abc"),) + many
    long = zone.origin
    while names.wire_length(long) + 2 <= names.WIRE_MAX:
        long = (b"n" * min(63, names.WIRE_MAX - names.wire_length(long) - 1),) + long
    for name in (many, long, (b"z" * 63,) + zone.origin):
        host(zone, name, rng)
        zone.add(fresh(zone, rng), "CNAME", names.to_text(name))
        zone.add(fresh(zone, rng), "PTR", names.to_text(name))
        zone.interesting += [name, name[1:], name[len(name) // 2:], (b"*",) + name[2:]]
    zone.add((b"*",) + many[20:], "TXT", '"far down"')
    zone.interesting += [(b"q",) + many[20:], many[18:]]


def big_rrsets(zone, world, rng):
    fours, sixes = fresh(zone, rng), fresh(zone, rng)
    for number in range(rng.choice([28, 29, 30, 31, 60, 75])):
        zone.add(fours, "A", f"10.9.0.{number}")
    for number in range(rng.choice([15, 17, 40, 43, 100])):
        zone.add(sixes, "AAAA", f"2001:db8:9::{number:x}")
    zone.interesting += [fours, sixes] * 3
    texts = fresh(zone, rng)
    for number in range(rng.choice([2, 5, 20, 100])):
        zone.add(texts, "TXT", '"%s%d"' % ("x" * rng.choice([100, 200, 240]), number))
    servers = fresh(zone, rng)
    for number in range(rng.choice([5, 13, 30, 60])):
        name = (b"ns-with-a-long-name-%d" % number,) + servers
        if host(zone, name, rng):
            zone.add(servers, "NS", names.to_text(name))
            zone.add(texts, "MX", "1 " + names.to_text(name))
    zone.interesting += [texts, texts, servers, (b"www",) + servers, (b"ns-with-a-long-name-3",) + servers]


def huge_text(zone, world, rng):
    owner = fresh(zone, rng)
    zone.add(owner, "TXT", " ".join('"%s"' % ("h" * 255) for _ in range(rng.choice([16, 63, 64, 200, 254]))))
    zone.add(fresh(zone, rng), "CNAME", names.to_text(owner))
    zone.interesting += [owner, owner]
