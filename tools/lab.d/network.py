"""The world of topology.py in network namespaces: made, broken, mended, removed.

Names begin with splab- and the number of this process; nothing outside of them is touched.
"""
import os
import pathlib
import re
import signal
import subprocess

import topology

PREFIX = "splab-"
SYSCTLS = ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.disable_ipv6=1",
           "net.ipv4.ping_group_range=0 2147483647")
TABLE = "inet lab"


class Impossible(Exception):
    """This machine or this user has no network namespaces to give."""


def require():
    """Raises Impossible with the reason if the lab cannot run here."""
    if os.geteuid() != 0:
        raise Impossible("it makes network namespaces, and that takes root")
    for program in ("ip", "nft"):
        if not any(os.access(pathlib.Path(folder) / program, os.X_OK)
                   for folder in os.environ.get("PATH", os.defpath).split(":")):
            raise Impossible(f"there is no program {program}; try tools/install-dependencies lab")
    trial = f"{PREFIX}{os.getpid()}-trial"
    try:
        _run("ip", "netns", "add", trial)
        try:
            _run("ip", "-n", trial, "link", "add", "one", "type", "veth", "peer", "name", "other")
            _run("ip", "netns", "exec", trial, "nft", f"add table {TABLE}")
        finally:
            _run("ip", "netns", "del", trial)
    except subprocess.CalledProcessError as error:
        raise Impossible(f"network namespaces are not allowed here: {error.stderr.strip()}") from error


class Network:
    """Leaving the `with` block removes it, and ends whatever still runs in it."""

    def __init__(self):
        self._prefix = f"{PREFIX}{os.getpid()}-"

    def __enter__(self):
        remove_stale()
        try:
            self._make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        _remove(self._prefix)

    def name(self, box):
        return self._prefix + box

    def inside(self, box, *command):
        """A command line that runs in a box, under the pid of whoever starts it."""
        return ["ip", "netns", "exec", self.name(box), *map(str, command)]

    def pull(self, box, *interfaces):
        """Takes the carrier from these cables: their ends in `box` are set down."""
        self._batch(box, [f"link set {interface} down" for interface in interfaces])

    def filter(self, box, *rules):
        """Rules of nftables for a box, in place of those it had. A rule is `HOOK STATEMENT`."""
        hooks = ("input", "forward", "output")
        chains = "".join(
            f"chain {hook} {{\ntype filter hook {hook} priority 0\n"
            + "".join(rule.removeprefix(hook) + "\n" for rule in rules if rule.startswith(hook))
            + "}\n" for hook in hooks)
        _run(*self.inside(box, "nft", "-f", "-"),
             text=f"table {TABLE}\ndelete table {TABLE}\ntable {TABLE} {{\n{chains}}}\n")

    def mend(self, *boxes):
        """Undoes whatever was pulled or filtered there."""
        cables = list(topology.cables())
        settings = topology.settings()
        for box in boxes:
            self.filter(box)
            self._batch(box, settings[box])
        for one, _, other, _ in cables:  # routes of the neighbours, which the carrier took along
            for box, neighbour in ((one, other), (other, one)):
                if box in boxes and neighbour not in boxes:
                    self._batch(neighbour, settings[neighbour])

    def _make(self):
        boxes = list(topology.boxes())
        lines = [f"netns add {self.name(box)}" for box in boxes]
        lines += [f"link add {mine} netns {self.name(box)} type veth "
                  f"peer name {its} netns {self.name(other)}"
                  for box, mine, other, its in topology.cables()]
        _run("ip", "-batch", "-", text="\n".join(lines))
        settings, rules = topology.settings(), topology.rules()
        for box in boxes:
            _run(*self.inside(box, "sysctl", "-q", "-w", *SYSCTLS))
            self._batch(box, settings[box] + rules.get(box, []))

    def _batch(self, box, lines):
        _run("ip", "-n", self.name(box), "-batch", "-", text="\n".join(lines))


def remove_stale():
    """Removes what a lab left behind that was killed."""
    for name in _namespaces():
        owner = re.match(PREFIX + r"(\d+)-", name)
        if owner and not pathlib.Path(f"/proc/{owner[1]}").exists():
            _remove(owner[0])


def _namespaces():
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False)
    return [line.split()[0] for line in listed.stdout.splitlines() if line.strip()]


def _remove(prefix):
    for name in _namespaces():
        if not name.startswith(prefix):
            continue
        pids = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True,
                              check=False).stdout.split()
        for pid in map(int, pids):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def _run(*command, text=""):
    subprocess.run(command, input=text, capture_output=True, text=True, check=True)
