#!/usr/bin/env python3
"""Fails if a file under src/ includes its own floor's neighbour or a higher floor, or reaches a
foreign library other than through that library's one door. Run by `meson test --suite style`."""
import pathlib
import re
import sys

# Ground floor first. A folder may include itself and any folder on a lower floor.
FLOORS = [
    ["base"],
    ["core/wire"],
    ["core/zone", "core/geo", "core/health"],
    ["core/steer"],
    ["core/snapshot"],
    ["core/answer", "core/director"],
    ["loop"],
    ["data_plane", "control_plane"],
    ["app"],
]
DOORS = {  # foreign header -> the only folder that may include it
    "ldns/": "control_plane/zonefile", "maxminddb.h": "control_plane/maps",
    "sqlite3.h": "control_plane/journal", "uv.h": "loop",
    "curl/": "control_plane/http", "openssl/": "control_plane/probe", "re2/": "control_plane/probe",
    "libpq-fe.h": "control_plane/probe", "mariadb/": "control_plane/probe",
    "hiredis/": "control_plane/probe", "microhttpd.h": "control_plane/reports",
    "nlohmann/": "control_plane", "linux/if_xdp.h": "data_plane",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def folder_of(path, folders):
    return next((f for f in folders if path == f or path.startswith(f + "/")), None)


def faults(root):
    floor_of = {folder: number for number, floor in enumerate(FLOORS) for folder in floor}
    for file in sorted(root.rglob("*.[hc]pp")):
        here = file.relative_to(root).parent.as_posix()
        mine = folder_of(here, floor_of)
        if mine is None:
            yield f"{file}: folder is on no floor"
            continue
        for kind, header in INCLUDE.findall(file.read_text()):
            theirs = folder_of(header, floor_of) if kind == '"' else None
            if theirs not in (None, mine) and floor_of[theirs] >= floor_of[mine]:
                yield f"{file}: {mine} (floor {floor_of[mine]}) includes {header} (floor {floor_of[theirs]})"
            for prefix, door in DOORS.items():
                if kind == "<" and header.startswith(prefix) and not here.startswith(door):
                    yield f"{file}: <{header}> may be included only in {door}"


found = list(faults(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(bool(found))
