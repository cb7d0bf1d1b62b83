"""Tables of what came of the runs, and whether it is what was set out to reach."""
import json
import math
import pathlib
import statistics

from records import Sight
from runs import Run
from scenarios import SCENARIOS

BEGIN, END = "<!-- made by tools/lab -->", "<!-- end of what tools/lab made -->"
HEAD = ("| scenario | by | runs | last wrong answer ms: p50 | p95 | max | limit | wrong answers "
        "| lost | changes | flips | back ms p50 | reached |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n")


def quantile(values, share):
    """The least of the values that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _ms(value):
    return "never" if math.isinf(value) else f"{value:.0f}"


class Row:
    """All runs of a scenario against a name server."""

    def __init__(self, scenario, server, runs):
        self.scenario, self.server, self.runs = scenario, server, runs
        self._sights = [run.sight for run in runs]

    def faults(self):
        """What was not reached, in words."""
        scenario, late = self.scenario, self._last_wrong(0.95)
        if scenario.limit_ms and late > scenario.limit_ms:
            yield f"last wrong answer: {_ms(late)}"
        span = max(sight.lost_span_ms for sight in self._sights)
        if scenario.lost_span_max_ms == 0 and self._sum("lost"):
            yield f"{self._sum('lost')} queries lost"
        elif span > scenario.lost_span_max_ms:
            yield f"queries lost for {span:.0f} ms"
        changes = max(max(sight.changes, 0) for sight in self._sights)
        if scenario.changes_max is not None and changes > scenario.changes_max:
            yield f"{changes} changes of what is given, at most {scenario.changes_max}"
        if scenario.changes_max == 0 and self._flips():
            yield f"{self._flips()} flips"
        if scenario.forgets_nothing and self._sum("wrong_since_mark"):
            yield f"{self._sum('wrong_since_mark')} wrong answers after the restart"
        if self._sum("empty"):
            yield f"{self._sum('empty')} answers without an address"

    def has_goal(self):
        scenario = self.scenario
        return (scenario.limit_ms is not None or scenario.changes_max is not None
                or scenario.forgets_nothing)

    def cells(self):
        back = [sight.back_ms for sight in self._sights]
        faults = "; ".join(self.faults())
        return [self.scenario.name, self.server, str(len(self.runs)),
                *(_ms(self._last_wrong(share)) for share in (0.5, 0.95, 1.0)),
                f"{self.scenario.limit_ms:.0f}" if self.scenario.limit_ms else "–",
                f"{statistics.mean(sight.wrong for sight in self._sights):.0f}",
                str(self._sum("lost")),
                str(max(sight.changes for sight in self._sights)), str(self._flips()),
                _ms(quantile(back, 0.5)) if self.scenario.tells_return else "–",
                f"no: {faults}" if faults else "yes" if self.has_goal() else "–"]

    def as_json(self):
        return {"scenario": self.scenario.name, "server": self.server,
                "limit_ms": self.scenario.limit_ms, "faults": list(self.faults()),
                "runs": [{**vars(run.sight), "flips": run.flips} for run in self.runs]}

    def _last_wrong(self, share):
        return quantile([sight.last_wrong_ms for sight in self._sights], share)

    def _sum(self, field):
        return sum(getattr(sight, field) for sight in self._sights)

    def _flips(self):
        return max(run.flips for run in self.runs)


def table(rows):
    return HEAD + "".join("| " + " | ".join(row.cells()) + " |\n" for row in rows)


def write_json(rows, file):
    pathlib.Path(file).write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")


def read_json(file):
    """Rows that write_json() wrote."""
    for row in json.loads(pathlib.Path(file).read_text()):
        played = [Run(Sight(**{key: value for key, value in run.items() if key != "flips"}),
                      run["flips"]) for run in row["runs"]]
        yield Row(SCENARIOS[row["scenario"]], row["server"], played)


def in_order(rows):
    """As the scenarios are listed; of two rows for the same the later one."""
    by_key = {(row.scenario.name, row.server): row for row in rows}
    names = list(SCENARIOS)
    return sorted(by_key.values(), key=lambda row: (names.index(row.scenario.name),
                                                    row.server != "signpost"))


def write_into(document, text):
    """Puts the text between the markers of a document."""
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document}: no place for the table: {BEGIN} … {END}")
    document.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}")
