"""Writing a zone as a master file, in one of several hands, all of which mean the same."""
import names


def write(zone, path, rng):
    hand = rng.choice([_absolute, _relative, _by_owner])
    lines = [f"; {' '.join(zone.shapes)}", "$TTL 3600"]
    lines += hand(zone, rng)
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


def _records(zone):
    ordered = sorted(zone.rrsets.values(), key=lambda rrset: rrset.type != "SOA")
    for rrset in ordered:
        for rdata in rrset.rdatas:
            yield rrset, rdata


def _absolute(zone, rng):
    return [f"{names.to_text(rrset.owner)} {rrset.ttl} IN {rrset.type} {rdata}"
            for rrset, rdata in _records(zone)]


def _relative_text(owner, origin):
    head = owner[:len(owner) - len(origin)]
    return names.to_text(head)[:-1] if head else "@"


def _relative(zone, rng):
    """Owners relative to $ORIGIN, repeated owners left blank, default TTL left out."""
    lines, last = ["$ORIGIN " + names.to_text(zone.origin)], None
    for rrset, rdata in _records(zone):
        owner = "" if rrset.owner == last else _relative_text(rrset.owner, zone.origin)
        ttl = "" if rrset.ttl == 3600 else rng.choice([f"{rrset.ttl} ", f"{rrset.ttl}s "])
        lines.append(f"{owner}\t{ttl}{rng.choice(['IN ', ''])}{rrset.type}\t{rdata}")
        last = rrset.owner
    return lines


def _by_owner(zone, rng):
    """A new $ORIGIN before many owners, rdata in parentheses over two lines, comments."""
    lines = []
    for rrset, rdata in _records(zone):
        origin = rrset.owner[rng.randint(0, len(rrset.owner) - len(zone.origin)):]
        lines.append("$ORIGIN " + names.to_text(origin))
        first, _, rest = rdata.partition(" ")
        body = f"{first} (\n\t{rest} ) ; spread" if rest and '"' not in rdata and rng.random() < 0.3 else rdata
        lines.append(f"{_relative_text(rrset.owner, origin)} {rrset.ttl} IN {rrset.type} {body}")
    return lines


def excerpt(zone, asked, limit=25):
    """The records that have to do with the folded name `asked`: on its path, or at the apex."""
    lineage = {asked, *names.ancestors(asked, zone.apex)}
    near = lineage | {(b"*",) + up for up in lineage}
    lines = [f"{names.to_text(rrset.owner)} {rrset.ttl} IN {rrset.type} {rdata[:160]}"
             for rrset, rdata in _records(zone)
             if names.fold(rrset.owner) in near and (rrset.type != "SOA" or asked == zone.apex)]
    more = [f"; … and {len(lines) - limit} more"] if len(lines) > limit else []
    return lines[:limit] + more
