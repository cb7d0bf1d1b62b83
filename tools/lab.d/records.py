"""What the recorders saw, held against what the lab knows to be true."""
import math
import signal
from dataclasses import dataclass

import topology
from daemon import Daemon

UNSEEN_MS = 100     # an outage with wrong answers so shortly before its end was never noticed
STEADY_ANSWERS = 3  # so many alike in a row, of one name to one client, are no chance
NS = 1_000_000


@dataclass(frozen=True)
class Answer:
    """To a query. received_ns is 0 if it is lost."""
    client: str
    sent_ns: int
    received_ns: int
    name: str
    rcode: int
    addresses: tuple


class Recorders:
    """One for each ISP's clients, asking `rate` queries a second."""

    def __init__(self, program, network, home, names, rate):
        self._files = {isp: home / f"answers-{isp}" for isp in topology.ISPS}
        self._names = names
        self._daemons = [
            Daemon(network.inside(f"client-{isp}", program, f"{topology.SIG}:53", rate, file,
                                  *names), home / f"recorder-{isp}.log")
            for isp, file in self._files.items()]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for daemon in self._daemons:
            daemon.kill()

    def finish(self):
        """All answers, those to a client in the order in which it asked."""
        for daemon in self._daemons:
            daemon.require_alive()
            daemon.signal(signal.SIGTERM)
        for daemon in self._daemons:
            daemon.wait()
        return [self._read(isp, line) for isp, file in self._files.items()
                for line in file.read_text().splitlines()]

    def _read(self, isp, line):
        sent, received, name, rcode, addresses = line.split(" ")
        return Answer(isp, int(sent), int(received), self._names[int(name)], int(rcode),
                      tuple(addresses.split(",")) if addresses else ())


class Truth:
    """Which addresses were dead, and when, by the lab's own deeds."""

    def __init__(self):
        self._outages = {}  # address -> [[from_ns, to_ns], ...]

    def dies(self, addresses, now_ns):
        for address in addresses:
            self._outages.setdefault(address, []).append([now_ns, math.inf])

    def returns(self, addresses, now_ns):
        for address in addresses:
            self._outages[address][-1][1] = now_ns

    def outage(self, address, at_ns):
        """(begin, end) of the outage that it is in at that moment; None if it is in none."""
        return next(((begin, end) for begin, end in self._outages.get(address, ())
                     if begin <= at_ns < end), None)

    def returned(self):
        """(address, when) of the last return of each that has returned."""
        return [(address, outages[-1][1]) for address, outages in self._outages.items()
                if outages[-1][1] != math.inf]


@dataclass(frozen=True)
class Sight:
    """What one run looked like from the clients."""
    asked: int
    lost: int
    lost_span_ms: float    # from the first lost query to the last
    empty: int             # answers without an address, or with an error
    wrong: int             # answers with an address that was dead when they came
    last_wrong_ms: float   # after the beginning of the outage; 0 without one, infinite if they
                           # went on until its end
    wrong_since_mark: int
    back_ms: float         # from a return to the first answer with the address; NaN without one
    stall_ms: float        # the longest that a recorder itself was held up
    changes: int           # of the set of addresses that are given, of the client who saw most


def look(answers, truth, mark_ns, every):
    """`every` is the name that is answered with all addresses that are up; what was wrong after
    `mark_ns` is counted once more."""
    lost = [one.sent_ns for one in answers if not one.received_ns]
    looked_until_ns = max((one.received_ns for one in answers), default=0)
    delays, late = [], 0
    for one in answers:
        outages = [outage for address in one.addresses
                   if (outage := truth.outage(address, one.received_ns))]
        if outages:
            begin, end = min(outages)
            is_unseen = min(end, looked_until_ns) - one.received_ns < UNSEEN_MS * NS
            delays.append(math.inf if is_unseen else (one.received_ns - begin) / NS)
            late += one.received_ns > mark_ns
    return Sight(
        asked=len(answers), lost=len(lost),
        lost_span_ms=(max(lost) - min(lost)) / NS if lost else 0.0,
        empty=sum(1 for one in answers if one.received_ns and not one.addresses),
        wrong=len(delays), last_wrong_ms=max(delays, default=0.0), wrong_since_mark=late,
        back_ms=_back_ms(answers, truth), stall_ms=_stall_ms(answers), changes=_changes(answers, every))


def _back_ms(answers, truth):
    waits = []
    for address, when_ns in truth.returned():
        seen = [one.received_ns for one in answers
                if one.received_ns > when_ns and address in one.addresses]
        waits.append((min(seen) - when_ns) / NS if seen else math.inf)
    return max(waits, default=math.nan)


def _stall_ms(answers):
    sent = {client: [one.sent_ns for one in answers if one.client == client]
            for client in topology.ISPS}
    return max((later - earlier for times in sent.values()
                for earlier, later in zip(times, times[1:])), default=0) / NS


def _changes(answers, every):
    """A set counts once STEADY_ANSWERS in a row have it: workers of a server do not change over in
    the same microsecond."""
    most = 0
    for client in topology.ISPS:
        sets = [frozenset(one.addresses) for one in answers
                if one.client == client and one.name == every and one.received_ns]
        steady = [given for i, given in enumerate(sets)
                  if sets[i:i + STEADY_ANSWERS] == [given] * STEADY_ANSWERS]
        most = max(most, sum(one != other for one, other in zip(steady, steady[1:])))
    return most
