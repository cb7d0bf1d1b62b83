"""TCP on the small zone over persistent connections, one query at a time on each, and pipelined."""
import tables
from corpus import SMALL, make
from generator import load_in_turn
from servers import TCP, fleet

CONNECTIONS = 64
DEPTHS = (1, 8)
WARM_UP_S, TURNS, TURN_S = 0.5, 4, 1


def sample(names, build):
    """A round: for each depth {name: run}."""
    options = ("--tcp", "--sockets", CONNECTIONS, "--bundle", 1, "--window")
    kinds = {name: TCP[name] for name in names}
    with fleet(kinds, build, make(build / "corpus", SMALL)) as servers:
        load_in_turn(servers, 1, WARM_UP_S, *options, 1)
        return [load_in_turn(servers, TURNS, TURN_S, *options, depth) for depth in DEPTHS]


def report(names, rounds, build):
    samples = [sample(names, build) for _ in range(rounds)]
    for number, depth in enumerate(DEPTHS):
        runs = {name: [one[number][name] for one in samples] for name in names}
        print(tables.table(
            f"TCP: {CONNECTIONS} connections, {depth} under way on each, {rounds} rounds",
            ["server", "queries/s", "× echo", "CPU µs/query", "× echo", "reconnects",
             "server core idle %", "generator busy %"],
            [row(name, runs[name], runs.get("echo", [])) for name in names]))


def row(name, runs, echo):
    rate, echo_rate = ([run.queries_per_s for run in some] for some in (runs, echo))
    cpu, echo_cpu = ([run.cpu_us for run in some] for some in (runs, echo))
    percent = lambda share: tables.spread([100 * getattr(run, share) for run in runs], 1)
    return [name, tables.spread(rate, 0), tables.ratio(rate, echo_rate), tables.spread(cpu, 3),
            tables.ratio(cpu, echo_cpu), str(sum(run.tally["reconnects"] for run in runs)),
            percent("server_core_idle"), percent("generator_busy")]
