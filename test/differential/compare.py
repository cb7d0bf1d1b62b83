"""In what two replies to the same query differ, field by field, before any rule has its say."""
import dataclasses

from message import Reply

FLAGS = ("aa", "tc", "rd", "ra", "z", "ad", "cd")


@dataclasses.dataclass(frozen=True)
class Difference:
    field: str  # "reply", "rcode", a flag, "question", a section, "edns", "edns-size", …
    ours: object
    peer: object


def kind(reply):
    if reply is None:
        return "silence"
    return "reply" if isinstance(reply, Reply) else "malformed"


def differences(ours, peer):
    if kind(ours) != "reply" or kind(peer) != "reply":
        return [] if kind(ours) == kind(peer) else [Difference("reply", kind(ours), kind(peer))]
    found = [Difference(flag, ours.flags[flag], peer.flags[flag]) for flag in FLAGS
             if ours.flags[flag] != peer.flags[flag]]
    pairs = [(field, getattr(ours, field), getattr(peer, field)) for field in ("opcode", "rcode", "question", "answer")]
    pairs += [(field, frozenset(getattr(ours, field)), frozenset(getattr(peer, field)))
              for field in ("authority", "additional")]
    pairs += _edns_pairs(ours.edns, peer.edns)
    return found + [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _edns_pairs(ours, peer):
    if ours is None or peer is None:
        return [("edns", ours is not None, peer is not None)]
    return [("edns-" + part, ours[part], peer[part]) for part in ("size", "version", "do")] \
        + [("edns-options", tuple(sorted(ours["options"])), tuple(sorted(peer["options"])))]
