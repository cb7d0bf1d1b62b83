"""Wildcards, names that only look like wildcards, and empty non-terminals (RFC 4592)."""
import names
import rdata
from shapes.hosts import fresh, host


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
