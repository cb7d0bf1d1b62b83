"""Ordinary records, of many types, in mixed case, at the apex, and naming each other."""
import names
import rdata
from shapes.hosts import fresh, host


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
