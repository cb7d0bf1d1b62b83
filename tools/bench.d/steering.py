"""What is steered, and who asks it: 100 services, each with an address on every link of 4 ISPs at
2 sites.

A client gets its own ISP's address at site A. A client of another ISP, or of none, gets the first
address of the zone, which is at site A too. Everybody is up, so everybody's answer is one address.
Half of the clients are known by their subnet (ECS, RFC 7871), the others ask from loopback, which
the map gives to an ISP. Clients are drawn by prefix, not by address, so that short prefixes do not
hide the long ones; equal lists in, equal queries out.
"""
import ipaddress
import pathlib
import random
import struct
from dataclasses import dataclass, replace

import carriers
from corpus import A, Query

ORIGIN = "steered.example"
SERVICES = 100
ISPS = ("telecom", "unicom", "mobile", "cernet")
LINKS = tuple((site, isp) for site in "AB" for isp in ISPS)  # in the zone's order
LOOPBACK, LOOPBACK_ISP = ipaddress.ip_network("127.0.0.0/8"), "mobile"

MIXES = {"none": 0, "all": 1, "half": 0.5}  # name -> share of queries with ECS
QUERIES, CLIENTS = 100_000, 20_000
NOWHERE_SHARE = 0.1
SUBNET_LENGTH = {4: 24, 6: 56}
NOWHERE = {4: (0x4, 4), 6: (0x4, 4)}  # the leading bits of strangers: 64.0.0.0/4 and 4000::/4
ECS, FAMILY = 8, {4: 1, 6: 2}  # RFC 7871 §6
SEED = 7871


@dataclass(frozen=True)
class SteeredQuery(Query):
    client: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None

    def packet(self, number):
        if self.client is None:
            return super().packet(number)
        length = self.client.prefixlen
        address = self.client.network_address.packed[:(length + 7) // 8]
        subnet = struct.pack("!HBB", FAMILY[self.client.version], length, 0) + address
        option = struct.pack("!HH", ECS, len(subnet)) + subnet
        packet = bytearray(super().packet(number))
        packet[11] = 1  # additional records
        return bytes(packet) + struct.pack("!BHHIH", 0, 41, 1232, 0, len(option)) + option


@dataclass(frozen=True)
class Steering:
    """Stands where servers expect a Corpus."""
    carriers: carriers.Carriers
    clients: list          # subnets, each of one ISP or of none
    mixes: dict            # name -> file for test/bench/load
    queries: pathlib.Path  # the mix that is asked if nothing else is said

    def origins(self):
        return [ORIGIN]

    def asking(self, mix):
        return replace(self, queries=self.mixes[mix])

    def isp_of(self, client):
        """The ISP of a subnet, or of who asks from loopback without one."""
        return self.carriers.isp_of(client or LOOPBACK)

    def answer(self, service, client):
        """The address that `client` should get."""
        isp = self.isp_of(client)
        return address("A", isp if isp in ISPS else ISPS[0], service)


def name(service):
    return f"s{service:03}.{ORIGIN}"


def query(service, client=None):
    return SteeredQuery(name(service), A, edns=False, client=client)


def network(site, isp):
    """The prefix that a link owns."""
    return f"10.{'AB'.index(site)}.{ISPS.index(isp)}.0/24"


def address(site, isp, service):
    return network(site, isp).replace("0/24", str(service + 1))


def link_name(site, isp):
    return f"{site.lower()}-{isp}"


def link_order(isp):
    """All links, the best for clients of `isp` first."""
    return sorted(LINKS, key=lambda link: link[1] != isp)  # stable, so site A stays in front


def subnet_around(prefix, dice):
    """A client subnet that begins in `prefix`."""
    free = carriers.BITS[prefix.version] - prefix.prefixlen
    number = int(prefix.network_address) | dice.getrandbits(free)
    return carriers.network(prefix.version, number, SUBNET_LENGTH[prefix.version])


def stranger(dice):
    """A client subnet that no list has, nearly always."""
    version = dice.choice((4, 6))
    leading, bits = NOWHERE[version]
    around = carriers.network(version, leading << (carriers.BITS[version] - bits), bits)
    return subnet_around(around, dice)


def draw_clients(isp_of_prefix, dice):
    """Subnets, but for those in which not all addresses have one ISP: no answer would be right."""
    prefixes = list(isp_of_prefix)
    split = {prefix.supernet(new_prefix=SUBNET_LENGTH[prefix.version]) for prefix in prefixes
             if prefix.prefixlen > SUBNET_LENGTH[prefix.version]}
    prefixes = [prefix for prefix in prefixes
                if prefix.prefixlen <= SUBNET_LENGTH[prefix.version]]
    drawn = (stranger(dice) if dice.random() < NOWHERE_SHARE
             else subnet_around(dice.choice(prefixes), dice) for _ in range(CLIENTS))
    return [client for client in drawn if client not in split]


def make(folder, lists):
    """The mixes below `folder`, of the carriers' lists in `lists` or of generated ones."""
    dice = random.Random(SEED)
    isp_of_prefix = carriers.load(lists).isp_of_prefix
    clients = draw_clients(isp_of_prefix, dice)
    folder.mkdir(parents=True, exist_ok=True)
    mixes = {mix: folder / f"{mix}.bin" for mix in MIXES}
    for mix, file in mixes.items():
        asked = [query(dice.randrange(SERVICES),
                       dice.choice(clients) if dice.random() < MIXES[mix] else None)
                 for _ in range(QUERIES)]
        file.write_bytes(b"".join(one.entry(number) for number, one in enumerate(asked)))
    known = carriers.Carriers({**isp_of_prefix, LOOPBACK: LOOPBACK_ISP})
    return Steering(known, clients, mixes, mixes["half"])
