"""Loads a server with test/bench/load and reads what both sides of the wire cost meanwhile."""
import json
import pathlib
import signal
import subprocess
from dataclasses import dataclass

import release
from process import GENERATOR_CORE, SERVER_CORE, TICKS_PER_S, pinned

RUN_PATIENCE_S = 120


class WrongAnswers(Exception):
    """A server that answers wrong has no speed."""


@dataclass(frozen=True)
class Run:
    """One run of the generator against one server."""
    tally: dict                # the generator's JSON line
    server_cpu_s: float
    server_core_idle: float    # share of the run, 0 to 1
    stolen: float              # share of both cores that the host took away

    @property
    def queries_per_s(self):
        return self.tally["answered"] / self.tally["seconds"]

    @property
    def cpu_us(self):
        """Of the server, for a query."""
        return self.server_cpu_s / self.tally["answered"] * 1e6

    @property
    def generator_busy(self):
        """Share of the run, 0 to 1."""
        return self.tally["cpu_seconds"] / self.tally["seconds"]


def merge(runs):
    """Several runs against one server as one. Its latencies are left out: they do not add up."""
    sums = ("sent", "answered", "lost", "reconnects", "seconds", "cpu_seconds")
    mean = lambda share: sum(getattr(run, share) for run in runs) / len(runs)
    return Run({key: sum(run.tally[key] for run in runs) for key in sums},
               sum(run.server_cpu_s for run in runs), mean("server_core_idle"),
               mean("stolen"))


def load_in_turn(servers, turns, seconds, *options):
    """A merged run of `turns` times `seconds` against each of {name: (server, process)}."""
    runs = {name: [] for name in servers}
    for _ in range(turns):
        for name, (server, process) in servers.items():
            runs[name].append(load(server, process, seconds, *options))
    return {name: merge(several) for name, several in runs.items()}


def command(server, seconds, *options):
    flags = [] if server.checked else ["--unchecked"]
    return [server.build / release.LOAD, "--server", f"127.0.0.1:{server.port}",
            "--queries", server.corpus.queries, "--seconds", seconds, *flags, *options]


def load(server, process, seconds, *options, core=GENERATOR_CORE):
    """Runs the generator to its end and checks what it saw."""
    return finish(start(server, seconds, *options, core=core), server, process)


def start(server, seconds, *options, core=GENERATOR_CORE):
    return subprocess.Popen(pinned(core, command(server, seconds, *options)),
                            stdout=subprocess.PIPE, text=True)


def finish(generator, server, process):
    cpu_before, cores_before = process.cpu_s(), core_ticks()
    try:
        output, _ = generator.communicate(timeout=RUN_PATIENCE_S)
    except subprocess.TimeoutExpired:
        generator.send_signal(signal.SIGKILL)
        raise
    cpu_after, cores_after = process.cpu_s(), core_ticks()
    if generator.returncode != 0:
        raise RuntimeError(f"the generator failed against {server.name}")
    tally = json.loads(output)
    if tally["wrong"] or not tally["answered"]:
        raise WrongAnswers(f"{server.name}: {tally['wrong']} of {tally['answered']} replies are "
                           f"wrong; the first: {tally['first_wrong']}")
    spent = {core: {kind: cores_after[core][kind] - cores_before[core][kind]
                    for kind in cores_after[core]} for core in cores_after}
    share = lambda core, kind: spent[core][kind] / max(1, sum(spent[core].values()))
    return Run(tally, cpu_after - cpu_before, share(SERVER_CORE, "idle"),
               (share(SERVER_CORE, "steal") + share(GENERATOR_CORE, "steal")) / 2)


def core_ticks():
    """How each core spent its time so far: idle, steal (the host's), busy."""
    ticks = {}
    for line in pathlib.Path("/proc/stat").read_text().splitlines():
        name, *fields = line.split()
        if name in (f"cpu{SERVER_CORE}", f"cpu{GENERATOR_CORE}"):
            user, nice, system, idle, iowait, irq, softirq, steal = map(int, fields[:8])
            ticks[int(name[3:])] = {"idle": idle + iowait, "steal": steal,
                                    "busy": user + nice + system + irq + softirq}
    return ticks
