"""A zone of 1,000,000 names: loading it, and reloading it under load."""
import time
from dataclasses import dataclass

import generator
import tables
from corpus import HUGE, make, write_zone
from servers import REAL, running

RATE = 20_000
IDLE_RATE = 1  # beside the questions for the serial
QUIET_S, RELOAD_MAX_S, SETTLE_S = 3, 60, 0.1


@dataclass(frozen=True)
class Sample:
    start_s: float  # to the first right answer
    start_cpu_s: float
    memory_mb: float
    memory_start_peak_mb: float
    memory_reload_peak_mb: float
    quiet: generator.Run
    reload: generator.Run
    reload_s: float  # from the new file's being there to the first answer with the new serial
    idle_reload_s: float  # the same for a server with nothing else to do


def sample(kind, build):
    corpus = make(build / "corpus", HUGE)
    with running(kind, build, corpus) as (server, process, start_s):
        start_cpu_s = process.cpu_ever_s()
        memory, start_peak = process.memory_mb(), process.memory_peak_mb()
        quiet = generator.load(server, process, QUIET_S, "--rate", RATE)
        reload_run, reload_s = reload(server, process, corpus, serial=2, rate=RATE)
        reload_peak = process.memory_peak_mb()
        _, idle_reload_s = reload(server, process, corpus, serial=3, rate=IDLE_RATE)
        return Sample(start_s, start_cpu_s, memory, start_peak, reload_peak, quiet, reload_run,
                      reload_s, idle_reload_s)


def reload(server, process, corpus, serial, rate):
    """Replaces the zone file while queries come; the generator ends soon after the new serial."""
    origin = corpus.origins()[0]
    draft = server.home / "new-zone"
    write_zone(draft, HUGE, serial)
    load = generator.start(server, RELOAD_MAX_S, "--rate", rate, "--watch", origin)
    time.sleep(SETTLE_S)
    changed_ns = time.monotonic_ns()
    draft.replace(server.zone_file(origin))
    server.reload(process)
    run = generator.finish(load, server, process)
    seen_ns = [at for at, seen in run.tally["serials"] if seen == serial]
    if not seen_ns:
        raise RuntimeError(f"{server.name} did not reload within {RELOAD_MAX_S} s")
    return run, (seen_ns[0] - changed_ns) / 1e9


def report(names, rounds, build):
    samples = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            samples[name].append(sample(REAL[name], build))
    knot_start = [one.start_s for one in samples.get("knot", [])]
    print(tables.table(
        f"{HUGE.names:,} names: load and reload at {RATE:,} queries/s, {rounds} rounds",
        ["server", "load s", "× knot", "load CPU s", "RSS MB", "peak RSS MB", "reload s",
         "reload s, idle", "peak RSS MB after reload", "lost in reload", "p99.9 µs quiet",
         "p99.9 µs reloading", "rise ms", "longest µs reloading"],
        [row(name, samples[name], knot_start) for name in names]))


def row(name, samples, knot_start):
    spread = lambda value, digits: tables.spread([value(one) for one in samples], digits)
    return [name, spread(lambda one: one.start_s, 2),
            tables.ratio([one.start_s for one in samples], knot_start),
            spread(lambda one: one.start_cpu_s, 2), spread(lambda one: one.memory_mb, 0),
            spread(lambda one: one.memory_start_peak_mb, 0), spread(lambda one: one.reload_s, 2),
            spread(lambda one: one.idle_reload_s, 2),
            spread(lambda one: one.memory_reload_peak_mb, 0),
            str(sum(one.reload.tally["lost"] for one in samples)),
            spread(lambda one: one.quiet.tally["p999_us"], 0),
            spread(lambda one: one.reload.tally["p999_us"], 0),
            spread(lambda one: (one.reload.tally["p999_us"] - one.quiet.tally["p999_us"]) / 1e3, 1),
            spread(lambda one: one.reload.tally["max_us"], 0)]
