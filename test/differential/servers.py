"""The servers under comparison, each in the foreground, in a folder of its own, on its own port."""
import json
import shutil
import socket
import subprocess
import time

import names
from exchange import ask_all
from query import Query

START_S = 60


class Server:
    name = "?"

    def __init__(self, folder, port, zones_folder, zones, label=None):
        self.label = label or self.name
        self.folder = folder / self.label
        self.folder.mkdir()
        self.zones_folder, self.zones = zones_folder, zones
        self.port = port
        self.log = self.folder / "log"
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder)

    def wait_until_ready(self):
        """Until every zone's SOA is answered; says which zones are not, if that lasts too long."""
        queries = [Query(zone.origin, 6) for zone in self.zones]
        deadline = time.monotonic() + START_S
        while True:
            if self.child.poll() is not None:
                raise RuntimeError(f"{self.label} ended with {self.child.returncode}:\n{self.tail()}")
            probe = ask_all(self.port, queries[:1]) if self._listens() else [None]
            answered = ask_all(self.port, queries) if probe[0] else probe * len(queries)
            missing = [zone for zone, wire in zip(self.zones, answered)
                       if not wire or wire[3] & 15 or not wire[2] & 4]
            if not missing:
                return
            if time.monotonic() > deadline:
                texts = " ".join(names.to_text(zone.origin) for zone in missing[:5])
                raise RuntimeError(f"{self.label} does not serve {len(missing)} zones: {texts}\n{self.tail()}")
            time.sleep(0.2)

    def _listens(self):
        """UDP alone would not tell: a query to a closed port is lost silently."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=0.5).close()
            return True
        except OSError:
            return False

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def tail(self):
        return self.log.read_text(errors="replace")[-3000:]

    def files(self):
        return [(names.to_text(zone.origin), self.zones_folder / zone.file_name()) for zone in self.zones]


class Knot(Server):
    name = "knot"

    def command(self):
        zones = "".join(f"  - domain: {origin}\n    file: {path}\n" for origin, path in self.files())
        (self.folder / "knot.conf").write_text(f"""server:
    rundir: {self.folder}
    listen: 127.0.0.1@{self.port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
    tcp-io-timeout: 0
    tcp-idle-timeout: 60
    version: ""
    identity: ""
    nsid: ""
log:
  - target: stderr
    any: warning
database:
    storage: {self.folder}
template:
  - id: default
    storage: {self.zones_folder}
    journal-content: none
    semantic-checks: off
zone:
{zones}""")
        return [shutil.which("knotd"), "-c", str(self.folder / "knot.conf")]


class Nsd(Server):
    name = "nsd"

    def command(self):
        zones = "".join(f'zone:\n  name: "{origin}"\n  zonefile: "{path}"\n' for origin, path in self.files())
        (self.folder / "nsd.conf").write_text(f"""server:
  ip-address: 127.0.0.1@{self.port}
  server-count: 1
  username: ""
  database: ""
  zonesdir: "{self.zones_folder}"
  pidfile: "{self.folder}/nsd.pid"
  zonelistfile: "{self.folder}/zone.list"
  xfrdfile: "{self.folder}/xfrd.state"
  xfrdir: "{self.folder}"
  hide-version: yes
  hide-identity: yes
  tcp-timeout: 60
  rrl-ratelimit: 0
  minimal-responses: yes
  round-robin: no
remote-control:
  control-enable: no
{zones}""")
        return [shutil.which("nsd"), "-d", "-c", str(self.folder / "nsd.conf")]


class Signpostd(Server):
    name = "signpostd"
    program = None  # set from the command line

    def command(self):
        (self.folder / "signpost.json").write_text(json.dumps({"server": {
            "listen": [f"127.0.0.1:{self.port}"], "zones": str(self.zones_folder),
            "control": str(self.folder / "control.sock"), "rate_limit": {"enabled": False}}}, indent=2))
        return [str(self.program), "--config", str(self.folder / "signpost.json")]


def free_ports():
    """Ports at or above 20000 that are free for UDP and TCP at this moment, each given once."""
    for port in range(20000 + int(time.time() * 1000) % 9000, 32000):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
        yield port
