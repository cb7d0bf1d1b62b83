"""What comes of 10,000 flips at once: endpoints of their own, each asked by tcp once a second, whose one listener dies
and starts again, under load.

Each endpoint is an address of loopback, so that each is a host of its own to the prober. Lost queries count, and so do
flips that the log has not told in time.
"""
import contextlib
import subprocess
import sys
import time

import generator
import steering
import tables
from process import GENERATOR_CORE, pinned, wait_until
from servers import fleet
from steered_servers import SteeredSignpost, ZONE_HEAD

ENDPOINTS = 10_000
SERVICES = ENDPOINTS // len(steering.LINKS)
RATE_PER_S = 20_000
SETTLE_S = 3
CALM_S = 10  # how long the cost of probing is looked at
LOAD_S = 10
PATIENCE_S = 30
LISTENER = """
import socket, sys
listener = socket.create_server(("0.0.0.0", int(sys.argv[1])), backlog=4096)
print(flush=True)
while True:
    listener.accept()[0].close()
"""


def network(site, isp):
    return f"127.{16 * (1 + 'AB'.index(site)) + steering.ISPS.index(isp)}.0.0/16"


def address(link, service):
    return network(*link).replace("0.0/16", f"{service // 250}.{service % 250 + 1}")


class Stormy(SteeredSignpost):
    """As signpost+steering, with more services, and a check of each of their endpoints."""

    def fill_zones(self):
        self.zone_file(steering.ORIGIN).write_text(ZONE_HEAD + "".join(
            f"s{number:03} A {address(link, number)}\n" for number in range(SERVICES) for link in steering.LINKS))

    def further_settings(self):
        self.probed = self.port + 5000
        settings = super().further_settings()
        for site, isp in steering.LINKS:
            settings["links"][steering.link_name(site, isp)]["prefixes"] = [network(site, isp)]
        return settings | {
            "checks": {"port": {"tcp": {"port": self.probed}, "fall": 1, "rise": 1, "flap": {"suppress": 0}}},
            "health": {"flips_per_s_max": 100_000},
            "services": {f"{steering.name(number)}.": {"policy": "carriers", "check": "port"}
                         for number in range(SERVICES)}}

    def flips(self):
        return sum(line.split()[1:2] == ["flip"] for line in self.log().read_text().splitlines())


@contextlib.contextmanager
def listening(port):
    with subprocess.Popen(pinned(GENERATOR_CORE, [sys.executable, "-c", LISTENER, port]), stdout=subprocess.PIPE) as child:
        try:
            child.stdout.readline()
            yield
        finally:
            child.kill()


def until_flips(server, count):
    """Seconds until the log has told of so many."""
    start = time.monotonic()
    wait_until(lambda: server.flips() >= count, PATIENCE_S, f"{count:,} flips", pause_s=0.02)
    return time.monotonic() - start


def measure(server, process):
    """Core share of probing alone; seconds of falling and rising; what the generator lost."""
    with listening(server.probed):
        time.sleep(SETTLE_S)  # who was asked before anybody listened has come back
        before = process.cpu_s()
        time.sleep(CALM_S)
        probing = (process.cpu_s() - before) / CALM_S
        load = generator.start(server, LOAD_S, "--rate", RATE_PER_S, "--unchecked")
        time.sleep(1)
        told = server.flips()
    fallen_s = until_flips(server, told + ENDPOINTS)
    with listening(server.probed):
        risen_s = until_flips(server, told + 2 * ENDPOINTS)
        run = generator.finish(load, server, process)
        flips = server.flips() - told
    return probing, fallen_s, risen_s, run, flips


def report(names, rounds, build, lists):
    corpus = steering.make(build / "corpus/steered", lists)
    rows = []
    for number in range(rounds):
        with fleet({name: Stormy for name in names}, build, corpus) as servers:
            for name, (server, process) in servers.items():
                probing, fallen_s, risen_s, run, flips = measure(server, process)
                rows.append([name, str(number + 1), tables.number(probing, 2), tables.number(fallen_s, 2),
                             tables.number(risen_s, 2), f"{flips:,}", f"{run.queries_per_s:,.0f}",
                             str(run.tally["lost"])])
    print(tables.table(
        f"{ENDPOINTS:,} endpoints, each asked by tcp once a second, all fall at once and come back, beside "
        f"{RATE_PER_S:,} queries/s",
        ["server", "round", "cores for probing", "fallen s", "risen s", "flips", "queries/s", "lost"], rows))
