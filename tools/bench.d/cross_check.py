"""UDP throughput once more with dnsperf, a generator that is not ours.

It costs more CPU per query than the servers do, so on one core it cannot saturate them; what can
be compared is the CPU that each query cost the server, and that is the check on our own figure.
"""
import re
import subprocess

import tables
from corpus import SMALL, make
from generator import RUN_PATIENCE_S
from process import GENERATOR_CORE, pinned
from servers import UDP, running

SECONDS = 4
OUTSTANDING = 192  # as our generator has it


def sample(kind, build):
    """Queries per second, and CPU microseconds of the server for each."""
    corpus = make(build / "corpus", SMALL)
    with running(kind, build, corpus) as (server, process, _):
        before = process.cpu_s()
        output = subprocess.run(
            pinned(GENERATOR_CORE, ["dnsperf", "-s", "127.0.0.1", "-p", server.port, "-d",
                                    corpus.dnsperf, "-l", SECONDS, "-q", OUTSTANDING, "-c", 6]),
            check=True, capture_output=True, text=True, timeout=RUN_PATIENCE_S).stdout
        completed = int(re.search(r"Queries completed:\s+(\d+)", output)[1])
        rate = float(re.search(r"Queries per second:\s+([\d.]+)", output)[1])
        return rate, (process.cpu_s() - before) / completed * 1e6


def report(names, rounds, build):
    samples = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            samples[name].append(sample(UDP[name], build))
    cpu = {name: [cpu for _, cpu in samples[name]] for name in names}
    print(tables.table(
        f"UDP by dnsperf, {SMALL.names:,} names, no EDNS, {rounds} rounds",
        ["server", "queries/s", "CPU µs/query", "× echo"],
        [[name, tables.spread([rate for rate, _ in samples[name]], 0), tables.spread(cpu[name], 3),
          tables.ratio(cpu[name], cpu.get("echo"))] for name in names]))
