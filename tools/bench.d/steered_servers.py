"""The servers under measurement, steering: each with the best configuration that we found.

All know the same clients, order the links alike and answer with one address. Health does not come
into it: everything is up. They differ from servers.py in what is said here.
"""
import subprocess

import release
import steering
from servers import Echo, Gdnsd, Knot, Signpost
from steering import ISPS, LINKS, ORIGIN, SERVICES

ZONE_HEAD = ("$TTL 300\n@ SOA ns1 hostmaster 1 7200 900 1209600 300\n"
             "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.1\nns2 A 192.0.2.2\n")


class Steered:
    """Before a server in the bases of a class: with the zone of services."""
    steers = True

    def fill_zones(self):
        text = "".join(self.records(number) for number in range(SERVICES))
        self.zone_file(ORIGIN).write_text(ZONE_HEAD + text)

    def records(self, service):
        """Of a service in the zone: its first address, which those get whom nobody knows."""
        return f"s{service:03} A {steering.address(*LINKS[0], service)}\n"

    def probe(self):
        return steering.query(0)

    def client_map(self):
        """The carriers' prefixes as they are."""
        return self.write("carriers.csv", "".join(
            f"{prefix},{isp},,,\n" for prefix, isp in self.corpus.carriers.isp_of_prefix.items()))


class SteeredEcho(Steered, Echo):
    steers = False


class StaticSignpost(Steered, Signpost):
    """What steering is compared with: the same names, one address each for everybody."""
    steers = False


class SteeredSignpost(Steered, Signpost):
    """All services by one policy, with a link for each ISP at each site."""
    name = "signpost+steering"

    def records(self, service):
        return "".join(f"s{service:03} A {steering.address(*link, service)}\n" for link in LINKS)

    def further_settings(self):
        return {
            "clients": {"maps": [str(self.client_map())]},
            "sites": {"A": {}, "B": {}},
            "links": {steering.link_name(site, isp): {
                "site": site, "isp": isp, "prefixes": [steering.network(site, isp)]}
                for site, isp in LINKS},
            "policies": {"carriers": {"rank": ["same-isp", "site-order"], "sites": ["A", "B"],
                                      "answers_max": 1}},
            "services": {f"{steering.name(number)}.": {"policy": "carriers"}
                         for number in range(SERVICES)}}


class SteeredGdnsd(Steered, Gdnsd):
    """plugin_geoip: a file of nets, each with all links in its ISP's order; a datacentre is a link.
    It merges the nets into a tree of its own."""

    def records(self, service):
        return f"s{service:03} DYNA geoip!s{service:03}\n"

    def plugins(self):
        nets = (f"{prefix} => [ {centres(isp)} ]\n"
                for prefix, isp in self.corpus.carriers.reduced(ISPS).items())
        file = self.write("nets", "".join(nets))
        resources = "\n".join(self.resource(number) for number in range(SERVICES))
        return f"""plugins => {{ geoip => {{
            maps => {{ carriers => {{ datacenters => [ {centres(None)} ], nets => {file} }} }}
            resources => {{\n{resources}\n}} }} }}\n"""

    @staticmethod
    def resource(service):
        addresses = ", ".join(f"{steering.link_name(*link)} => {steering.address(*link, service)}"
                              for link in LINKS)
        return (f"s{service:03} => {{ map => carriers, service_types => up, "
                f"dcmap => {{ {addresses} }} }}")


def centres(isp):
    return ", ".join(steering.link_name(*link) for link in steering.link_order(isp))


class SteeredKnot(Steered, Knot):
    """mod-geoip by subnet. It keeps every prefix for every name and searches them by halves, so it
    gets as few as will do; who is in none of them gets what the zone has."""
    server_options = "  edns-client-subnet: on\n"
    zone_options = "    module: mod-geoip/carriers\n"

    def modules(self):
        views = self.write("views.conf", "".join(self.views()))
        return (f"mod-geoip:\n  - id: carriers\n    config-file: {views}\n    ttl: 300\n"
                + self.mode())

    def mode(self):
        return "    mode: subnet\n"

    def views(self):
        ways = self.ways()
        for service in range(SERVICES):
            yield f"{steering.name(service)}.:\n"
            for way, isp in ways:
                yield f"  - {way}\n    A: {steering.address('A', isp or ISPS[0], service)}\n"

    def ways(self):
        """How each view knows its clients, and their ISP."""
        prefixes = self.corpus.carriers.reduced(ISPS).items()
        return [(f"net: {prefix}", isp) for prefix, isp in prefixes]


class SteeredKnotGeodb(SteeredKnot):
    """mod-geoip with a database in MaxMind's format: quicker, and the prefixes are there once."""
    name = "knot+geodb"

    def mode(self):
        database = self.home / "carriers.mmdb"
        subprocess.run([self.build / release.SIGNPOST_MAP, "build", self.client_map(),
                        "--output", database], check=True, stdout=subprocess.DEVNULL)
        return f"    mode: geodb\n    geodb-file: {database}\n    geodb-key: isp\n"

    def ways(self):
        return [(f'geo: "{isp}"', isp) for isp in ISPS]


STEERED = {"echo": SteeredEcho, "signpost": StaticSignpost, "signpost+steering": SteeredSignpost,
           "gdnsd": SteeredGdnsd, "knot": SteeredKnot, "knot+geodb": SteeredKnotGeodb}
