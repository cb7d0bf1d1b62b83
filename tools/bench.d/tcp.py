"""TCP on the small zone over persistent connections, one query at a time on each, and pipelined."""
import tables
from corpus import SMALL, make
from generator import load
from servers import TCP, running

CONNECTIONS = 64
DEPTHS = (1, 8)
WARM_UP_S, SATURATED_S = 0.5, 4


def sample(kind, build):
    """For each depth, a run."""
    options = ("--tcp", "--sockets", CONNECTIONS, "--bundle", 1, "--window")
    with running(kind, build, make(build / "corpus", SMALL)) as (server, process, _):
        runs = []
        for depth in DEPTHS:
            load(server, process, WARM_UP_S, *options, depth)
            runs.append(load(server, process, SATURATED_S, *options, depth))
        return runs


def report(names, rounds, build):
    samples = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            samples[name].append(sample(TCP[name], build))
    for number, depth in enumerate(DEPTHS):
        runs = {name: [sample[number] for sample in samples[name]] for name in names}
        print(tables.table(
            f"TCP, {CONNECTIONS} connections, {depth} under way on each, {rounds} rounds",
            ["server", "queries/s", "× echo", "CPU µs/query", "× echo", "reconnects",
             "server core idle %", "generator core idle %"],
            [row(name, runs[name], runs.get("echo", [])) for name in names]))


def row(name, runs, echo):
    rate, echo_rate = ([run.queries_per_s for run in some] for some in (runs, echo))
    cpu, echo_cpu = ([run.cpu_us for run in some] for some in (runs, echo))
    percent = lambda share: tables.spread([100 * getattr(run, share) for run in runs], 1)
    return [name, tables.spread(rate, 0), tables.ratio(rate, echo_rate), tables.spread(cpu, 3),
            tables.ratio(cpu, echo_cpu), str(sum(run.tally["reconnects"] for run in runs)),
            percent("server_core_idle"), percent("generator_core_idle")]
