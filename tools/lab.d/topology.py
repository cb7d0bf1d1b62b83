"""The little world of the lab, as data: two sites, three links each, clients of three ISPs.

    clients of an ISP ── internet ──────────────── sig: the server under test
                            │                       │  an uplink for each link
                            ├── gateway a-telecom ──┤
                            ├── gateway a-unicom  ──┤     site a ── servers a
                            ├── …                   │
                            └── gateway b-mobile  ──┘     site b ── servers b

Every box of the drawing is a network namespace. Queries reach `sig` from the internet; its probes
of a link's addresses leave through its own leg to that link's gateway, and answers come back
through it. Addresses are from the blocks for documentation and benchmarks.
"""
import ipaddress
from dataclasses import dataclass

ISPS = ("telecom", "unicom", "mobile")
SITES = ("a", "b")
PUBLIC = {"a": "198.51.100.0/24", "b": "203.0.113.0/24"}
LINK_BITS = 27
SIG = "192.0.2.53"
SIG_LEG = f"{SIG}/30"             # of sig towards the internet
INTERNET_OF_SIG = "192.0.2.54"    # the other end
ANCHORS = ("192.0.2.1", "192.0.2.2")  # machines somewhere on the internet that never fail
WEB_PORT = 80


@dataclass(frozen=True)
class Link:
    site: str
    isp: str
    number: int
    prefix: ipaddress.IPv4Network

    @property
    def name(self):
        return f"{self.site}-{self.isp}"

    @property
    def box(self):
        return f"gw-{self.name}"

    def host(self, number):
        return str(self.prefix[number])

    @property
    def gateway(self):
        return self.host(1)

    @property
    def web(self):
        """The address of the web server behind the link."""
        return self.host(10)

    @property
    def database(self):
        return self.host(11)

    def leg(self, block, end):
        """An end of the small network between the gateway and another box: 1 is the gateway's."""
        return f"{block}.{self.number}.{end}"


def links():
    prefixes = {site: iter(ipaddress.ip_network(PUBLIC[site]).subnets(new_prefix=LINK_BITS))
                for site in SITES}
    return [Link(site, isp, number, next(prefixes[site]))
            for number, (site, isp) in enumerate((s, i) for s in SITES for i in ISPS)]


LINKS = links()
LINK = {link.name: link for link in LINKS}


def clients_network(isp):
    return f"198.18.{ISPS.index(isp) + 1}.0/24"


def client_address(isp):
    return f"198.18.{ISPS.index(isp) + 1}.2"


def links_of(site):
    return [link for link in LINKS if link.site == site]


def boxes():
    yield from ("sig", "internet")
    for isp in ISPS:
        yield f"client-{isp}"
    for site in SITES:
        yield from (f"site-{site}", f"servers-{site}")
    for link in LINKS:
        yield link.box


def cables():
    """(box, interface, box, interface) of each veth pair; an interface is named after whom it leads
    to."""
    yield "sig", "internet", "internet", "sig"
    for isp in ISPS:
        yield f"client-{isp}", "internet", "internet", f"to-{isp}"
    for site in SITES:
        yield f"site-{site}", "servers", f"servers-{site}", "site"
    for link in LINKS:
        yield "sig", link.name, link.box, "sig"
        yield "internet", link.name, link.box, "internet"
        yield f"site-{link.site}", link.isp, link.box, "site"


def settings():
    """{box: lines of `ip -batch`}: addresses, routes, interfaces that are up. They may be given
    again, which mends what a cable without carrier has lost."""
    lines = {box: ["link set lo up"] for box in boxes()}
    for one, interface, other, its in cables():
        lines[one].append(f"link set {interface} up")
        lines[other].append(f"link set {its} up")
    _settle_sig(lines)
    for isp in ISPS:
        lines[f"client-{isp}"] += [f"address replace {client_address(isp)}/24 dev internet",
                                   f"route replace default via {client_address(isp)[:-1]}1"]
        lines["internet"].append(f"address replace {client_address(isp)[:-1]}1/24 dev to-{isp}")
    for site in SITES:
        _settle_site(lines, site)
    for link in LINKS:
        _settle_link(lines, link)
    return lines


def _settle_sig(lines):
    lines["sig"] += [f"address replace {SIG_LEG} dev internet",
                     f"route replace default via {INTERNET_OF_SIG}"]
    lines["internet"].append(f"address replace {INTERNET_OF_SIG}/30 dev sig")
    lines["internet"] += [f"address replace {anchor}/32 dev lo" for anchor in ANCHORS]


def _settle_site(lines, site):
    block = f"10.{SITES.index(site) + 1}.0"
    lines[f"site-{site}"].append(f"address replace {block}.1/30 dev servers")
    lines[f"servers-{site}"] += [f"address replace {block}.2/30 dev site",
                                 f"route replace default via {block}.1"]
    for link in links_of(site):
        for address in (link.web, link.database):
            lines[f"servers-{site}"].append(f"address replace {address}/32 dev lo")
            lines[f"site-{site}"].append(f"route replace {address}/32 via {block}.2")


def _settle_link(lines, link):
    inner = link.host(2)
    lines[link.box] += [
        f"address replace {link.gateway}/30 dev site",
        f"address replace {link.leg('100.64', 1)}/30 dev sig",
        f"address replace {link.leg('100.65', 1)}/30 dev internet",
        f"route replace default via {link.leg('100.65', 2)}",
        f"route replace {link.prefix} via {inner}"]
    lines["sig"] += [f"address replace {link.leg('100.64', 2)}/30 dev {link.name}",
                     f"route replace {link.prefix} via {link.leg('100.64', 1)}"]
    lines["internet"] += [f"address replace {link.leg('100.65', 2)}/30 dev {link.name}",
                          f"route replace {link.prefix} via {link.leg('100.65', 1)}"]
    # What has an address of the link goes out through the link.
    table = 100 + link.number
    lines[f"site-{link.site}"] += [
        f"address replace {inner}/30 dev {link.isp}",
        f"route replace default via {link.gateway} table {table}"]


def rules():
    """{box: lines of `ip -batch`} to be given once."""
    lines = {}
    for link in LINKS:
        lines.setdefault(f"site-{link.site}", []).append(
            f"rule add from {link.prefix} lookup {100 + link.number}")
    return lines
