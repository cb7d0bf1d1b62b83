"""Zones and query mixes, made once per build folder: equal numbers in, equal bytes out.

Every zone holds the same kinds of name in the same proportions, so that the cost of a query can be
compared between one small zone, many zones and one huge zone:
  of 20 names, one alias (CNAME), one wildcard, one delegation with glue, four with A and AAAA and
  thirteen with A.
The mix asks in these proportions too; 10 % of its queries are for names that do not exist and 5 %
carry EDNS.
"""
import hashlib
import json
import pathlib
import random
import struct
from dataclasses import asdict, dataclass

NXDOMAIN_SHARE = 0.10
EDNS_SHARE = 0.05
KINDS = 20
ALIAS, WILDCARD, DELEGATION = 0, 1, 2
DUAL = range(3, 7)  # A and AAAA

A, SOA, AAAA = 1, 6, 28
NAME_ERROR = 3
NO_ANSWER = {"answers_min": 0, "answers_max": 0, "authority_min": 1}
OPT_1232 = struct.pack("!BHHIH", 0, 41, 1232, 0, 0)  # RFC 6891 §6.1.2
SEED = 1035


@dataclass(frozen=True)
class Shape:
    """A corpus, as numbers; `queries` is the length of the mix."""
    name: str
    zones: int
    names: int  # in each zone
    queries: int


SMALL = Shape("small", zones=1, names=1_000, queries=100_000)
MANY = Shape("many", zones=10_000, names=100, queries=400_000)
HUGE = Shape("huge", zones=1, names=1_000_000, queries=400_000)


@dataclass(frozen=True)
class Corpus:
    shape: Shape
    zones: pathlib.Path    # folder of ORIGIN.zone files
    queries: pathlib.Path  # for test/bench/load
    dnsperf: pathlib.Path  # the same mix for dnsperf

    def origins(self):
        return [origin(self.shape, number) for number in range(self.shape.zones)]

    def zone_file(self, origin_name):
        return self.zones / f"{origin_name}.zone"


def origin(shape, number):
    return f"{shape.name}{number:05}.example"


def zone_text(shape, serial):
    """The text of one zone: all zones of a shape are alike, their names are relative."""
    yield f"$TTL 300\n@ SOA ns1 hostmaster {serial} 7200 900 1209600 300\n"
    yield "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n"
    for number in range(shape.names):
        yield name_text(number)


def name_text(number):
    name, kind = f"n{number:07}", number % KINDS
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    if kind == ALIAS:
        return f"{name} CNAME n{number + 7:07}\n"  # an A name: kinds 7 and up have A alone
    if kind == WILDCARD:
        return f"*.{name} A {address}\n"
    if kind == DELEGATION:
        return f"{name} NS ns.{name}\nns.{name} A {address}\n"
    text = f"{name} A {address}\n"
    return text + f"{name} AAAA 2001:db8::{number >> 16:x}:{number & 0xFFFF:x}\n" if kind in DUAL else text


@dataclass(frozen=True)
class Query:
    name: str
    type: int
    edns: bool
    rcode: int = 0
    answers_min: int = 1
    answers_max: int = 1
    authority_min: int = 0

    def packet(self, number):
        labels = b"".join(bytes([len(label)]) + label.encode() for label in self.name.split("."))
        packet = struct.pack("!6H", number & 0xFFFF, 0, 1, 0, 0, self.edns)
        packet += labels + struct.pack("!BHH", 0, self.type, 1)
        return packet + (OPT_1232 if self.edns else b"")

    def entry(self, number):
        """As test/bench/load/queries.cpp reads it."""
        packet = self.packet(number)
        checks = struct.pack("!4B", self.rcode, self.answers_min, self.answers_max,
                             self.authority_min)
        return struct.pack("!H", len(packet)) + checks + packet

    def line(self):
        return f"{self.name} {'AAAA' if self.type == AAAA else 'A'}\n"


def query(shape, dice):
    zone = origin(shape, dice.randrange(shape.zones))
    number = dice.randrange(shape.names)
    name, kind = f"n{number:07}.{zone}", number % KINDS
    edns = dice.random() < EDNS_SHARE
    if dice.random() < NXDOMAIN_SHARE:
        return Query(f"x{number:07}.{zone}", A, edns, rcode=NAME_ERROR, **NO_ANSWER)
    if kind == ALIAS:
        return Query(name, A, edns, answers_max=2)  # gdnsd leaves its target out
    if kind == WILDCARD:
        return Query(f"w{dice.randrange(100):02}.{name}", A, edns)
    if kind == DELEGATION:
        return Query(f"www.{name}", A, edns, **NO_ANSWER)
    return Query(name, dice.choice((A, AAAA)) if kind in DUAL else A, edns)


def write_zone(path, shape, serial):
    """Whole or not at all: servers watch the folder."""
    draft = path.with_suffix(".draft")
    with draft.open("w") as file:
        file.writelines(zone_text(shape, serial))
    draft.replace(path)


def make(folder, shape):
    """The corpus of `shape` below `folder`, made if it is not there or of another making."""
    home = folder / shape.name
    corpus = Corpus(shape, home / "zones", home / "queries.bin", home / "queries.txt")
    stamp = home / "stamp.json"
    code = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()
    made_of = json.dumps({**asdict(shape), "seed": SEED, "code": code})
    if stamp.exists() and stamp.read_text() == made_of:
        return corpus
    corpus.zones.mkdir(parents=True, exist_ok=True)
    for origin_name in corpus.origins():
        write_zone(corpus.zone_file(origin_name), shape, serial=1)
    dice = random.Random(SEED)
    mix = [query(shape, dice) for _ in range(shape.queries)]
    corpus.queries.write_bytes(b"".join(one.entry(number) for number, one in enumerate(mix)))
    corpus.dnsperf.write_text("".join(one.line() for one in mix))
    stamp.write_text(made_of)
    return corpus
