"""Processes: starting them on a core, reading what they cost, ending them by pid."""
import os
import pathlib
import signal
import subprocess
import time

SERVER_CORE = 0
GENERATOR_CORE = 1
STOP_PATIENCE_S = 20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def pinned(core, command):
    return ["taskset", "-c", str(core), *map(str, command)]


class Process:
    """A server with its children; leaving the `with` block ends all of them."""

    def __init__(self, command, log, core=SERVER_CORE, environment=None):
        with open(log, "ab") as output:
            self._child = subprocess.Popen(
                pinned(core, command), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, env={**os.environ, **(environment or {})})
        self.log = pathlib.Path(log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """SIGTERM, and SIGKILL to all of the family if that does not end it in time."""
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()

    def signal(self, number):
        self._child.send_signal(number)

    def has_ended(self):
        return self._child.poll() is not None

    def pids(self):
        """The process and its descendants."""
        found = [self._child.pid]
        for pid in found:  # grows while it is walked
            for children in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, _read(children).split())
        return found

    def cpu_s(self):
        """CPU time of all threads that live, to the nanosecond: what the scheduler counted."""
        return sum(int(_read(schedstat).split()[0]) for pid in self.pids()
                   for schedstat in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9

    def cpu_ever_s(self):
        """CPU time with that of threads and children that have ended, to the clock tick."""
        fields = _read(f"/proc/{self._child.pid}/stat").rpartition(")")[2].split()
        mine = sum(map(int, fields[11:15]))  # utime stime cutime cstime
        others = sum(sum(map(int, _read(f"/proc/{pid}/stat").rpartition(")")[2].split()[11:13]))
                     for pid in self.pids()[1:])
        return (mine + others) / TICKS_PER_S

    def memory_mb(self):
        """Resident memory: the largest process, and what the others do not share."""
        sizes = [_memory(pid) for pid in self.pids()]
        largest = max(sizes, key=lambda size: size["Rss:"])
        private = sum(size["Private_Clean:"] + size["Private_Dirty:"] for size in sizes)
        return (largest["Rss:"] + private - largest["Private_Clean:"]
                - largest["Private_Dirty:"]) / 1000

    def memory_peak_mb(self):
        """The most that the largest of the processes ever had resident."""
        return max(_kilobytes(f"/proc/{pid}/status")["VmHWM:"] for pid in self.pids()) / 1000


def wait_until(condition, patience_s, what, pause_s=0.001):
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {patience_s} s")
        time.sleep(pause_s)


def _read(path):
    return pathlib.Path(path).read_text()


def _memory(pid):
    return _kilobytes(f"/proc/{pid}/smaps_rollup")


def _kilobytes(path):
    """The `Field: N kB` lines of a file."""
    rows = (line.split() for line in _read(path).splitlines())
    return {row[0]: int(row[1]) for row in rows if len(row) == 3 and row[2] == "kB"}
