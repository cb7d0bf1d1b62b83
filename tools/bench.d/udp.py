"""UDP on the small zone: throughput and CPU at saturation, latency at a fixed rate."""
import tables
from corpus import SMALL, make
from generator import load, load_in_turn
from servers import UDP, fleet

RATE = 20_000
WARM_UP_S, TURNS, TURN_S, PACED_S = 0.5, 4, 1, 5


def sample(names, build):
    """A round: {name: (saturated run, paced run, resident MB)}."""
    kinds = {name: UDP[name] for name in names}
    with fleet(kinds, build, make(build / "corpus", SMALL)) as servers:
        load_in_turn(servers, 1, WARM_UP_S)
        saturated = load_in_turn(servers, TURNS, TURN_S)
        return {name: (saturated[name], load(server, process, PACED_S, "--rate", RATE),
                       process.memory_mb())
                for name, (server, process) in servers.items()}


def report(names, rounds, build):
    samples = [sample(names, build) for _ in range(rounds)]
    of = {name: [one[name] for one in samples] for name in names}
    cpu = {name: [saturated.cpu_us for saturated, _, _ in of[name]] for name in names}
    print(tables.table(
        f"UDP as fast as it goes: {SMALL.names:,} names, {rounds} rounds, median (least–most)",
        ["server", "queries/s", "CPU µs/query", "× echo", "lost", "RSS MB", "server core idle %",
         "generator busy %", "stolen %"],
        [saturated_row(name, of[name], cpu[name], cpu.get("echo")) for name in names]))
    print(tables.table(
        f"UDP at {RATE:,} queries/s, {rounds} rounds",
        ["server", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs/query", "lost"],
        [paced_row(name, [paced for _, paced, _ in of[name]]) for name in names]))


def saturated_row(name, samples, cpu, echo_cpu):
    runs, _, memory = zip(*samples)
    percent = lambda share: tables.spread([100 * getattr(run, share) for run in runs], 1)
    return [name, tables.spread([run.queries_per_s for run in runs], 0), tables.spread(cpu, 3),
            tables.ratio(cpu, echo_cpu), str(sum(run.tally["lost"] for run in runs)),
            tables.spread(memory, 1), percent("server_core_idle"),
            percent("generator_busy"), percent("stolen")]


def paced_row(name, runs):
    latencies = [tables.spread([run.tally[f"{quantile}_us"] for run in runs], 0)
                 for quantile in ("p50", "p99", "p999")]
    return [name, *latencies, tables.spread([run.cpu_us for run in runs], 2),
            str(sum(run.tally["lost"] for run in runs))]
