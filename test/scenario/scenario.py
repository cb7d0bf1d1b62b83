"""What the scenario tests share: a real signpostd on loopback, and waiting for what it does.

Every test has a server of its own, in a folder and on a port of its own, so tests run side by side.
Nothing sleeps for a fixed time: `wait_for` looks again and again until a deadline.
"""
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

SIGNPOSTD = os.environ["SIGNPOSTD"]
SIGNPOSTCTL = os.environ["SIGNPOSTCTL"]
DEADLINE_S = 60  # far more than anything takes; for machines that do much else


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


HAS_IPV6 = has_ipv6()


def free_port():
    """A port that is free for UDP and TCP; below the range from which the kernel hands out ports."""
    while True:
        port = random.randrange(20000, 32000)
        try:
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind(("127.0.0.1", port))
            return port
        except OSError:
            continue


def wait_for(condition, what):
    """The first true value of `condition()`."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise AssertionError(f"in {DEADLINE_S} s it did not come true that {what}")


def zone_text(serial, more=""):
    return (f"@ 60 SOA ns hostmaster {serial} 3600 900 1209600 300\n"
            f"@ 60 NS ns\nns 60 A 192.0.2.1\n{more}")


def query(name, qtype=1, ident=0x1234):
    """A question in wire form, without EDNS."""
    labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".") if part)
    return struct.pack("!HHHHHH", ident, 0, 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", qtype, 1)


class Server:
    def __init__(self, folder, **options):
        self.folder = pathlib.Path(folder)
        self.zones = self.folder / "zones"
        self.zones.mkdir(exist_ok=True)
        self.control = self.folder / "control.sock"
        self.log_file = self.folder / "log"
        self.config = self.folder / "signpost.json"
        self.port = free_port()
        self.process = None
        self.configure(**options)

    def configure(self, **options):
        listen = [f"127.0.0.1:{self.port}"] + ([f"[::1]:{self.port}"] if HAS_IPV6 else [])
        (self.folder / "state").mkdir(exist_ok=True)
        server = {"listen": listen, "control": "control.sock", "state": "state", "udp_workers": 2, **options}
        self.write(self.config, json.dumps({"server": server}))

    @staticmethod
    def write(path, text):
        """By rename, as a careful tool does."""
        fresh = path.with_name(".fresh")
        fresh.write_text(text)
        fresh.rename(path)

    def write_zone(self, origin, text):
        self.write(self.zones / f"{origin}.zone", text)

    def start(self, **options):
        with open(self.log_file, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen([SIGNPOSTD, "--config", self.config], stderr=log, **options)
        wait_for(lambda: self.has_logged("started") or self.process.poll() is not None,
                 "signpostd starts")
        if self.process.poll() is not None:
            raise AssertionError("signpostd ended:\n" + self.log())
        return self

    def stop(self):
        """Ends it as an operator does, and gives the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=DEADLINE_S)

    def log(self):
        return self.log_file.read_text(encoding="utf-8")

    def has_logged(self, *words):
        return any(all(word in line.split() for word in words) for line in self.log().splitlines())

    def dig(self, *words, server="127.0.0.1"):
        """The lines that `dig +short` prints."""
        done = subprocess.run(["dig", f"@{server}", "-p", str(self.port), "+short", "+tries=1",
                               "+time=5", *words], capture_output=True, text=True, check=False)
        return done.stdout.split("\n")[:-1]

    def rcode(self, *words):
        done = subprocess.run(["dig", "@127.0.0.1", "-p", str(self.port), "+tries=1", "+time=5",
                               *words], capture_output=True, text=True, check=False)
        return done.stdout.partition("status: ")[2].partition(",")[0]

    def serial(self, origin):
        words = self.dig(origin, "SOA")
        return int(words[0].split()[2]) if words else None

    def ctl(self, *words):
        return subprocess.run([SIGNPOSTCTL, *words, "--socket", self.control], capture_output=True,
                              text=True, check=False, timeout=DEADLINE_S)

    def override(self, **by_standing):
        """These subjects are under an override, and no others: override(down=["site/A"], drain=["site/B"])."""
        for known in json.loads(self.ctl("override", "list", "--json").stdout)["overrides"]:
            self.say("override", "clear", known["subject"])
        removed = self.log().count("drain-removed")
        for standing, subjects in by_standing.items():
            for subject in subjects:
                self.say("override", "set", subject, standing, "--reason", "a test", "--force")
        removed += len(by_standing.get("drain", []))
        wait_for(lambda: self.log().count("drain-removed") == removed, "what is drained has left the answers")

    def say(self, *words):
        done = self.ctl(*words)
        if done.returncode:
            raise AssertionError(f"signpostctl {' '.join(words)}: {done.stdout}{done.stderr}")

    def status(self):
        return json.loads(self.ctl("status", "--json").stdout)

    def zone_status(self, origin):
        return next(zone for zone in self.status()["zones"] if zone["origin"] == origin)


def check(config):
    """`signpostd --check`."""
    return subprocess.run([SIGNPOSTD, "--check", "--config", config], capture_output=True, text=True,
                          check=False, timeout=DEADLINE_S)


class Scenario(unittest.TestCase):
    """Gives each test a folder, and ends the servers that it made."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signpost-scenario-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def server(self, **options):
        server = Server(self.folder, **options)
        self.addCleanup(self._end, server)
        return server

    @staticmethod
    def _end(server):
        if server.process and server.process.poll() is None:
            server.process.kill()
            server.process.wait()

    def assert_within_a_second(self, change, has_effect):
        """`change(i)` takes effect within a second. A busy machine may be late once, or twice."""
        times = []
        for i in range(5):
            change(i)
            began = time.monotonic()
            wait_for(lambda: has_effect(i), f"change {i} takes effect")
            times.append(time.monotonic() - began)
            if times[-1] <= 1.0:
                return
        self.fail(f"late each time, in seconds: {times}")
