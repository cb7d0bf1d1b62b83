"""What to ask of a world: names that exist, nearly exist, lie deeper or shallower, and strangers."""
import names
import rdata
from query import CLASS_ANY, CLASS_CH, CLASS_IN, COOKIE, ECS, KEEPALIVE, NSID, ODDITIES, PADDING, Edns, Query

COMMON = ["A", "A", "A", "AAAA", "NS", "SOA", "CNAME", "MX", "TXT", "DS", "DNAME", "SRV"]
RARE = ["ANY", "TYPE65400", "TYPE999", "TYPE4711", "PTR", "CAA", "DNSKEY", "RRSIG", "NSEC", "HTTPS", "SVCB",
        "HINFO", "SPF", "TYPE65535", "NAPTR", "TYPE100"]
ODD_SHARE = 0.015
OPTIONS = [(NSID, b""), (ECS, bytes([0, 1, 24, 0, 192, 0, 2])), (COOKIE, bytes(range(8))), (65001, b"unknown"),
           (PADDING, bytes(16)), (KEEPALIVE, b"")]


def make(world, rng, count):
    queries = []
    while len(queries) < count:
        zone = rng.choice(world.zones)
        if rng.random() < ODD_SHARE:
            queries.append(_odd(zone, rng))
            continue
        name = _name(zone, world, rng)
        if names.fits(name):
            queries.append(_dress(_random_case(name, rng), _type(zone, name, rng), rng))
    return queries


def _odd(zone, rng):
    """A bent message or an opcode that nobody has, for a plain name: the oddity alone is the matter."""
    bent = rng.random() < 0.6
    return Query(_random_case(zone.origin, rng), rdata.code(rng.choice(["A", "SOA", "TXT"])), edns=_edns(rng),
                 oddity=rng.choice(sorted(ODDITIES)) if bent else "", rd=rng.random() < 0.5,
                 opcode=0 if bent else rng.choice([1, 2, 3, 6, 15]), tcp=not bent and rng.random() < 0.2)


def _name(zone, world, rng):
    dice = rng.random()
    if dice < 0.02:
        return rng.choice([(), (b"nosuchtld",), (b"not", b"ours", b"example"), zone.origin[1:],
                           zone.origin + (b"more",)])
    base = rng.choice(zone.interesting if zone.interesting and dice < 0.55 else zone.owners())
    return rng.choice(NEIGHBOURS)(base, rng) if rng.random() < 0.5 else base


def _typo(name, rng):
    if not name:
        return name
    label = bytearray(name[0])
    label[rng.randrange(len(label))] = rng.choice(b"abcz09-")
    return (bytes(label),) + name[1:]


NEIGHBOURS = [
    _typo,
    lambda name, rng: (b"x",) + name,
    lambda name, rng: (b"y", b"x") + name,
    lambda name, rng: (b"*",) + name,
    lambda name, rng: (b"*",) + name[1:],
    lambda name, rng: (b"q", b"*") + name[1:],
    lambda name, rng: (b"www",) + name[1:],
    lambda name, rng: name[1:],
    lambda name, rng: name[rng.randint(0, len(name)):],
    lambda name, rng: (name[0] + b"0",) + name[1:] if name else name,
    lambda name, rng: tuple(b"d%d" % depth for depth in range(rng.randint(3, 30))) + name,
    lambda name, rng: (b"k" * 63,) + name,
]


def _random_case(name, rng):
    if rng.random() < 0.4:
        return name
    return tuple(bytes(octet ^ 0x20 if chr(octet).isascii() and chr(octet).isalpha() and rng.random() < 0.5
                       else octet for octet in label) for label in name)


def _type(zone, name, rng):
    here = sorted(zone.types_at.get(names.fold(name), ()))
    dice = rng.random()
    if here and dice < 0.5:
        return rdata.code(rng.choice(here))
    return rdata.code(rng.choice(COMMON if dice < 0.85 else RARE))


def _dress(name, rrtype, rng):
    dice = rng.random()
    qclass = CLASS_IN if dice < 0.985 else rng.choice([CLASS_ANY, CLASS_CH, CLASS_CH, 4, 254, 0])
    tcp = rng.random() < 0.2
    if qclass == CLASS_CH and rng.random() < 0.5:
        name, rrtype = rng.choice([(b"version", b"server"), (b"id", b"server"), (b"version", b"bind")]), 16
    return Query(name, rrtype, qclass, edns=_edns(rng), tcp=tcp,
                 rd=rng.random() < 0.5, cd=rng.random() < 0.1, ad=rng.random() < 0.1)


def _edns(rng):
    if rng.random() < 0.45:
        return None
    options = ()
    if rng.random() < 0.06:
        options = (rng.choice(OPTIONS),)
    return Edns(size=rng.choice([0, 400, 511, 512, 513, 1000, 1220, 1232, 1232, 1232, 1233, 1400, 4096, 4096, 65535]),
                version=rng.choice([1, 2, 255]) if rng.random() < 0.01 else 0,
                do=rng.random() < 0.2, options=options)
