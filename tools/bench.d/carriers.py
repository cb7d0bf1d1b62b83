"""Which addresses belong to which ISP: carriers' published lists, or generated ones of their size.

A list is a file of prefixes, one a line: CARRIER.txt for IPv4, CARRIER6.txt for IPv6. Where two
carriers claim one prefix, the first by name has it.
"""
import ipaddress
import random

ISP_OF_LIST = {"chinanet": "telecom", "cmcc": "mobile"}  # the others bear their ISP's name
BITS = {4: 32, 6: 128}
SEED = 7871

# What is generated: of each ISP so many IPv4 and IPv6 prefixes, and how often each length occurs,
# as in lists of Chinese carriers taken from BGP.
GENERATED = {"telecom": (4100, 320), "unicom": (3850, 1085), "mobile": (1150, 115),
             "cernet": (95, 115), "cstnet": (40, 5), "drpeng": (35, 0)}
LENGTHS = {4: {12: 1, 14: 2, 15: 2, 16: 3, 17: 3, 18: 4, 19: 7, 20: 9, 21: 9, 22: 15, 23: 13,
               24: 27, 28: 1},
           6: {30: 3, 32: 16, 36: 8, 40: 9, 42: 12, 44: 7, 46: 7, 47: 12, 48: 35}}
OCTETS = {4: [*range(36, 62), *range(101, 126)], 6: [0x24]}  # where such prefixes begin


class Carriers:
    """Prefixes with their ISPs; the longest that covers a client counts."""

    def __init__(self, isp_of_prefix):
        self.isp_of_prefix = isp_of_prefix
        self._tables = {version: _tables(isp_of_prefix, version) for version in BITS}

    def isp_of(self, client):
        """The ISP of a network, by the prefixes that cover all of it; None if there is none."""
        number, bits = int(client.network_address), BITS[client.version]
        return next((isps[number >> (bits - length)]
                     for length, isps in self._tables[client.version]
                     if length <= client.prefixlen and number >> (bits - length) in isps), None)

    def reduced(self, isps):
        """Fewer prefixes that tell just as well which of `isps` a client has, if any."""
        found = {prefix: isp if isp in isps else None
                 for prefix, isp in self.isp_of_prefix.items()}
        for prefix in sorted(found, key=lambda one: -one.prefixlen):  # a pair makes one
            while prefix.prefixlen > 0:
                isp, wider = found.get(prefix), prefix.supernet()
                twin = next(half for half in wider.subnets() if half != prefix)
                if prefix not in found or found.get(twin, "") != isp:
                    break
                del found[prefix], found[twin]
                found[wider] = isp
                prefix = wider
        around = Carriers(found)
        return {prefix: isp for prefix, isp in found.items()
                if prefix.prefixlen == 0 or isp != around.isp_of(prefix.supernet())}


def load(folder):
    """The lists in `folder`, or generated ones if there is no such folder."""
    isp_of_prefix = {}
    for file in sorted(folder.glob("*.txt")):
        carrier = file.stem.removesuffix("6")
        for line in file.read_text().split():
            isp_of_prefix.setdefault(ipaddress.ip_network(line), ISP_OF_LIST.get(carrier, carrier))
    return Carriers(isp_of_prefix or generated())


def generated():
    dice = random.Random(SEED)
    isp_of_prefix = {}
    for version in BITS:
        wanted = [isp for isp, counts in GENERATED.items() for _ in range(counts[version == 6])]
        dice.shuffle(wanted)
        while wanted:
            isp_of_prefix.setdefault(random_prefix(version, dice), wanted[-1])
            del wanted[-1]
    return isp_of_prefix


def random_prefix(version, dice):
    bits = BITS[version]
    length, = dice.choices(list(LENGTHS[version]), LENGTHS[version].values())
    number = dice.choice(OCTETS[version]) << (bits - 8) | dice.getrandbits(bits - 8)
    return network(version, number, length)


def network(version, number, length):
    """The network of `length` around the address that is `number`."""
    free = BITS[version] - length
    kind = ipaddress.IPv4Network if version == 4 else ipaddress.IPv6Network
    return kind((number >> free << free, length))


def _tables(isp_of_prefix, version):
    """By length, the longest first: ISPs by the leading bits."""
    tables = {}
    for prefix, isp in isp_of_prefix.items():
        if prefix.version == version:
            leading = int(prefix.network_address) >> (BITS[version] - prefix.prefixlen)
            tables.setdefault(prefix.prefixlen, {})[leading] = isp
    return sorted(tables.items(), reverse=True)
