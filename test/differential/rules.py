"""The intended differences from knot and nsd. Whatever no rule here excuses is a failure.

A rule looks at one differing field of our reply against one peer's reply. It is used only where
our reply equals neither peer's.
"""
import dataclasses
from collections.abc import Callable

import names
from query import CLASS_ANY, CLASS_CH, CLASS_IN, COOKIE, ECS, KEEPALIVE, PADDING
from rdata import CODES

FORMERR, NOTIMP = 1, 4
LINKS_MAX = 16  # ours
KNOT_LINKS_MAX = 5
SECTIONS = ("answer", "authority", "additional")
RULES = []


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    reason: str
    excuses: Callable  # (case, peer's reply, field) -> bool


def rule(reason):
    def enlist(function):
        RULES.append(Rule(function.__name__.replace("_", " "), reason, function))
        return function
    return enlist


def is_any_over_udp(query):
    return query.type == CODES["ANY"] and not query.tcp


@rule("a truncated reply is asked again over TCP, so its records do not count (RFC 2181 §9)")
def truncated_sections(case, peer, field):
    return field in SECTIONS and case.ours.flags["tc"] and peer.flags["tc"]


@rule("a truncated chain ends with the RCODE of its last link that fits; the full one comes over TCP (RFC 2181 §9)")
def truncated_rcode(case, peer, field):
    return field == "rcode" and case.ours.flags["tc"] and peer.flags["tc"] and case.ours.rcode == 0


@rule("better compressed, a reply fits that the peer truncates; it is the one the peer gives over TCP")
def fits_here(case, peer, field):
    full = case.full_reply_of(peer)
    return (field in (*SECTIONS, "tc", "rcode") and peer.flags["tc"] and not case.ours.flags["tc"]
            and full is not None and (case.ours.rcode, case.ours.answer) == (full.rcode, full.answer))


@rule("a referral lacks no glue, else it is truncated (RFC 9471 §3.1); nsd then leaves AAAA glue out in silence")
def all_glue_or_truncated(case, peer, field):
    full = whole_of_truncated(case, peer)
    return (field in (*SECTIONS, "tc") and full is not None and full.authority
            and set(peer.additional) < set(full.additional))


@rule("names are compressed against the question and the apex only (flat cost per query), so a reply may just not fit")
def compressed_less(case, peer, field):
    full = whole_of_truncated(case, peer)
    return (field in (*SECTIONS, "tc") and full is not None and set(full.additional) == set(peer.additional)
            and full.length <= 1.15 * peer.length)


def whole_of_truncated(case, peer):
    """Our reply over TCP, if ours over UDP was truncated, the peer's was not, and they say the same."""
    full = case.full_reply_of(case.ours)
    if full is None or not case.ours.flags["tc"] or peer.flags["tc"]:
        return None
    same = (full.rcode, full.answer) == (peer.rcode, peer.answer) and set(full.authority) == set(peer.authority)
    return full if same else None


@rule("ANY over UDP gets one RRset of the name (RFC 8482 §4.1)")
def any_over_udp(case, peer, field):
    return (is_any_over_udp(case.query) and len(case.ours.answer) == 1 and field in (*SECTIONS, "tc")
            and (peer.flags["tc"] or peer.records("answer") >= case.ours.records("answer")))


@rule("ANY over TCP gets all RRsets of the name (RFC 1035 §3.2.3); the peers give one there, too")
def any_over_tcp(case, peer, field):
    return (case.query.type == CODES["ANY"] and case.query.tcp and field in ("answer", "additional")
            and set(peer.answer) <= set(case.ours.answer))


@rule("a chain is followed over 16 links (RFC 1034 §5.2.2 leaves the limit open); knot stops sooner, nsd later")
def chain_limit(case, peer, field):
    ours, theirs = case.ours.answer, peer.answer
    return (field in ("answer", "authority", "additional", "rcode", "tc") and links(ours) == LINKS_MAX + 1
            and ours == theirs[:len(ours)] and case.ours.rcode == 0 and not case.ours.authority)


@rule("knot gives up following a chain after some links and does not say so")
def chain_limit_of_knot(case, peer, field):
    ours, theirs = case.ours.answer, peer.answer
    return (field in ("answer", "authority", "additional", "rcode") and KNOT_LINKS_MAX <= links(theirs) < links(ours)
            and theirs == ours[:len(theirs)] and peer.rcode == 0 and not peer.authority)


@rule("a chain that knot gives up makes a reply that fits; followed further it may not")
def longer_chain_truncated(case, peer, field):
    full = case.full_reply_of(case.ours)
    return (field in (*SECTIONS, "tc", "rcode") and full is not None and case.ours.flags["tc"] and not peer.flags["tc"]
            and KNOT_LINKS_MAX <= links(peer.answer) < links(full.answer) and peer.rcode == 0 and not peer.authority
            and peer.answer == full.answer[:len(peer.answer)])


@rule("MX, SRV, NS and SVCB answers bring the addresses of their targets (RFC 1035 §3.3.9, RFC 2782, RFC 9460 §4.1)")
def addresses_of_targets(case, peer, field):
    more = set(case.ours.additional) - set(peer.additional)
    return (field == "additional" and not set(peer.additional) - set(case.ours.additional)
            and case.ours.answer == peer.answer and all(is_address_of_target(case.ours, rrset) for rrset in more))


def is_address_of_target(reply, rrset):
    (owner, rrtype, _), _, _ = rrset
    return rrtype in (CODES["A"], CODES["AAAA"]) and any(
        owner in body for _, _, bodies in reply.answer + reply.authority for body in bodies)


def links(answer):
    return sum(key[1] == CODES["CNAME"] for key, _, _ in answer)


@rule("class ANY is answered like IN, our only class, so with AA and SOA (RFC 1035 §6.2); nsd leaves both out")
def class_any_like_in(case, peer, field):
    return (case.query.qclass == CLASS_ANY and case.ours.flags["aa"] and not peer.flags["aa"]
            and (field == "aa" or (field == "authority" and not peer.authority
                                   and [key[1] for key, _, _ in case.ours.authority] == [CODES["SOA"]])))


@rule("class CH tells the version to those who may ask (RFC 4892 §2 has the custom); the peers hide theirs")
def version_told(case, peer, field):
    return (field in ("aa", "rcode", "answer") and case.query.qclass == CLASS_CH and case.ours.rcode == 0
            and case.query.name in ((b"version", b"server"), (b"version", b"bind"))
            and [key[1:] for key, _, _ in case.ours.answer] == [(CODES["TXT"], CLASS_CH)])


@rule("an opcode we do not have is NOTIMP whatever else there is to complain about (RFC 1035 §4.1.1)")
def opcode_first(case, peer, field):
    others = case.query.qclass != CLASS_IN or (case.query.edns is not None and case.query.edns.version != 0)
    return field == "rcode" and case.query.opcode != 0 and others and case.ours.rcode == NOTIMP


@rule("the DS of a zone is its parent's to answer, behind an alias too (RFC 4035 §3.1.4.1)")
def ds_behind_alias(case, peer, field):
    aliases = [rrset for rrset in case.ours.answer if rrset[0][1] == CODES["CNAME"]]
    if field not in (*SECTIONS, "rcode") or case.query.type != CODES["DS"] or not aliases:
        return False
    target = names.from_wire(next(iter(aliases[-1][2])))
    child_and_parent_here = target in case.world.by_apex and case.world.zone_of(target[1:]) is not None
    return child_and_parent_here and peer.answer == [rrset for rrset in case.ours.answer if rrset[0][1] != CODES["DS"]]


@rule("the DS of a zone whose parent here has no such name is denied by the zone itself: the parent's NXDOMAIN would deny "
      "all below it (RFC 8020 §2)")
def ds_of_undelegated_child(case, peer, field):
    if field not in ("rcode", "authority") or case.query.type != CODES["DS"] or case.ours.answer:
        return False
    asked = names.fold(case.query.name)
    return (asked in case.world.by_apex and case.world.zone_of(asked[1:]) is not None and case.ours.rcode == 0
            and [rrset[0][:2] for rrset in case.ours.authority] == [(names.to_wire(asked), CODES["SOA"])])


@rule("RD is copied into every reply (RFC 1035 §4.1.1); nsd clears it in some errors")
def rd_copied(case, peer, field):
    return field == "rd" and case.ours.flags["rd"] == case.query.rd and case.ours.rcode != 0


@rule("a query with OPT gets OPT, even with FORMERR (RFC 6891 §7)")
def opt_in_format_error(case, peer, field):
    return (field == "edns" and case.ours.edns is not None and case.ours.rcode == FORMERR
            and (case.query.edns is not None or case.query.oddity == "two OPTs"))


@rule("padding is answered over TCP in blocks (RFC 7830 §3, RFC 8467 §4.1); the peers pad only over TLS")
def padding_answered(case, peer, field):
    return field == "edns-options" and only_adds(case, peer, PADDING) and asked_for(case.query, PADDING)


@rule("keepalive tells the idle time over TCP (RFC 7828 §3.3.2); the peers ignore it")
def keepalive_answered(case, peer, field):
    return (field == "edns-options" and only_adds(case, peer, KEEPALIVE) and asked_for(case.query, KEEPALIVE)
            and case.query.tcp)


@rule("cookies are answered (RFC 7873 §5.2); the peers run without")
def cookie_answered(case, peer, field):
    return field == "edns-options" and only_adds(case, peer, COOKIE) and asked_for(case.query, COOKIE)


@rule("a client subnet is answered with its scope (RFC 7871 §7.2.1); the peers ignore it")
def client_subnet_answered(case, peer, field):
    return field == "edns-options" and only_adds(case, peer, ECS) and asked_for(case.query, ECS)


def only_adds(case, peer, code):
    return set(case.ours.edns["options"]) - {EXTENDED_ERROR} == set(peer.edns["options"]) - {EXTENDED_ERROR} | {code}


def asked_for(query, code):
    return query.edns is not None and any(code == asked for asked, _ in query.edns.options)


EXTENDED_ERROR = 15


@rule("extended errors are advice and each server words its own (RFC 8914 §2)")
def extended_errors(case, peer, field):
    return (field == "edns-options"
            and set(case.ours.edns["options"]) - {EXTENDED_ERROR} == set(peer.edns["options"]) - {EXTENDED_ERROR})
