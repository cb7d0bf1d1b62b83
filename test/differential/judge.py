"""The verdict on one reply of ours: equal to a peer's, equal but for listed rules, or a failure."""
import dataclasses

import names
from compare import differences, kind
from query import CLASS_IN
from rdata import CODES
from rules import RULES

UDP_MAX = 1232  # what all three are set to offer
UDP_MIN = 512


@dataclasses.dataclass
class Case:
    query: object
    ours: object       # Reply, Malformed or None
    peers: dict        # name -> the same
    world: object
    full: dict = dataclasses.field(default_factory=dict)  # "ours" or peer -> reply over TCP, if any was truncated

    def is_truncated_by_anyone(self):
        return any(kind(reply) == "reply" and reply.flags["tc"] for reply in (self.ours, *self.peers.values())) \
            and not self.query.tcp and not self.query.oddity

    def full_reply_of(self, reply):
        """What the same server says over TCP, or None if nobody truncated."""
        name = next(name for name, one in {"ours": self.ours, **self.peers}.items() if one is reply)
        full = self.full.get(name)
        return full if kind(full) == "reply" else None


@dataclasses.dataclass
class Verdict:
    outcome: str                    # "all agree", "as knot", "as nsd", "by rule" or "failure"
    rules: tuple = ()
    complaints: tuple = ()          # what is wrong, for a failure: "kind" or "kind: detail"

    def kind(self):
        """Failures of one kind have, most likely, one cause."""
        return tuple(sorted({complaint.partition(":")[0] for complaint in self.complaints}))


def judge(case):
    wrong = own_faults(case)
    found = {name: differences(case.ours, peer) for name, peer in case.peers.items()}
    equal = [name for name, differing in found.items() if not differing]
    if wrong:
        return Verdict("failure", complaints=tuple(wrong))
    if equal:
        return Verdict("all agree" if len(equal) == len(found) else "as " + equal[0])
    tries = [_excused(case, name, differing) for name, differing in found.items()]
    whole = [rules for rules, left in tries if not left]
    if whole:
        return Verdict("by rule", rules=min(whole, key=len))
    complaints = [f"{difference.field} differs from {name}"
                  for (name, _), (_, left) in zip(found.items(), tries) for difference in left]
    return Verdict("failure", complaints=tuple(complaints))


def _excused(case, peer_name, differing):
    """The rules that excuse differences from that peer, and the differences left."""
    used, left = [], []
    if any(difference.field == "reply" for difference in differing):
        return (), differing  # silence on one side only: no rule excuses that
    for difference in differing:
        rule = next((rule for rule in RULES if rule.excuses(case, case.peers[peer_name], difference.field)), None)
        if rule is None:
            left.append(difference)
        elif rule.name not in used:
            used.append(rule.name)
    return tuple(used), left


def own_faults(case):
    """What is wrong with our reply whatever the peers say."""
    query, ours = case.query, case.ours
    if kind(ours) == "silence":
        return []
    if kind(ours) == "malformed":
        return [f"malformed: {ours}"]
    wrong = list(ours.faults)
    limit = max(UDP_MIN, min(UDP_MAX, query.edns.size)) if query.edns else UDP_MIN
    if not query.tcp and ours.length > limit:
        wrong.append(f"too long for UDP: {ours.length} octets where {limit} are allowed")
    full = case.full.get("ours")
    if ours.flags["tc"] and kind(full) == "reply" and not query.edns_options() and full.length <= limit:
        wrong.append(f"truncated needlessly: {full.length} octets where {limit} are allowed")
    if not query.oddity and ours.question != query.question():
        wrong.append("the question is not echoed octet for octet")
    if not ours.qr:
        wrong.append("QR is not set")
    if query.qclass == CLASS_IN:
        wrong += misspelt(case)
    return wrong


def misspelt(case):
    """Names of our reply whose letter case is neither the zone files' nor the query's."""
    asked = names.spelling(case.query.name)
    substituted = any(key[1] == CODES["DNAME"] for key, _, _ in case.ours.answer)
    loose = set(case.query.name) | case.world.labels() if substituted else ()  # labels move below new ancestors

    def known(spelt):
        return spelt in asked or spelt in case.world.spellings() or spelt[0] in loose
    return [f"letter case from nowhere: {names.to_text(name)}" for name in map(names.from_wire, case.ours.names)
            if not all(map(known, names.spelling(name)))]
