"""How quick or how patient the checks are: a few sets of settings, each with its purpose.

What one set gains in speed it loses in patience; doc/failover.md shows both sides.
"""
from dataclasses import dataclass, field, replace

import topology


@dataclass(frozen=True)
class Tuning:
    """Settings of Signpost for the check of a gateway (ICMP) and of a service (HTTP, TCP), those
    of gdnsd that come nearest, and how long to look after an event."""
    gateway: dict = field(default_factory=dict)
    service: dict = field(default_factory=dict)
    policy: dict = field(default_factory=dict)
    gdnsd: dict = field(default_factory=dict)
    anchors: tuple = topology.ANCHORS
    settle_s: float = 1.0  # from its start until it has judged everything
    watch_s: float = 2.0   # after an event, and
    gdnsd_watch_s: float = 6.0


FAST = {"interval_ms": 100, "retry_ms": 50, "fall": 2, "rise": 3,
        "flap": {"half_life_s": 60, "suppress": 1500, "reuse": 750}}

# Two failures in a row: a timeout of 200 ms and one of 300 ms are plenty for any path inside of a
# country. gdnsd takes no interval below 2 s and no timeout below 1 s.
QUICK = Tuning(gateway={**FAST, "timeout_ms": 200}, service={**FAST, "timeout_ms": 300},
               gdnsd={"interval": 2, "timeout": 1, "up_thresh": 1, "ok_thresh": 1,
                      "down_thresh": 1})

# As quick, and what has gone down stays down for five seconds at least.
HELD = Tuning(gateway=QUICK.gateway, service=QUICK.service, policy={"failback": {"hold_s": 5}},
              gdnsd={**QUICK.gdnsd, "up_thresh": 3}, watch_s=7.0, gdnsd_watch_s=9.0)

# For links that lose packets. Of a ping that loses 3 of 10 on its way, 10 in a row are lost once
# in 170,000 times; of a request over TCP, whose two packets are not sent again within its timeout,
# 51 of 100 fail, and 20 in a row do once in 700,000 times.
PATIENT = Tuning(gateway={**FAST, "timeout_ms": 60, "retry_ms": 20, "fall": 10},
                 service={**FAST, "timeout_ms": 100, "retry_ms": 20, "fall": 20},
                 gdnsd={**QUICK.gdnsd, "down_thresh": 5}, watch_s=5.0, gdnsd_watch_s=15.0)

# Nobody else to ask whether the fault is one's own: it shows by how much has fallen silent.
ALONE = replace(QUICK, anchors=())

# A login costs a database more than a page costs a web server.
DATABASES = Tuning(gateway=QUICK.gateway, service={**FAST, "interval_ms": 500, "timeout_ms": 400},
                   gdnsd=QUICK.gdnsd)

# What Signpost does when nothing is said; gdnsd's own defaults are ten times as slow.
DEFAULTS = Tuning(gdnsd={"interval": 10, "timeout": 5, "up_thresh": 20, "ok_thresh": 10,
                         "down_thresh": 10}, settle_s=4.0, watch_s=5.0, gdnsd_watch_s=120.0)
