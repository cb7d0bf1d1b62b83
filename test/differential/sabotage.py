"""Proof that the comparison can fail: one side gets zones with one record changed each."""
import copy

import names
import rdata
from query import Edns, Query

CHANGES = []


def change(function):
    CHANGES.append(function)
    return function


@change
def another_address(zone, rrset):
    if rrset.type != "A":
        return False
    rrset.rdatas[0] = "203.0.113.99"
    return True


@change
def another_ttl(zone, rrset):
    rrset.ttl = 4242
    return True


@change
def a_record_less(zone, rrset):
    if len(rrset.rdatas) < 2:
        return False
    rrset.rdatas.pop()
    return True


@change
def another_alias_target(zone, rrset):
    if rrset.type != "CNAME":
        return False
    rrset.rdatas[0] = "sabotaged.example."
    return True


@change
def an_rrset_less(zone, rrset):
    del zone.rrsets[names.fold(rrset.owner), rrset.type]
    return True


def spoil(world, rng, count):
    """Copies of the zones, `count` of them with a change, and the queries that must show each change."""
    zones, queries = copy.deepcopy(world.zones), []
    spoilt = rng.sample([zone for zone in zones if len(zone.rrsets) > 6], count)
    for number, zone in enumerate(spoilt):
        alter = CHANGES[number % len(CHANGES)]
        for rrset in rng.sample(list(zone.rrsets.values()), len(zone.rrsets)):
            if _visible(world, zone, rrset) and alter(zone, rrset):
                queries.append((alter.__name__, Query(rrset.owner, rdata.code(rrset.type), tcp=True, edns=Edns())))
                break
    return zones, queries


def _visible(world, zone, rrset):
    """Asked for by name, the record itself is in the answer, and removing it does not break the zone."""
    return (rrset.type not in ("SOA", "NS", "DS") and not zone.is_cut_or_below(rrset.owner)
            and world.zone_of(names.fold(rrset.owner)).apex == zone.apex)
