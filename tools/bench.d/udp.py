"""UDP on the small zone: throughput and CPU at saturation, latency at a fixed rate."""
import tables
from corpus import SMALL, make
from generator import load
from servers import UDP, running

RATE = 20_000
WARM_UP_S, SATURATED_S, PACED_S = 0.5, 4, 5


def sample(kind, build):
    with running(kind, build, make(build / "corpus", SMALL)) as (server, process, _):
        load(server, process, WARM_UP_S)
        saturated = load(server, process, SATURATED_S)
        paced = load(server, process, PACED_S, "--rate", RATE)
        return saturated, paced, process.memory_mb()


def report(names, rounds, build):
    samples = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            samples[name].append(sample(UDP[name], build))
    cpu = {name: [saturated.cpu_us for saturated, _, _ in samples[name]] for name in names}
    rows = [row(name, samples[name], cpu[name], cpu.get("echo")) for name in names]
    print(tables.table(
        f"UDP, {SMALL.names:,} names, {rounds} rounds: median (least–most)",
        ["server", "queries/s", "CPU µs/query", "× echo", f"CPU µs/query at {RATE:,}/s", "p50 µs",
         "p99 µs", "p99.9 µs", "lost", "RSS MB", "server core idle %", "generator core idle %",
         "stolen %"], rows))


def row(name, samples, cpu, echo_cpu):
    saturated, paced, memory = zip(*samples)
    latencies = [tables.spread([run.tally[f"{quantile}_us"] for run in paced], 0)
                 for quantile in ("p50", "p99", "p999")]
    lost = sum(run.tally["lost"] for run in saturated + paced)
    percent = lambda share: tables.spread([100 * getattr(run, share) for run in saturated], 1)
    return [name, tables.spread([run.queries_per_s for run in saturated], 0),
            tables.spread(cpu, 3), tables.ratio(cpu, echo_cpu),
            tables.spread([run.cpu_us for run in paced], 2), *latencies, str(lost),
            tables.spread(memory, 1), percent("server_core_idle"), percent("generator_core_idle"),
            percent("stolen")]
