#!/usr/bin/env python3
"""Fails if a name says nothing, if a folder of src/ has no line in src/README.md, or if a test suite
is named after another folder than its file's: then nothing would run it. Run by
`meson test --suite style`."""
import pathlib
import re
import sys

# Words that fit everything and so tell nothing; doc/glossary.md has the ones to use.
EMPTY = re.compile(r"(?:Manager|Helper|Util|Utils|Impl|Info|Backend|Misc|Common)(?![a-z])")
SUITE = re.compile(r'TEST_SUITE\("([^"]*)"\)')
TYPE = re.compile(r"^\s*(?:class|struct|enum class|using)\s+(\w+)", re.M)


def faults(root):
    promises = (root / "src/README.md").read_text()
    for file in sorted((root / "src").rglob("*.[hc]pp")):
        folder = file.parent.relative_to(root / "src").as_posix()
        if f"`{folder}`" not in promises:
            yield f"src/README.md: no line for `{folder}`"
        for name in TYPE.findall(file.read_text()):
            if EMPTY.search(name):
                yield f"{file}: {name} names nothing in particular"
        if EMPTY.search(file.stem.title().replace("_", "")):
            yield f"{file}: the file name names nothing in particular"


def stray_suites(root):
    """A test runs if its suite's folder, or one above it, is in test/meson.build's lists."""
    lists = re.findall(r"suites \+?= \[([^]]*)\]", (root / "test/meson.build").read_text())
    prefixes = tuple(prefix + "/" for prefix in re.findall(r"'([^']+)'", " ".join(lists)))
    for file in sorted((root / "test").rglob("*_test.cpp")):
        folder = file.parent.relative_to(root / "test").as_posix()
        suites = SUITE.findall(file.read_text())
        if not suites or any(suite.rpartition("/")[0] != folder for suite in suites):
            yield f"{file}: the suite is {suites}, not {folder}/…"
        if not f"{folder}/".startswith(prefixes):
            yield f"{file}: no suite of test/meson.build runs it"


root = pathlib.Path(sys.argv[1])
found = sorted({*faults(root), *stray_suites(root)})
print("\n".join(found))
sys.exit(bool(found))
