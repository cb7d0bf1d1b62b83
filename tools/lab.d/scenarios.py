"""What goes wrong: each scenario is a function that does the harm, and says what is dead.

An outage begins, by the lab's reckoning, just before the command that causes it: the time that the
command takes counts against the name server.
"""
import random
import time
from dataclasses import dataclass, replace
from typing import Callable

import databases
import name_servers
import records
import topology
import tunings

BROWN_OUT_PERCENT = 30
FLAP_S, FLAPS = 2, 6
CLOCK_STEP_S = 3600
ALL_OF_GATEWAY = ("sig", "internet", "site")
OURS = ("signpost",)  # what gdnsd has nothing for, or would take minutes over
DROP_ALL = ("input drop", "forward drop")


class World:
    """A run: what a scenario can touch, and the truth that it makes."""

    def __init__(self, network, services, server, run):
        self.network, self.services, self.server = network, services, server
        self.truth = records.Truth()
        self.link = topology.links_of("a")[run % len(topology.ISPS)]  # the one that suffers
        self.run = run
        self.mark_ns = 0   # an event within the scenario, from which wrong answers count anew
        self.broken = set()  # boxes to be mended

    def dies(self, *links):
        self.truth.dies([link.web for link in links], time.monotonic_ns())

    def returns(self, *links):
        self.truth.returns([link.web for link in links], time.monotonic_ns())

    def silence(self, *boxes, rules=DROP_ALL):
        self.broken.update(boxes)
        for box in boxes:
            self.network.filter(box, *rules)

    def watch(self, seconds=None):
        time.sleep(self.server.watch_s() if seconds is None else seconds)

    def mend(self):
        self.network.mend(*self.broken)
        self.services.mend(self.link)


def cable_pulled(world):
    world.broken.add(world.link.box)
    world.dies(world.link)
    world.network.pull(world.link.box, *ALL_OF_GATEWAY)
    world.watch()


def gateway_silent(world):
    world.dies(world.link)
    world.silence(world.link.box)
    world.watch()


def service_killed(world):
    world.dies(world.link)
    world.services.kill(world.link)
    world.watch()


def service_frozen(world):
    world.dies(world.link)
    world.services.freeze(world.link)
    world.watch()


def status_500(world):
    world.dies(world.link)
    world.services.tell(world.link, "status", 500)
    world.watch()


def slow_answers(world):
    world.dies(world.link)
    world.services.tell(world.link, "delay", 8)
    world.watch()


def site_lost(world):
    links = topology.links_of(world.link.site)
    world.dies(*links)
    world.silence(f"site-{world.link.site}", *(link.box for link in links))
    world.watch()


def brown_out(world):
    """On the way to the link and through it; nothing is dead."""
    lossy = f"numgen random mod 100 < {BROWN_OUT_PERCENT} drop"
    world.silence(world.link.box, rules=(f"input {lossy}",
                                         f'forward oifname "site" {lossy}'))
    world.watch(world.server.watch_s() * 2)


def flapping(world):
    for _ in range(FLAPS):
        world.dies(world.link)
        world.silence(world.link.box)
        time.sleep(FLAP_S)
        world.returns(world.link)
        world.network.mend(world.link.box)
        time.sleep(FLAP_S)


def recovery(world):
    world.dies(world.link)
    world.services.kill(world.link)
    world.watch(world.server.notice_s)
    world.services.start(world.link)
    world.returns(world.link)  # from when it takes connections
    world.watch()


def writing_forbidden(world):
    """To the database of a site."""
    database = world.services.databases(world.server.database)[world.link.site]
    links = topology.links_of(world.link.site)
    world.truth.dies([link.database for link in links], time.monotonic_ns())
    database.allow_writing(False)
    world.watch()
    database.allow_writing(True)


def prober_blinded(world):
    """Nothing reaches `sig` but queries; nothing is dead. What it sends is let out: a firewall of
    its own would tell it that sending failed, and so that the fault is not the others'."""
    world.silence("sig", rules=("input udp dport 53 accept", "input tcp dport 53 accept",
                                "input drop"))
    world.watch(world.server.watch_s() * 2)
    world.network.mend("sig")
    world.watch()


def killed_restart(world):
    """In the middle of an outage; what was found out before must not be forgotten."""
    service_killed(world)
    world.server.daemon.kill()
    world.mark_ns = time.monotonic_ns()
    world.server.start()
    world.watch()


def clock_stepped(world):
    """To and fro by turns; then a service dies, which must be seen as soon as ever."""
    step_s = CLOCK_STEP_S if world.run % 2 == 0 else -CLOCK_STEP_S
    world.server.step_clock(step_s)
    world.watch(1)
    service_killed(world)


@dataclass(frozen=True)
class Scenario:
    """One row of the table."""
    name: str
    play: Callable[[World], None]
    meaning: str
    tuning: tunings.Tuning = tunings.QUICK
    limit_ms: float | None = None     # of the last wrong answer, 95 of 100 runs
    changes_max: int | None = None    # of what is given
    lost_span_max_ms: float = 0       # 0: no query may be lost
    forgets_nothing: bool = False     # no wrong answer after the mark
    names: tuple = name_servers.NAMES
    tells_return: bool = False        # the time that it takes to be given again
    needs_clock: bool = False         # of its own, to be stepped
    database: type[databases.Database] | None = None
    servers: tuple = tuple(name_servers.KINDS)

    def with_slack(self, factor):
        limit_ms = self.limit_ms and self.limit_ms * factor
        return replace(self, limit_ms=limit_ms, lost_span_max_ms=self.lost_span_max_ms * factor)

    def warm_up_s(self, dice: random.Random):
        """A moment of the probes' rhythm that nobody chose."""
        pace_ms = self.tuning.service.get("interval_ms", 1000)
        return 0.3 + dice.random() * max(0.2, pace_ms / 1000)


SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario("cable-pulled", cable_pulled, "a link loses its carrier", limit_ms=150),
    Scenario("gateway-silent", gateway_silent, "a link's gateway drops every packet",
             limit_ms=1000),
    Scenario("service-killed", service_killed, "a web server dies, its port refuses",
             limit_ms=250),
    Scenario("port-refused", service_killed, "the same, seen by a check of the port only",
             limit_ms=250, names=(name_servers.PORT,)),
    Scenario("service-frozen", service_frozen,
             "a web server stops (SIGSTOP): it is connected to and does not answer",
             limit_ms=1000),
    Scenario("status-500", status_500, "a web server answers 500"),
    Scenario("slow-answers", slow_answers, "a web server takes 8 s to answer", limit_ms=1000),
    Scenario("site-lost", site_lost, "a whole site is silent, with its gateways", limit_ms=1000),
    Scenario("recovery", recovery, "a web server dies and starts again",
             tells_return=True),
    Scenario("recovery-held", recovery, "the same, with a hold of 5 s",
             tuning=tunings.HELD, tells_return=True),
    Scenario("flapping", flapping, f"a gateway is silent for {FLAP_S} s of every {2 * FLAP_S} s",
             changes_max=3),
    Scenario("brown-out", brown_out, f"a link loses {BROWN_OUT_PERCENT} of 100 packets; patient "
             "checks", tuning=tunings.PATIENT, changes_max=0),
    Scenario("gateway-silent-patient", gateway_silent, "what that patience costs",
             tuning=tunings.PATIENT),
    Scenario("prober-blinded", prober_blinded,
             "the name server's own probes get nowhere, its answers do", changes_max=0),
    Scenario("prober-blinded-alone", prober_blinded, "the same, without anchors",
             tuning=tunings.ALONE, changes_max=0, servers=OURS),
    Scenario("killed-restart", killed_restart,
             "a web server is dead; then the name server is killed, and started at once",
             limit_ms=None, lost_span_max_ms=1000, forgets_nothing=True),
    Scenario("clock-stepped", clock_stepped,
             "the clock jumps by an hour, to or fro; then a web server dies", limit_ms=250,
             changes_max=1, needs_clock=True),
    Scenario("defaults-killed", service_killed, "a web server dies; default intervals",
             tuning=tunings.DEFAULTS, limit_ms=3000, servers=OURS),
    Scenario("defaults-silent", gateway_silent,
             "a gateway drops every packet; default intervals", tuning=tunings.DEFAULTS,
             limit_ms=3000, servers=OURS),
    *(Scenario(f"{kind.name}-read-only", writing_forbidden,
               f"{title} at a site takes no writes any more", names=(name_servers.DATABASE,),
               database=kind, tuning=tunings.DATABASES)
      for kind, title in ((databases.Redis, "Redis"), (databases.MariaDb, "MariaDB"),
                          (databases.Postgresql, "PostgreSQL"))),
)}
QUICK_ONES = ("cable-pulled", "gateway-silent", "service-killed", "prober-blinded")
