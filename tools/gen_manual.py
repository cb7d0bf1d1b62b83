#!/usr/bin/env python3
"""Writes the tables of the code into the manual pages, between `.\\" begin TABLE` and `.\\" end TABLE`.

usage: gen_manual.py PROGRAM FOLDER [--check]
PROGRAM is the built manual_tables. With --check nothing is written, and a page that differs from
the code is a failure; so it runs in `meson test --suite style`."""
import pathlib
import re
import subprocess
import sys

SECTION = re.compile(r'(?<=^\.\\" begin )(\w+)\n.*?(?=^\.\\" end \1$)', re.M | re.S)


def main(program, folder, check=False):
    def filled(section):
        table = section.group(1)
        return table + "\n" + subprocess.run([program, table], check=True, capture_output=True,
                                             text=True).stdout

    stale = []
    for page in sorted(pathlib.Path(folder).iterdir()):
        text = page.read_text()
        wanted = SECTION.sub(filled, text)
        if wanted != text:
            stale.append(page)
            if not check:
                page.write_text(wanted)
    for page in stale:
        remedy = f"is not what the code says; run tools/gen_manual.py {program} {folder}"
        print(f"{page}: {remedy if check else 'written'}")
    return 1 if check and stale else 0


sys.exit(main(*sys.argv[1:3], check="--check" in sys.argv))
