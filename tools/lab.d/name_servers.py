"""The name servers under test: signpostd, and gdnsd with its best tuning for the same task.

Both serve the same names in `sig`: a client of an ISP gets the link of that ISP that is up, at site
a rather than at site b.
"""
import json
import os
import pathlib
import subprocess

import topology
from daemon import Daemon, wait_until
from topology import ISPS, LINKS, SIG

ZONE = "ybj.example"
NEAREST, EVERY, SHARED, PORT, DATABASE = (
    f"{name}.{ZONE}." for name in ("portal", "every", "shared", "port", "database"))
# NEAREST: one address, by the client's ISP. EVERY: all six. SHARED: one of them, each as often.
# PORT: as NEAREST, judged by whether its port takes connections; the others by what HTTP says.
# DATABASE: as NEAREST, of databases, judged by whether they can be written to.
NAMES = (NEAREST, EVERY, SHARED)
FAKETIME = f"/usr/lib/{os.uname().machine}-linux-gnu/faketime/libfaketimeMT.so.1"
ZONE_HEAD = f"$TTL 15\n@ SOA ns1 hostmaster 1 7200 900 1209600 300\n@ NS ns1\nns1 A {SIG}\n"


class NameServer:
    """One of them, with a folder of its own. Subclasses say what differs."""
    name = ""
    program = ""
    notice_s = 0.0  # by then it has noticed that a service is dead

    def __init__(self, network, tuning, home, database=None):
        """`database` is a kind of databases.py, for the name DATABASE; without one it is not
        looked after."""
        self.network, self.tuning, self.home = network, tuning, pathlib.Path(home)
        self.database = database
        self.environment = {}
        self.daemon = None
        self._clock = self.home / "clock"
        (self.home / "zones").mkdir()
        self.configure()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.daemon.kill()

    def configure(self):
        """Writes what it reads, below `home`."""
        raise NotImplementedError

    def command(self):
        raise NotImplementedError

    def start(self):
        """Returns at once: is_answering() tells when it does."""
        self.daemon = Daemon(self.network.inside("sig", *self.command()), self.home / "log",
                             self.environment)

    def wait(self):
        wait_until(lambda: self.daemon.require_alive() or self.is_answering(),
                   f"{self.name} answers")

    def is_answering(self):
        asked = subprocess.run(
            self.network.inside(f"client-{ISPS[0]}", "dig", f"@{SIG}", "+short", "+tries=1",
                                "+time=1", EVERY), capture_output=True, text=True, check=False)
        return len(asked.stdout.split()) == len(LINKS)

    def flips(self):
        """Changes of verdicts so far, as it tells them itself."""
        raise NotImplementedError

    def settle_s(self):
        """From its first answer until it has judged everything."""
        raise NotImplementedError

    def watch_s(self):
        """So long after an event nothing more is to be expected of it."""
        raise NotImplementedError

    def own_clock(self):
        """Before it starts: gives it a wall clock that step_clock() can set. Nothing but the
        machine's own clock could be stepped otherwise, for everybody."""
        self._clock.write_text("+0")
        self.environment |= {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": str(self._clock),
                             "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                             "FAKETIME_DONT_RESET": "1"}

    def step_clock(self, seconds):
        self._clock.write_text(f"{seconds:+}")

    def lines(self):
        """Of its log."""
        return (self.home / "log").read_text(errors="replace").splitlines()

    def write(self, name, text):
        path = self.home / name
        path.write_text(text)
        return path


class Signpost(NameServer):
    name = "signpost"
    notice_s = 2.0

    def configure(self):
        owners = "".join(f"{name.split('.')[0]} A {link.web}\n"
                         for name in (*NAMES, PORT) for link in LINKS)
        owners += "".join(f"database A {link.database}\n" for link in LINKS)
        self.write(f"zones/{ZONE}.zone", ZONE_HEAD + owners)
        self.write("clients.csv", "".join(f"{topology.clients_network(isp)},{isp},,,\n"
                                          for isp in ISPS))
        self.write("signpost.json", json.dumps(self.settings(), indent=1))

    def settings(self):
        return {
            "server": {"listen": [f"{SIG}:53"], "zones": "zones", "control": "control.sock",
                       "state": "state", "udp_workers": 2, "rate_limit": {"exempt": ["0.0.0.0/0"]}},
            "clients": {"maps": ["clients.csv"]},
            "sites": {site: {} for site in topology.SITES},
            "links": {link.name: {"site": link.site, "isp": link.isp, "prefixes": [str(link.prefix)],
                                  "check": f"gateway-{link.name}", "targets": [link.gateway]}
                      for link in LINKS},
            "checks": self.checks(),
            "health": self.health(),
            "policies": {
                "nearest": {"rank": ["same-isp", "site-order"], "answers_max": 1,
                            **self.tuning.policy},
                "every": {"rank": [], **self.tuning.policy},
                "shared": {"rank": [], "pick": "weighted", "answers_max": 1, **self.tuning.policy}},
            "services": {
                NEAREST: {"policy": "nearest", "check": "portal"},
                EVERY: {"policy": "every", "check": "portal"},
                SHARED: {"policy": "shared", "check": "portal"},
                PORT: {"policy": "nearest", "check": "port"},
                **({DATABASE: {"policy": "nearest", "check": "database"}} if self.database else {})}}

    def health(self):
        anchors = {"check": "anchor", "targets": list(self.tuning.anchors)}
        return {"anchors": anchors} if self.tuning.anchors else {}

    def checks(self):
        """A gateway is asked through the leg that leads to it: without carrier it is down."""
        gateways = {f"gateway-{link.name}": {"icmp": {}, "source": {"interface": link.name},
                                             **self.tuning.gateway} for link in LINKS}
        http = {"port": topology.WEB_PORT, "host": f"portal.{ZONE}", "path": "/healthz",
                "status": [200]}
        checks = {**gateways, "portal": {"http": http, **self.tuning.service},
                  "port": {"tcp": {"port": topology.WEB_PORT}, **self.tuning.service}}
        if self.database:
            checks["database"] = {**self.database.check, **self.tuning.service}
        if self.tuning.anchors:
            checks["anchor"] = {"icmp": {}, **self.tuning.gateway}
        return checks

    def command(self):
        (self.home / "state").mkdir(exist_ok=True)
        return [self.program, "--config", self.home / "signpost.json"]

    def settle_s(self):
        return self.tuning.settle_s

    def watch_s(self):
        return self.tuning.watch_s

    def flips(self):
        return sum(line.split()[1:2] == ["flip"] for line in self.lines())


class Gdnsd(NameServer):
    """A datacentre is a link; geoip orders them for a network of clients. The gateway is pinged by
    the plugin for external programs, since there is none for ICMP."""
    name = "gdnsd"
    program = "/usr/sbin/gdnsd"
    notice_s = 6.0

    def configure(self):
        kinds = {NEAREST: "geoip!portal", EVERY: "multifo!every", SHARED: "weighted!shared",
                 PORT: "geoip!port"}
        if self.database:
            kinds[DATABASE] = "geoip!database"
        self.write(f"zones/{ZONE}", ZONE_HEAD + "".join(
            f"{name.split('.')[0]} DYNA {kind}\n" for name, kind in kinds.items()))
        self.write("config", f"""options => {{
  listen => {SIG}
  run_dir => {self.home}/run
  state_dir => {self.home}/state
}}
service_types => {{
{self._service_types()}}}
plugins => {{
  geoip => {{
    maps => {{ isps => {{
      datacenters => [ {_centres(None)} ]
      nets => {{ {" ".join(f"{topology.clients_network(isp)} => [ {_centres(isp)} ]," for isp in ISPS)} }}
    }} }}
    resources => {{
      {self._resource("portal", "web")}
      {self._resource("port", "web")}
      {self._resource("database", "database") if self.database else ""}
    }}
  }}
  multifo => {{ every => {{ service_types => portal, up_thresh => 0.01
    {" ".join(f"{link.name} => {link.web}," for link in LINKS)} }} }}
  weighted => {{ shared => {{ service_types => portal, multi => false, up_thresh => 0.01
    {" ".join(f"{link.name} => [ {link.web}, 1 ]," for link in LINKS)} }} }}
}}
""")

    def _service_types(self):
        pace = ", ".join(f"{key} => {value}" for key, value in self.tuning.gdnsd.items())
        commands = {f"gw-{link.name}": f"exec ping -n -q -c 1 -W 1 {link.gateway} >/dev/null"
                    for link in LINKS}
        if self.database:
            commands["database"] = self.database.external
        external = "".join(
            f'{name} => {{ plugin => extmon, cmd => ["/bin/sh", "-c", "{_escaped(command)}"], '
            f"{pace} }}\n" for name, command in commands.items())
        return (f"portal => {{ plugin => http_status, port => {topology.WEB_PORT}, "
                f"vhost => portal.{ZONE}, url_path => /healthz, {pace} }}\n"
                f"port => {{ plugin => tcp_connect, port => {topology.WEB_PORT}, {pace} }}\n{external}")

    @staticmethod
    def _resource(check, address):
        centres = " ".join(
            f"{link.name} => {{ plugin => multifo, service_types => [ {check}, gw-{link.name} ], "
            f"one => {getattr(link, address)} }}," for link in LINKS)
        return f"{check} => {{ map => isps, dcmap => {{ {centres} }} }}"

    def command(self):
        return [self.program, "-c", self.home, "start"]

    def settle_s(self):
        return 0.0  # it answers after a round of checks

    def watch_s(self):
        return self.tuning.gdnsd_watch_s

    def flips(self):
        return sum("changed from" in line for line in self.lines())


def _escaped(text):
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _centres(isp):
    """All links, those of an ISP first, at site a rather than at site b."""
    return ", ".join(link.name for link in sorted(LINKS, key=lambda link: link.isp != isp))


KINDS = {kind.name: kind for kind in (Signpost, Gdnsd)}


def available():
    """Names of those that can be run here."""
    return [name for name, kind in KINDS.items() if os.access(kind.program, os.X_OK)]
