"""What generated zones are made of: each shape adds one awkward thing to a zone.

A shape is called as shape(zone, world, rng). It may ask `world.somewhere(rng)` for a name of any
other zone, and it puts names worth asking about into `zone.interesting`. Zone.add() refuses what
would make a zone invalid, so a shape need not look at what the others did.
"""
import names
import rdata


def host(zone, owner, rng, sixes=True):
    zone.add(owner, "A", rdata.SAMPLES["A"](rng))
    if sixes and rng.random() < 0.5:
        zone.add(owner, "AAAA", rdata.SAMPLES["AAAA"](rng))
    return zone.has(owner, "A")


def fresh(zone, rng, depth=1):
    """A name not used so far, `depth` labels below the apex."""
    while True:
        labels = tuple(b"%c%d" % (rng.choice(b"abcdefgh"), rng.randint(0, 999)) for _ in range(depth))
        if not zone.has(labels + zone.origin):
            return labels + zone.origin


def plain_hosts(zone, world, rng):
    for _ in range(rng.randint(3, 12)):
        host(zone, fresh(zone, rng, rng.choice([1, 1, 1, 2, 3])), rng)


def many_types(zone, world, rng):
    for rrtype in rng.sample(sorted(rdata.SAMPLES), rng.randint(3, len(rdata.SAMPLES))):
        owner = rng.choice([fresh(zone, rng), zone.under("many"), zone.origin])
        for _ in range(rng.choice([1, 1, 2, 5])):
            zone.add(owner, rrtype, rdata.SAMPLES[rrtype](rng), rng.choice([0, 1, 300, 86400, 2**31 - 1]))


def mixed_case(zone, world, rng):
    owner = zone.under("MiXed.CaSe")
    host(zone, owner, rng)
    zone.add(zone.under("ALIAS"), "CNAME", names.to_text(zone.under("mIXED.cAsE")))
    zone.add(zone.under("mAIL"), "MX", "5 " + names.to_text(owner).upper())
    zone.interesting += [zone.under("alias"), owner]


def wildcards(zone, world, rng):
    base = fresh(zone, rng, rng.choice([1, 1, 2]))
    star = (b"*",) + base
    for rrtype in rng.sample(["A", "TXT", "AAAA", "HINFO"], 2):
        zone.add(star, rrtype, rdata.SAMPLES[rrtype](rng))
    if rng.random() < 0.5:
        host(zone, (b"sub",) + base, rng)               # the wildcard no longer covers below sub
        host(zone, (b"deep", b"ent") + base, rng)       # nor below the empty non-terminal ent
    if rng.random() < 0.5:
        zone.add((b"*", b"inner") + base, "TXT", '"inner"')
    zone.interesting += [base, star, *[head + base for head in (
        (b"q",), (b"p", b"q"), (b"x", b"sub"), (b"ent",), (b"x", b"ent"), (b"q", b"inner"),
        (b"inner",), (b"*", b"*"), (b"x", b"*"), (b"q", b"p", b"inner"))]]


def apex_wildcard(zone, world, rng):
    star = (b"*",) + zone.origin
    zone.add(star, "A", "192.0.2.77")
    if rng.random() < 0.4:
        zone.add(star, "MX", "7 " + names.to_text(zone.under("q")))
    zone.interesting += [star, zone.under("surely.covered"), zone.under("covered")]


def literal_asterisks(zone, world, rng):
    base = fresh(zone, rng)
    host(zone, (b"a", b"*") + base, rng)       # an asterisk in the middle: *.base is an ENT and matches
    zone.add((b"*", b"*") + base, "TXT", '"two stars"')
    zone.add((b"**",) + base, "TXT", '"not a wildcard"')
    zone.add((b"*x",) + base, "TXT", '"not a wildcard either"')
    zone.interesting += [head + base for head in (
        (b"*",), (b"q",), (b"a", b"*"), (b"b", b"*"), (b"a", b"q"), (b"**",), (b"*x",), (b"x", b"*", b"*"))]


def wildcard_aliases(zone, world, rng):
    base = fresh(zone, rng)
    star = (b"*",) + base
    target = rng.choice([lambda: fresh(zone, rng), lambda: (b"again",) + base, lambda: world.somewhere(rng),
                         lambda: zone.under("no.such.name"), lambda: rng.choice(zone.owners())])()
    zone.add(star, "CNAME", names.to_text(target))
    zone.interesting += [star, (b"q",) + base, (b"p", b"q") + base, (b"again",) + base, base]


def wildcard_below_ent(zone, world, rng):
    base = (b"w", b"e1", b"e2") + zone.origin
    zone.add((b"*",) + base[1:], "A", "192.0.2.9")
    if rng.random() < 0.5:
        zone.add((b"*", b"*") + base[2:], "TXT", '"under a star"')
    zone.interesting += [base[1:], base[2:], base, (b"x",) + base[2:], (b"*",) + base[2:],
                         (b"v", b"*") + base[2:]]


def empty_nonterminals(zone, world, rng):
    owner = fresh(zone, rng, rng.randint(3, 6))
    host(zone, owner, rng)
    for skip in range(1, len(owner) - len(zone.origin)):
        zone.interesting += [owner[skip:], (b"miss",) + owner[skip:]]


def alias_chain(zone, world, rng):
    length = rng.choice([1, 2, 3, 5, 8, 14, 15, 16, 17, 18, 19, 20, 25])
    chain = [fresh(zone, rng) for _ in range(length)]
    end = rng.choice([lambda: fresh(zone, rng), lambda: world.somewhere(rng), lambda: zone.under("gone"),
                      lambda: zone.origin, lambda: (b"not", b"ours", b"example"),
                      lambda: rng.choice(zone.owners()), lambda: rng.choice(zone.interesting or [zone.origin])])()
    if rng.random() < 0.4 and not zone.has(end):
        host(zone, end, rng) if names.is_below(names.fold(end), zone.apex) else None
    for owner, target in zip(chain, chain[1:] + [end]):
        zone.add(owner, "CNAME", names.to_text(target), rng.choice([5, 300, 3600]))
    zone.interesting += [chain[0], chain[-1], rng.choice(chain)]


def alias_loop(zone, world, rng):
    ring = [fresh(zone, rng) for _ in range(rng.choice([1, 2, 3, 6, 12]))]
    for owner, target in zip(ring, ring[1:] + ring[:1]):
        zone.add(owner, "CNAME", names.to_text(target))
    if rng.random() < 0.5:
        zone.add(zone.under("into.loop"), "CNAME", names.to_text(ring[0]))
    zone.interesting += [ring[0], ring[-1], zone.under("into.loop")]


def alias_abroad(zone, world, rng):
    for _ in range(rng.randint(1, 4)):
        owner = fresh(zone, rng)
        zone.add(owner, "CNAME", names.to_text(world.somewhere(rng)))
        zone.interesting.append(owner)


def dnames(zone, world, rng):
    owner = fresh(zone, rng, rng.choice([1, 1, 2]))
    target = rng.choice([lambda: zone.under("dt"), lambda: zone.origin, lambda: world.some_apex(rng),
                         lambda: world.somewhere(rng), lambda: zone.under("no.such.dt"),
                         lambda: (b"elsewhere", b"example")])()
    zone.add(owner, "DNAME", names.to_text(target), rng.choice([60, 3600]))
    if rng.random() < 0.5:
        zone.add(owner, "TXT", '"beside a DNAME"')
    host(zone, zone.under("www.dt"), rng)
    zone.add(zone.under("alias.dt"), "CNAME", names.to_text((b"www",) + owner))
    if rng.random() < 0.5:
        zone.add(zone.under("*.dt"), "TXT", '"covered"')
    zone.add(zone.under("toward"), "CNAME", names.to_text((b"alias",) + owner))
    zone.interesting += [owner, zone.under("toward"), zone.under("alias.dt"), *[head + owner for head in (
        (b"www",), (b"nope",), (b"alias",), (b"x", b"www"), (b"*",))]]


def dname_chain(zone, world, rng):
    chain = [fresh(zone, rng) for _ in range(rng.choice([2, 3, 5, 7, 8, 9, 12]))]
    for owner, target in zip(chain, chain[1:] + [rng.choice([zone.under("dt"), world.some_apex(rng)])]):
        zone.add(owner, "DNAME", names.to_text(target))
    zone.interesting += [(b"www",) + chain[0], (b"a", b"b") + chain[0], (b"www",) + chain[-1], chain[0]]


def dname_loop(zone, world, rng):
    owner = fresh(zone, rng)
    target = rng.choice([(b"x",) + owner, (b"longer-and-longer",) + owner, owner])  # the first two grow: YXDOMAIN
    zone.add(owner, "DNAME", names.to_text(target))
    one, other = fresh(zone, rng), fresh(zone, rng)
    zone.add(one, "DNAME", names.to_text(other))
    zone.add(other, "DNAME", names.to_text(one))
    zone.interesting += [(b"www",) + owner, (b"www",) + one, owner, (b"x", b"y") + other]


def dname_too_long(zone, world, rng):
    """Synthesis past 255 octets: YXDOMAIN (RFC 6672 §2.2), and just at 255: an answer."""
    target = zone.origin
    while names.wire_length(target) < names.WIRE_MAX - 70:
        target = (b"l" * 60,) + target
    owner = fresh(zone, rng)
    zone.add(owner, "DNAME", names.to_text(target))
    fill = names.WIRE_MAX - names.wire_length(target)
    for length in (fill - 2, fill - 1, fill, 63):
        if 0 < length <= 63:
            zone.interesting.append((b"m" * length,) + owner)


def delegation(zone, world, rng):
    cut = rng.choice([lambda: fresh(zone, rng), lambda: (b"cut", b"en", b"t1") + zone.origin,
                      lambda: fresh(zone, rng, 2)])()
    kind = rng.choice(["glue", "glue", "external", "sibling", "in-zone", "self", "mixed"])
    if kind in ("glue", "mixed"):
        for number in range(rng.choice([1, 2, 4])):
            server = (b"ns%d" % number,) + cut
            if host(zone, server, rng):
                zone.add(cut, "NS", names.to_text(server))
    if kind in ("external", "mixed"):
        zone.add(cut, "NS", f"ns{rng.randint(1, 3)}.elsewhere.example.")
    if kind == "in-zone" and host(zone, zone.under("nsx"), rng):
        zone.add(cut, "NS", names.to_text(zone.under("nsx")))
    if kind == "self" and host(zone, cut, rng):
        zone.add(cut, "NS", names.to_text(cut))
    if kind == "sibling":
        sibling = fresh(zone, rng)
        server = (b"ns",) + sibling
        if host(zone, server, rng):
            zone.add(sibling, "NS", names.to_text(server))
            zone.add(cut, "NS", names.to_text(server))
    below_cut(zone, cut, rng)


def below_cut(zone, cut, rng):
    if rng.random() < 0.4:
        zone.add(cut, "DS", f"{rng.randint(1, 65535)} 13 2 {rng.getrandbits(256):064X}")
    if rng.random() < 0.3:  # occluded by the cut, so never seen
        zone.add((b"occluded",) + cut, "TXT", '"occluded"')
        zone.add((b"*",) + cut, "TXT", '"occluded wildcard"')
        zone.add(cut, "TXT", '"beside the cut"')
        zone.add((b"alias",) + cut, "CNAME", names.to_text(zone.origin))
    if rng.random() < 0.15:
        zone.add((b"deeper",) + cut, "NS", "ns.elsewhere.example.")
    if rng.random() < 0.3:
        zone.add(fresh(zone, rng), "CNAME", names.to_text((b"www",) + cut))
        zone.add(fresh(zone, rng), "MX", "3 " + names.to_text((b"ns0",) + cut))
    if rng.random() < 0.2:
        zone.add((b"*",) + cut[1:], "TXT", '"beside a delegation"')
    zone.interesting += [cut, cut[1:], *[head + cut for head in (
        (b"www",), (b"ns0",), (b"occluded",), (b"alias",), (b"a", b"deeper"), (b"a", b"b"), (b"*",))]]


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
    for count, rrtype in ((rng.choice([28, 29, 30, 31, 60, 75]), "A"), (rng.choice([15, 17, 40, 43, 100]), "AAAA")):
        owner = fresh(zone, rng)
        for number in range(count):
            zone.add(owner, rrtype, f"10.9.{number >> 8}.{number & 255}" if rrtype == "A" else f"2001:db8:9::{number:x}")
        zone.interesting += [owner] * 3
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


def additionals(zone, world, rng):
    target = fresh(zone, rng)
    host(zone, target, rng)
    star = fresh(zone, rng)
    host(zone, (b"*",) + star, rng)
    pool = [target, target, (b"covered",) + star, zone.under("missing"), zone.origin, world.somewhere(rng)]
    for rrtype in rng.sample(sorted(rdata.NAMING), 8) + ["MX", "SRV"]:
        owner = fresh(zone, rng) if rrtype != "SRV" else zone.under("_sip._udp")
        for _ in range(rng.choice([1, 2, 3])):
            zone.add(owner, rrtype, rdata.naming(rng, rrtype, rng.choice(pool)))
        zone.interesting.append(owner)
    zone.add(zone.under("svcalias"), "SVCB", "0 " + names.to_text(target))
    zone.add(zone.under("svcself"), "HTTPS", "1 . alpn=h2")
    zone.add(zone.under("svcself"), "A", "192.0.2.33")
    zone.add(zone.under("nullmx"), "MX", "0 .")
    zone.interesting += [zone.under(text) for text in ("svcalias", "svcself", "nullmx")]


def apex_extras(zone, world, rng):
    for rrtype in rng.sample(["A", "AAAA", "TXT", "CAA", "TYPE65400"], 3):
        zone.add(zone.origin, rrtype, rdata.SAMPLES[rrtype](rng))
    zone.add(zone.origin, "MX", "10 " + names.to_text(zone.under("mx")))
    host(zone, zone.under("mx"), rng)


ALL = [plain_hosts, many_types, mixed_case, wildcards, wildcards, apex_wildcard, literal_asterisks,
       wildcard_aliases, wildcard_below_ent, empty_nonterminals, alias_chain, alias_chain, alias_loop,
       alias_abroad, dnames, dnames, dname_chain, dname_loop, dname_too_long, delegation, delegation, delegation,
       odd_labels, longest_names, big_rrsets, huge_text, additionals, apex_extras]
