#!/usr/bin/env python3
"""Fails if a name says nothing, or if a folder of src/ has no line in src/README.md.
Run by `meson test --suite style`."""
import pathlib
import re
import sys

# Words that fit everything and so tell nothing; doc/glossary.md has the ones to use.
EMPTY = re.compile(r"(?:Manager|Helper|Util|Utils|Impl|Info|Backend|Misc|Common)(?![a-z])")
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


found = sorted(set(faults(pathlib.Path(sys.argv[1]))))
print("\n".join(found))
sys.exit(bool(found))
