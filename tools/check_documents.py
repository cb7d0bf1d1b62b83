#!/usr/bin/env python3
"""Fails if a link in a Markdown file leads nowhere or a manual page is not sound mdoc.
Run by `meson test --suite style`."""
import pathlib
import re
import subprocess
import sys

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
OUTSIDE = ("http://", "https://", "mailto:")


def dead_links(root):
    pages = [*root.glob("*.md"), *(p for f in ("src", "doc", "test", "tools", "zones", "geoip")
                                   for p in (root / f).rglob("*.md"))]
    for page in sorted(pages):
        for target in LINK.findall(page.read_text()):
            if not target.startswith(OUTSIDE) and not (page.parent / target).exists():
                yield f"{page}: the link to {target} leads nowhere"


def unsound_pages(root):
    pages = sorted(str(page) for page in (root / "man").iterdir())
    lint = subprocess.run(["mandoc", "-Tlint", "-Wwarning", *pages], capture_output=True, text=True)
    return (lint.stdout + lint.stderr).splitlines()


root = pathlib.Path(sys.argv[1])
found = [*dead_links(root), *unsound_pages(root)]
print("\n".join(found))
sys.exit(bool(found))
