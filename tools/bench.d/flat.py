"""Whether the cost of a query stays the same from one small zone to many zones and a huge one."""
import tables
from corpus import HUGE, MANY, SMALL, make
from generator import load
from servers import UDP, running

SHAPES = (SMALL, MANY, HUGE)
WARM_UP_S, SATURATED_S = 1, 4


def sample(kind, build, shape):
    with running(kind, build, make(build / "corpus", shape)) as (server, process, _):
        load(server, process, WARM_UP_S)
        return load(server, process, SATURATED_S).cpu_us


def report(names, rounds, build):
    cpu = {(name, shape): [] for name in names for shape in SHAPES}
    for _ in range(rounds):
        for shape in SHAPES:
            for name in names:
                cpu[name, shape].append(sample(UDP[name], build, shape))
    heads = [f"{shape.zones:,} × {shape.names:,}" for shape in SHAPES]
    rows = [[name, *(tables.spread(cpu[name, shape], 3) for shape in SHAPES),
             *(tables.ratio(cpu[name, shape], cpu[name, SMALL]) for shape in SHAPES[1:])]
            for name in names]
    print(tables.table(f"CPU µs/query by zones × names in each, {rounds} rounds",
                       ["server", *heads, *(f"{head} / {heads[0]}" for head in heads[1:])], rows))
