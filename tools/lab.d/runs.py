"""Playing a scenario against a name server, and what came of it."""
import math
import pathlib
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass

import name_servers
import records
import scenarios

RATE_PER_S = 500  # of each ISP's clients
STALL_MAX_MS = 100
TRIES = 5


@dataclass(frozen=True)
class Run:
    sight: records.Sight
    flips: int  # from the event on, as the server tells


class Failed(Exception):
    """A run that says nothing, with the reason."""


def play(*arguments):
    """One run; another one in place of one in which the machine held up the witnesses themselves,
    and so everybody else."""
    for _ in range(TRIES):
        played = _try(*arguments)
        if played.sight.stall_ms <= STALL_MAX_MS:
            break
        print(f"tools/lab: the machine stood still for {played.sight.stall_ms:.0f} ms: once more",
              file=sys.stderr)
    return played


def _try(scenario, kind, run, network, services, recorder, keep=None):
    """In a world that is whole, before and after. `keep`: where to leave the logs."""
    dice = random.Random(f"{scenario.name} {run}")
    with tempfile.TemporaryDirectory(prefix="signpost-lab-") as folder:
        home = pathlib.Path(folder)
        server = kind(network, scenario.tuning, home, scenario.database)
        if scenario.database:
            services.databases(scenario.database)
        if scenario.needs_clock:
            server.own_clock()
        world = scenarios.World(network, services, server, run)
        try:
            return _play(scenario, world, home, recorder, dice)
        except (TimeoutError, RuntimeError) as error:
            raise Failed(f"{scenario.name}, {kind.name}, run {run}: {error}") from error
        finally:
            world.mend()
            if keep:
                shutil.copytree(home, pathlib.Path(keep) / f"{scenario.name}-{kind.name}-{run}",
                                dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.sock"))


def _play(scenario, world, home, recorder, dice):
    with world.server as server:
        server.wait()
        time.sleep(server.settle_s())
        with records.Recorders(recorder, world.network, home, scenario.names,
                               RATE_PER_S) as recorders:
            time.sleep(scenario.warm_up_s(dice))
            before = server.flips()
            scenario.play(world)
            answers = recorders.finish()
        server.daemon.require_alive()
        sight = records.look(answers, world.truth, world.mark_ns or math.inf,
                             name_servers.EVERY)
        return Run(sight, server.flips() - before)
