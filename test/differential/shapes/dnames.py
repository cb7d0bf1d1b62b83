"""DNAMEs: single, chained, in rings, and with names that outgrow 255 octets (RFC 6672)."""
import names
from shapes.hosts import fresh, host


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
