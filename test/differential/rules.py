"""The intended differences from knot and nsd. Whatever no rule here excuses is a failure.

A rule looks at one differing field of our reply against one peer's reply. It is used only where
our reply equals neither peer's.
"""
import dataclasses
from collections.abc import Callable

from query import COOKIE, ECS
from rdata import CODES

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


@rule("ANY over UDP gets one RRset of the name (RFC 8482 §4.1)")
def any_over_udp(case, peer, field):
    return (is_any_over_udp(case.query) and len(case.ours.answer) == 1 and field in (*SECTIONS, "tc")
            and (peer.flags["tc"] or peer.records("answer") >= case.ours.records("answer")))


@rule("the RRsets of an ANY answer have no order (RFC 1035 §3.7 knows none)")
def any_order(case, peer, field):
    return (case.query.type == CODES["ANY"] and field == "answer"
            and frozenset(case.ours.answer) == frozenset(peer.answer))


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


@rule("a positive answer needs no NS records of its zone (RFC 1034 §4.3.2 step 6 asks for none)")
def no_authority_beside_answer(case, peer, field):
    return (field in ("authority", "additional") and case.ours.answer and not case.ours.authority
            and case.ours.answer == peer.answer and len(peer.authority) == 1
            and peer.authority[0][0][1] == CODES["NS"] and case.ours.rcode == 0)
