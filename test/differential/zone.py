"""A zone while it is being generated: takes only records that leave it valid for every server."""
import names

ALONE = {"CNAME"}            # nothing else may stand beside it (RFC 2181 §10.1)
SINGLE = {"CNAME", "DNAME", "SOA"}


class RRset:
    def __init__(self, owner, rrtype, ttl):
        self.owner, self.type, self.ttl, self.rdatas = owner, rrtype, ttl, []

    def names(self):
        """The owner, and whatever looks like an absolute name in the rdata."""
        tokens = {token for text in self.rdatas if "\"" not in text[:1] for token in text.split()}
        return [self.owner] + [names.from_text(token) for token in tokens if token.endswith(".")]


class Zone:
    def __init__(self, origin):
        self.origin = origin
        self.apex = names.fold(origin)
        self.rrsets = {}      # (folded owner, type) -> RRset, in order of adding
        self.types_at = {}    # folded owner -> set of types
        self.beneath = set()  # folded names that have a record below them
        self.interesting = [] # names that some shape wants to be asked about, as spelt
        self.shapes = []

    def add(self, owner, rrtype, rdata, ttl=3600):
        """Adds a record and says True, or leaves the zone alone and says False."""
        key = names.fold(owner)
        if not self._allows(owner, key, rrtype):
            return False
        rrset = self.rrsets.get((key, rrtype))
        if rrset is None:
            rrset = self.rrsets[key, rrtype] = RRset(owner, rrtype, ttl)
        if rdata.lower() in (known.lower() for known in rrset.rdatas):
            return False
        rrset.rdatas.append(rdata)
        self.types_at.setdefault(key, set()).add(rrtype)
        self.beneath.update(names.ancestors(key, self.apex))
        return True

    def _allows(self, owner, key, rrtype):
        here = self.types_at.get(key, set())
        if not names.fits(owner) or not names.is_at_or_below(key, self.apex):
            return False
        if rrtype in SINGLE and rrtype in here:
            return False
        if here and (rrtype in ALONE) != bool(here & ALONE):
            return False
        if rrtype == "DNAME" and (key in self.beneath or ("NS" in here and key != self.apex)):
            return False
        if rrtype == "NS" and key != self.apex and ("DNAME" in here or key[0] == b"*"):
            return False
        if rrtype == "DS" and ("NS" not in here or key == self.apex):
            return False
        return not any("DNAME" in self.types_at.get(up, ()) for up in names.ancestors(key, self.apex))

    def has(self, owner, rrtype=None):
        here = self.types_at.get(names.fold(owner), set())
        return bool(here) if rrtype is None else rrtype in here

    def is_cut_or_below(self, owner):
        key = names.fold(owner)
        lineage = [key, *names.ancestors(key, self.apex)]
        return any(up != self.apex and "NS" in self.types_at.get(up, ()) for up in lineage)

    def under(self, text):
        """The name `text` (plain labels, relative) in this zone."""
        return names.parse(text) + self.origin

    def owners(self):
        return list({key: rrset.owner for (key, _), rrset in self.rrsets.items()}.values())

    def file_name(self):
        return b".".join(self.apex).decode() + ".zone"
