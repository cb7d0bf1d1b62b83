"""A reply, taken apart and folded so that two servers' replies can be compared."""
import struct

OPT = 41
# Where names lie in rdata: counts of octets to skip, "n" a name, "s" a character string; then the rest.
LAYOUTS = {2: "n", 5: "n", 6: "nn", 12: "n", 14: "nn", 15: (2, "n"), 17: "nn", 18: (2, "n"), 21: (2, "n"),
           26: (2, "n", "n"), 33: (6, "n"), 35: (4, "s", "s", "s", "n"), 36: (2, "n"), 39: "n", 64: (2, "n"),
           65: (2, "n"), 107: (2, "n")}
# Only these may hold compressed names (RFC 3597 §4).
COMPRESSIBLE = {2, 5, 6, 12, 14, 15}


class Malformed(Exception):
    pass


class Reply:
    """`answer` keeps the order of RRsets; records inside one, and the other sections, have none."""

    def __init__(self, wire):
        self.wire = wire
        self.length = len(wire)
        self.faults = []
        self.names = set()  # (spelt, folded) names of all sections, for the check of letter case
        self.edns = None
        if len(wire) < 12:
            raise Malformed("shorter than a header")
        self.ident, flags, questions, *counts = struct.unpack_from("!HHHHHH", wire)
        self.qr, self.opcode = flags >> 15, flags >> 11 & 15
        self.flags = {name: flags >> bit & 1 for name, bit in
                      (("aa", 10), ("tc", 9), ("rd", 8), ("ra", 7), ("z", 6), ("ad", 5), ("cd", 4))}
        self.rcode = flags & 15
        self._seen = {}
        at = 12
        for _ in range(questions):
            _, at = self._name(at)
            at += 4
        self.question = wire[12:at]
        try:
            self.answer, at = self._section(at, counts[0])
            self.authority, at = self._section(at, counts[1])
            self.additional, at = self._section(at, counts[2])
        except (struct.error, IndexError) as error:
            raise Malformed(f"ends inside a record ({error})") from error
        if at != len(wire):
            self.faults.append(f"{len(wire) - at} octets after the last record")

    def _section(self, at, count):
        rrsets = []
        for _ in range(count):
            owner, at = self._name(at)
            rrtype, rrclass, ttl, length = struct.unpack_from("!HHIH", self.wire, at)
            at += 10
            if at + length > len(self.wire):
                raise Malformed("rdata runs past the end")
            if rrtype == OPT:
                self._opt(owner, rrclass, ttl, self.wire[at:at + length])
            else:
                body = self._rdata(rrtype, at, length)
                self._put(rrsets, (owner.lower(), rrtype, rrclass), ttl, body)
            at += length
        return [(key, ttl, frozenset(bodies)) for key, ttl, bodies in rrsets], at

    def _put(self, rrsets, key, ttl, body):
        if rrsets and rrsets[-1][0] == key:
            if rrsets[-1][1] != ttl:
                self.faults.append("an RRset with two TTLs")
            if body in rrsets[-1][2]:
                self.faults.append("a record twice")
            rrsets[-1][2].append(body)
            return
        if any(known == key for known, _, _ in rrsets):
            self.faults.append("an RRset in two places of a section")
        rrsets.append((key, ttl, [body]))

    def _opt(self, owner, size, ttl, body):
        if self.edns is not None or owner != b"\0":
            self.faults.append("a second OPT, or one that is not at the root")
        options, at = {}, 0
        while at < len(body):
            code, length = struct.unpack_from("!HH", body, at)
            options[code] = body[at + 4:at + 4 + length]
            at += 4 + length
        self.rcode |= ttl >> 24 << 4
        self.edns = {"size": size, "version": ttl >> 16 & 255, "do": ttl >> 15 & 1, "options": options}

    def _rdata(self, rrtype, at, length):
        layout = LAYOUTS.get(rrtype)
        if layout is None:
            return self.wire[at:at + length]
        end, out = at + length, b""
        for part in layout:
            if part == "n":
                start = at
                name, at = self._name(at)
                if rrtype not in COMPRESSIBLE and at - start != len(name):
                    self.faults.append(f"a compressed name in rdata of type {rrtype} (RFC 3597 §4)")
                out += name.lower()
            else:
                size = self.wire[at] + 1 if part == "s" else part
                out += self.wire[at:at + size]
                at += size
        if at > end:
            raise Malformed("a name runs past its rdata")
        return out + self.wire[at:end]

    def _name(self, at):
        """The uncompressed name at `at`, spelt as it is, and where it ends."""
        wire, start, labels, jumped = self.wire, at, [], None
        if start in self._seen:
            return self._seen[start]
        while True:
            length = wire[at]
            if length >= 192:
                target = struct.unpack_from("!H", wire, at)[0] & 0x3FFF
                jumped = at + 2 if jumped is None else jumped
                if target >= at:
                    raise Malformed("a compression pointer that does not point back")
                at = target
            elif length:
                labels.append(wire[at:at + 1 + length])
                at += 1 + length
            else:
                break
        name = b"".join(labels) + b"\0"
        if len(name) > 255:
            raise Malformed("a name over 255 octets")
        self.names.add(name)
        self._seen[start] = name, (jumped if jumped is not None else at + 1)
        return self._seen[start]

    def records(self, section):
        return sum(len(bodies) for _, _, bodies in getattr(self, section))


def parse(wire):
    """A Reply, or the Malformed that says why it is none."""
    try:
        return Reply(wire)
    except (Malformed, IndexError, struct.error) as error:
        return error if isinstance(error, Malformed) else Malformed(str(error))
