#!/usr/bin/env python3
"""Adds up what `meson test` ran: a line for each suite, then `N passed, N failed`.

A doctest program and a unittest file count their cases, any other test counts as one; what a unittest file skips is
told, with the reason. Reads meson's testlog.json and fails if a test failed or if none ran."""
import collections
import json
import pathlib
import re
import sys

DOCTEST = re.compile(r"test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed")
SKIPPED = re.compile(r"^(.*) \.\.\. skipped '(.*)'$", re.M)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?$", re.M)


def cases(test):
    """(passed, failed) as the program of the test counted them, or None if it did not."""
    if found := DOCTEST.search(test.get("stdout", "")):
        return int(found[1]), int(found[2])
    if found := UNITTEST.search(test.get("stderr", "")):
        remarks = dict(re.findall(r"(\w+)=(\d+)", found[2] or ""))
        failed = int(remarks.get("failures", 0)) + int(remarks.get("errors", 0))
        return int(found[1]) - failed - int(remarks.get("skipped", 0)), failed
    return None


def count(test):
    """(passed, failed) of one entry of the log."""
    fine = test["result"] in ("OK", "EXPECTEDFAIL", "SKIP")
    passed, failed = cases(test) or (int(fine), 0)
    return passed, failed if fine else max(failed, 1)  # a crash after the last case is a failure


def main(log):
    totals = collections.defaultdict(lambda: [0, 0])
    for line in log.read_text().splitlines():
        test = json.loads(line)
        suite = test["name"].split(" / ")[0].split(":")[-1]
        for slot, number in enumerate(count(test)):
            totals[suite][slot] += number
        for case, why in SKIPPED.findall(test.get("stderr", "")):
            print(f"  skipped: {case}: {why}")
    for suite, (passed, failed) in sorted(totals.items()):
        print(f"  {suite:<12} {passed} ok" + (f", {failed} NOT ok" if failed else ""))
    passed, failed = (sum(total[slot] for total in totals.values()) for slot in (0, 1))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main(pathlib.Path(sys.argv[1])))
