#!/usr/bin/env python3
"""Fails if a header or a source file has grown past one concept. Run by `meson test --suite style`.

The length of a function is clang-tidy's to judge (readability-function-size)."""
import pathlib
import sys

LINES_MAX = {".hpp": 120, ".cpp": 400}


def faults(root):
    for folder in ("src", "tools"):
        for file in sorted((root / folder).rglob("*.[hc]pp")):
            lines = len(file.read_text().splitlines())
            if lines > LINES_MAX[file.suffix]:
                yield f"{file}: {lines} lines; at most {LINES_MAX[file.suffix]}, so split it by concept"


found = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(bool(found))
