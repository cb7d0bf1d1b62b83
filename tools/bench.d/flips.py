"""How soon a verdict is in the answers: 1,000 services, each behind the link that falls, under load.

The link's check is one that services report (kind report), so that no probe's interval is in the
figure: the time runs from the report's first byte to the first answer with another address, seen
by a client that asks all the time. The generator asks at a steady rate meanwhile; what it loses counts.
"""
import http.client
import json
import socket
import threading
import time

import generator
import steering
import tables
from corpus import A, Query
from process import wait_until
from servers import fleet
from steered_servers import SteeredSignpost, ZONE_HEAD

SERVICES = 1000
RATE_PER_S = 100_000
FLIPS = 20
PAUSE_S = 0.25
FALLING = ("A", steering.LOOPBACK_ISP)  # what clients on loopback get first
TOKEN = "only-for-the-measurement"


def network(site, isp):
    return f"10.{16 * 'AB'.index(site) + steering.ISPS.index(isp)}.0.0/16"


def address(link, service):
    return network(*link).replace("0.0/16", f"{service // 250}.{service % 250 + 1}")


class Flipping(SteeredSignpost):
    """As signpost+steering, with more services, and a link that says itself how it is."""

    def fill_zones(self):
        self.zone_file(steering.ORIGIN).write_text(ZONE_HEAD + "".join(
            f"s{number:03} A {address(link, number)}\n" for number in range(SERVICES) for link in steering.LINKS))

    def further_settings(self):
        token = self.write("token", TOKEN)
        token.chmod(0o600)
        self.reports = self.port + 5000
        settings = super().further_settings()
        for site, isp in steering.LINKS:
            settings["links"][steering.link_name(site, isp)]["prefixes"] = [network(site, isp)]
        settings["links"][steering.link_name(*FALLING)] |= {"check": "agent", "targets": ["127.0.0.1"]}
        return settings | {
            "checks": {"agent": {"report": {"token_file": str(token)}, "fall": 1, "rise": 1,
                                 "flap": {"suppress": 0}}},
            "health": {"reports_listen": [f"127.0.0.1:{self.reports}"], "unsteady_s": 0},
            "services": {f"{steering.name(number)}.": {"policy": "carriers"} for number in range(SERVICES)}}


class Watcher:
    """Asks one name again and again; knows when the answer became another."""

    def __init__(self, port):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", port))
        self._socket.settimeout(1)
        self._is_over = False
        self.answer, self.since, self.lost = None, 0.0, 0
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self):
        packet = Query(steering.name(0), A, edns=False).packet(1)
        while not self._is_over:
            self._socket.send(packet)
            try:
                answer = self._socket.recv(512)[-4:]
            except TimeoutError:
                self.lost += 1
                continue
            if answer != self.answer:
                self.answer, self.since = answer, time.perf_counter()

    def end(self):
        self._is_over = True
        self._thread.join()
        self._socket.close()


def tell(agent, state):
    agent.request("POST", "/v1/reports/agent/127.0.0.1", json.dumps({"state": state}),
                  {"Authorization": f"Bearer {TOKEN}"})
    if agent.getresponse().read() is None:
        raise RuntimeError("the report was not taken")


def measure(server, process):
    """Milliseconds from each report to the first changed answer; what the generator and the watcher lost."""
    load = generator.start(server, FLIPS * PAUSE_S * 2, "--rate", RATE_PER_S, "--unchecked")
    watcher = Watcher(server.port)
    agent = http.client.HTTPConnection("127.0.0.1", server.reports, timeout=10)
    wait_until(lambda: watcher.answer is not None, 5, "the watcher is answered")
    delays = []
    for flip in range(FLIPS):
        time.sleep(PAUSE_S)
        before, told = watcher.answer, time.perf_counter()
        tell(agent, "down" if flip % 2 == 0 else "up")
        wait_until(lambda: watcher.answer != before, 5, "the answer changes")
        delays.append(1000 * (watcher.since - told))
    agent.close()
    run = generator.finish(load, server, process)
    watcher.end()
    return delays, run, watcher.lost


def report(names, rounds, build, lists):
    corpus = steering.make(build / "corpus/steered", lists)
    rows = []
    for number in range(rounds):
        with fleet({name: Flipping for name in names}, build, corpus) as servers:
            for name, (server, process) in servers.items():
                delays, run, lost = measure(server, process)
                delays.sort()
                rows.append([name, str(number + 1), tables.number(delays[len(delays) // 2], 2),
                             tables.number(delays[-1], 2), f"{run.queries_per_s:,.0f}",
                             str(run.tally["lost"] + lost)])
    print(tables.table(
        f"From a verdict to the first changed answer: {SERVICES:,} services touched by each flip, {FLIPS} flips a "
        f"round, beside {RATE_PER_S:,} queries/s",
        ["server", "round", "p50 ms", "max ms", "queries/s", "lost"], rows))
