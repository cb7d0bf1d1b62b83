"""Delegations with all kinds of glue, and what lies below them."""
import names
from shapes.hosts import fresh, host


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
