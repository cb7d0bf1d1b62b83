"""Whether the cost of a query stays the same from one small zone to many zones and a huge one."""
from contextlib import ExitStack

import tables
from corpus import HUGE, MANY, SMALL, make
from generator import load_in_turn
from servers import UDP, fleet

SHAPES = (SMALL, MANY, HUGE)
WARM_UP_S, TURN_S = 1, 2


def report(names, rounds, build):
    """Everything is started once, then measured in turn: the ratios along a row matter."""
    kinds = {name: UDP[name] for name in names}
    cpu = {(name, shape): [] for name in names for shape in SHAPES}
    with ExitStack() as stack:
        fleets = {shape: stack.enter_context(fleet(kinds, build, make(build / "corpus", shape)))
                  for shape in SHAPES}
        servers = {(name, shape): fleets[shape][name] for name, shape in cpu}
        load_in_turn(servers, 1, WARM_UP_S)
        for _ in range(rounds):
            for which, run in load_in_turn(servers, 1, TURN_S).items():
                cpu[which].append(run.cpu_us)
    heads = [f"{shape.zones:,} × {shape.names:,}" for shape in SHAPES]
    rows = [[name, *(tables.spread(cpu[name, shape], 3) for shape in SHAPES),
             *(tables.ratio(cpu[name, shape], cpu[name, SMALL]) for shape in SHAPES[1:])]
            for name in names]
    print(tables.table(f"CPU µs/query by zones × names in each, {rounds} rounds",
                       ["server", *heads, *(f"{head} / {heads[0]}" for head in heads[1:])], rows))
