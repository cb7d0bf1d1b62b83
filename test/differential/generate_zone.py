"""A world of zones from a seed: parents, children and strangers that point at each other."""
import names
import shapes
from shapes.hosts import host
from zone import Zone

APEX_DNAME_EVERY = 20  # one zone in so many has a DNAME at the apex and nothing below


class World:
    def __init__(self, rng, count):
        self._spellings = self._labels = None
        self.zones = [Zone(origin) for origin in _origins(rng, count)]
        self.by_apex = {zone.apex: zone for zone in self.zones}
        bare = self._childless()[::APEX_DNAME_EVERY]
        for zone in self.zones:
            _apex(zone, rng, zone in bare)
        for zone in self.zones:
            self._fill(zone, rng, zone in bare)
        for zone in self.zones:
            self._delegate_to_children(zone, rng)

    def _childless(self):
        """nsd refuses a DNAME above a name of any zone it serves, so only these can have one at the apex."""
        above = {apex[skip:] for apex in self.by_apex for skip in range(1, len(apex))}
        return [zone for zone in self.zones if zone.apex not in above]

    def _fill(self, zone, rng, bare):
        if bare:
            zone.shapes = ["apex_dname"]
            zone.add(zone.origin, "DNAME", names.to_text(self.some_apex(rng)))
            zone.interesting += [zone.under("www"), zone.under("a.b")]
            return
        for shape in rng.sample(shapes.ALL, rng.randint(2, 8)):
            shape(zone, self, rng)
            zone.shapes.append(shape.__name__)

    def _delegate_to_children(self, zone, rng):
        """Most children are delegated to, some with a DS, some are not: they are served all the same."""
        for child in self.zones:
            if not names.is_below(child.apex, zone.apex):
                continue
            apex_dname = child.has(child.origin, "DNAME")
            if not apex_dname and rng.random() < 0.3:  # hidden behind the child zone, delegated to or not
                zone.add((b"hidden",) + child.origin, "TXT", '"the parent has this"')
                zone.interesting += [(b"hidden",) + child.origin] * 2
            if rng.random() < 0.2:
                continue
            server = (b"ns", b"operator", b"example") if apex_dname else (b"ns",) + child.origin
            if apex_dname or zone.add(server, "A", "192.0.2.53"):
                zone.add(child.origin, "NS", names.to_text(server))
                if rng.random() < 0.5:
                    zone.add(child.origin, "DS", f"7 13 2 {rng.getrandbits(256):064X}")
            zone.interesting += [child.origin, (b"www",) + child.origin]

    def somewhere(self, rng):
        """A name in any zone: one that exists if that zone is filled by now, or a likely one."""
        zone = rng.choice(self.zones)
        pool = zone.interesting + zone.owners() if rng.random() < 0.8 else [zone.under("nowhere")]
        return rng.choice(pool)

    def some_apex(self, rng):
        return rng.choice(self.zones).origin

    def spellings(self):
        """Every label the zone files hold, in owners and targets, with the folded name it stands above."""
        if self._spellings is None:
            spelt = [name for zone in self.zones for rrset in zone.rrsets.values() for name in rrset.names()]
            self._spellings = set().union(*map(names.spelling, spelt))
        return self._spellings

    def labels(self):
        """Every label the zone files hold, as spelt."""
        if self._labels is None:
            self._labels = {label for label, _ in self.spellings()}
        return self._labels

    def zone_of(self, folded):
        """The deepest zone at or above the name, or None."""
        for skip in range(len(folded) + 1):
            if folded[skip:] in self.by_apex:
                return self.by_apex[folded[skip:]]
        return None


def _origins(rng, count):
    origins = []
    while len(origins) < count:
        number, kind = len(origins), rng.random()
        if kind < 0.1:
            origin = (b"top%d" % number,)
        elif kind < 0.15:
            origin = (b"d%d" % number,) + tuple(b"l%d" % depth for depth in range(rng.randint(3, 20)))
        elif kind < 0.4 and origins:
            parent = rng.choice(origins)
            origin = tuple(b"child%d" % number if not depth else b"via"
                           for depth in range(rng.choice([1, 1, 2]))) + parent
        else:
            origin = (rng.choice([b"zone%d", b"Zone%d", b"z-%d"]) % number, rng.choice([b"test", b"Example"]))
        if names.wire_length(origin) < 150:
            origins.append(origin)
    return origins


def _apex(zone, rng, bare):
    inside = not bare and rng.random() < 0.6
    minimum, ttl = rng.choice([(300, 3600), (3600, 300), (0, 60), (60, 60)])
    zone.add(zone.origin, "SOA", f"ns.{rng.choice(['Example', 'example'])}. host\\.master.example. "
             f"{rng.randint(1, 2**32 - 1)} 7200 900 1209600 {minimum}", ttl)
    for number in range(rng.choice([1, 2, 3])):
        if inside and rng.random() < 0.9:
            server = zone.under(f"ns{number}.infra" if rng.random() < 0.3 else f"ns{number}")
            host(zone, server, rng)
        else:
            server = (b"ns%d" % number, b"operator", b"example")
        zone.add(zone.origin, "NS", names.to_text(server))
