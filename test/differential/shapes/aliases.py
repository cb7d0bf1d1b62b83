"""CNAME chains: short, too long, in rings, and into other zones."""
import names
from shapes.hosts import fresh, host


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
