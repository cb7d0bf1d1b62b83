"""The servers under measurement: how each is configured, started on a corpus, and told to reload.

All get one UDP worker and one TCP worker, no rate limiting, replies without needless records, and
a home folder of their own; they listen on loopback only.
"""
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import tempfile
import time
from contextlib import ExitStack, contextmanager

import release
from corpus import A, Query
from process import Process, wait_until

START_PATIENCE_S = 300
PORTS = itertools.count(20500)  # a fresh one for each start, so that nothing old answers


class Server:
    """One server on one corpus. Subclasses say what differs."""
    name = ""
    checked = True  # False for echoes, whose replies say nothing
    zone_suffix = ".zone"

    def __init__(self, build, corpus, home):
        self.build, self.corpus, self.home = build, corpus, pathlib.Path(home)
        self.port = next(PORTS)
        self.zones = self.home / "zones"
        self.zones.mkdir()
        self.fill_zones()

    def fill_zones(self):
        for origin in self.corpus.origins():
            borrow(self.corpus.zone_file(origin), self.zone_file(origin))

    def zone_file(self, origin):
        return self.zones / f"{origin}{self.zone_suffix}"

    def command(self):
        """Writes what configuration it needs below `home` and gives the command line."""
        raise NotImplementedError

    def reload(self, process):
        """Tells it that a zone file has changed, without starting a program: that would cost time
        on a core that is being measured."""
        process.signal(signal.SIGHUP)

    def log(self):
        return self.home / "log"

    def probe(self):
        """A query for a name of its last zone that has an address."""
        return Query(f"n{7:07}.{self.corpus.origins()[-1]}", A, edns=False)

    def is_answering(self):
        answer = ask(self.port, self.probe())
        return answer is not None and (not self.checked or answer_count(answer) > 0)

    def write(self, name, text):
        path = self.home / name
        path.write_text(text)
        return path


class Echo(Server):
    name, checked = "echo", False
    program = release.ECHOES[0]

    def command(self):
        return [self.build / self.program, self.port]


class TcpEcho(Echo):
    program = release.ECHOES[1]

    def is_answering(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Signpost(Server):
    name = "signpost"
    rate_limit = {"exempt": ["127.0.0.0/8"]}

    def command(self):
        settings = {"server": {
            "listen": [f"127.0.0.1:{self.port}"], "zones": str(self.zones),
            "control": str(self.home / "control.sock"), "state": str(self.home),
            "udp_workers": 1, "tcp": {"threads": 1},
            "rate_limit": self.rate_limit}, **self.further_settings()}
        config = self.write("signpost.json", json.dumps(settings))
        return [self.build / release.SIGNPOSTD, "--config", config]

    def further_settings(self):
        """Sections of the configuration beside the server's own."""
        return {}

    def reload(self, process):
        """It watches the folder."""


class SignpostLimiting(Signpost):
    """With every reply accounted for by the rate limiter, which finds none too many."""
    name = "signpost+rrl"
    rate_limit = {"exempt": [], "responses_per_s": 1_000_000}


class Gdnsd(Server):
    name = "gdnsd"
    zone_suffix = ""

    def command(self):
        self.write("config", f"""options => {{
            listen => {{ 127.0.0.1:{self.port} => {{ udp_threads => 1, tcp_threads => 1 }} }}
            run_dir => {self.home}/run
            state_dir => {self.home}/state
        }}\n{self.plugins()}""")
        return ["/usr/sbin/gdnsd", "-c", self.home, "start"]

    def plugins(self):
        """A section of plugins."""
        return ""

    def reload(self, process):
        """Its documented control protocol; the answer would come when the reload is done."""
        self.control = socket.socket(socket.AF_UNIX)
        self.control.connect(str(self.home / "run/control.sock"))
        self.control.send(b"Z".ljust(8, b"\0"))


class Knot(Server):
    name = "knot"
    server_options = zone_options = ""

    def command(self):
        zones = "".join(f"  - domain: {origin}\n" for origin in self.corpus.origins())
        config = self.write("knot.conf", f"""server:
  listen: 127.0.0.1@{self.port}
  rundir: {self.home}
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
{self.server_options}log:
  - target: stderr
    any: warning
control:
  listen: {self.home}/knot.sock
database:
  storage: {self.home}
  journal-db-max-size: 16M
  kasp-db-max-size: 16M
  timer-db-max-size: 64M
{self.modules()}template:
  - id: default
    storage: {self.zones}
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
{self.zone_options}zone:
{zones}""")
        return ["/usr/sbin/knotd", "-c", config]

    def modules(self):
        """Sections of modules."""
        return ""

    def reload(self, process):
        process.signal(signal.SIGUSR1)


class Nsd(Server):
    name = "nsd"

    def command(self):
        zones = "".join(f"zone:\n  name: {origin}\n  zonefile: {origin}.zone\n"
                        for origin in self.corpus.origins())
        config = self.write("nsd.conf", f"""server:
  ip-address: 127.0.0.1@{self.port}
  server-count: 1
  username: ""
  database: ""
  zonesdir: {self.zones}
  pidfile: {self.home}/nsd.pid
  xfrdfile: {self.home}/xfrd.state
  zonelistfile: {self.home}/zone.list
  logfile: {self.home}/nsd.log
  minimal-responses: yes
  zonefiles-check: yes
  rrl-ratelimit: 0
  tcp-count: 1000
remote-control:
  control-enable: no
{zones}""")
        return ["/usr/sbin/nsd", "-d", "-c", config]


UDP = {kind.name: kind for kind in (Echo, Signpost, SignpostLimiting, Gdnsd, Knot, Nsd)}
TCP = {kind.name: kind for kind in (TcpEcho, Signpost, Gdnsd, Knot, Nsd)}
REAL = {kind.name: kind for kind in (Signpost, Gdnsd, Knot, Nsd)}


@contextmanager
def running(kind, build, corpus, wrapper=()):
    """A server that answers, with its process and the seconds from start to first right answer.

    `wrapper` goes before the command line, to run it under valgrind."""
    with tempfile.TemporaryDirectory(prefix="signpost-bench-") as home:
        server = kind(build, corpus, home)
        command = [*wrapper, *server.command()]
        begin = time.monotonic()
        with Process(command, server.log()) as process:
            wait_until(lambda: answers(server, process), START_PATIENCE_S, f"start of {kind.name}")
            yield server, process, time.monotonic() - begin


@contextmanager
def fleet(kinds, build, corpus):
    """All of `kinds` at once, as {name: (server, process)}: one is measured while the others idle,
    turn and turn about, so that the moods of the machine meet all alike."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(running(kind, build, corpus))[:2]
               for name, kind in kinds.items()}


def answers(server, process):
    if process.has_ended():
        raise RuntimeError(f"{server.name} ended at start:\n{server.log().read_text()}")
    return server.is_answering()


def ask(port, query, patience_s=0.05):
    """The reply, or None if there is none yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(patience_s)
        try:
            asker.connect(("127.0.0.1", port))
            asker.send(query.packet(0))
            return asker.recv(4096)
        except (ConnectionRefusedError, TimeoutError):
            return None


def answer_count(reply):
    return struct.unpack("!H", reply[6:8])[0]


def borrow(source, target):
    """A link if it can be: changes come by renaming, which leaves the original as it is."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
