#!/usr/bin/env python3
"""Adds up what `meson test` ran: a line for each suite, then `N passed, N failed`.

A doctest program counts its cases, any other test counts as one. Reads meson's testlog.json and
fails if a test failed or if none ran."""
import collections
import json
import pathlib
import re
import sys

CASES = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")


def count(test):
    """(passed, failed) of one entry of the log."""
    fine = test["result"] in ("OK", "EXPECTEDFAIL", "SKIP")
    cases = CASES.search(test.get("stdout", ""))
    if not cases:
        return (1, 0) if fine else (0, 1)
    passed, failed = map(int, cases.groups())
    return passed, failed if fine else max(failed, 1)  # a crash after the last case is a failure


def main(log):
    totals = collections.defaultdict(lambda: [0, 0])
    for line in log.read_text().splitlines():
        test = json.loads(line)
        suite = test["name"].split(" / ")[0].split(":")[-1]
        for slot, number in enumerate(count(test)):
            totals[suite][slot] += number
    for suite, (passed, failed) in sorted(totals.items()):
        print(f"  {suite:<12} {passed} ok" + (f", {failed} NOT ok" if failed else ""))
    passed, failed = (sum(total[slot] for total in totals.values()) for slot in (0, 1))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
