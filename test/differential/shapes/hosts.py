"""Names and hosts that every shape needs."""
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
