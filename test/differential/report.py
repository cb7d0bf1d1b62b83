"""What is printed: how replies agreed, how often each rule was used, and each kind of failure."""
import collections

import names
from minimise import minimise
from rules import RULES
from show import reply_text
from zone_file import excerpt

KINDS_SHOWN = 25


def rules_used(verdicts):
    outcomes = collections.Counter(verdict.outcome for verdict in verdicts)
    print(", ".join(f"{outcome}: {count}" for outcome, count in outcomes.most_common()))
    used = collections.Counter(name for verdict in verdicts for name in verdict.rules)
    for rule in RULES:
        print(f"rule {rule.name!r}: {f'used {used[rule.name]} times' if used[rule.name] else 'UNUSED'} ({rule.reason})")


def failures(cases, verdicts, started, kind_of, chosen):
    """Prints the first failure of each kind, minimised with the help of `kind_of(query)`, which asks
    anew; returns how many failures there are."""
    kinds = collections.defaultdict(list)
    for index, (case, verdict) in enumerate(zip(cases, verdicts)):
        if verdict.outcome == "failure":
            kinds[verdict.kind()].append((index, case, verdict))
    for kind, members in sorted(kinds.items(), key=lambda item: -len(item[1]))[:KINDS_SHOWN]:
        index, case, verdict = members[0]
        print(f"\nFAILURE, {len(members)} of this kind: {'; '.join(verdict.complaints)}")
        number = index if chosen.only is None else chosen.only
        print(f"  repeat: --seed {chosen.seed} --zones {chosen.zones} --queries {chosen.queries} --only {number}")
        print(f"  asked:  {case.query.dig(_ours(started).port)}")
        print(f"  least:  {minimise(case.query, kind, kind_of).dig(_ours(started).port)}")
        _show(case)
    count = sum(map(len, kinds.values()))
    print(f"{len(verdicts) - count} passed, {count} failed" + (f" in {len(kinds)} kinds" if kinds else ""))
    return count


def _ours(started):
    return next(server for server in started if server.label == "ours")


def _show(case):
    asked = names.fold(case.query.name)
    zone = case.world.zone_of(asked)
    if zone:
        print(f"  zone {names.to_text(zone.origin)} ({', '.join(zone.shapes)}), near the name:")
        print("\n".join("    " + line for line in excerpt(zone, asked)))
    for label, reply in {"ours": case.ours, **case.peers}.items():
        print(f"  {label}:\n{reply_text(reply)}")
