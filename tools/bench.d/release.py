"""The release build that is measured."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build-bench"
LOAD = "test/bench/load"
REPLY_INSTRUCTIONS = "test/bench/reply_instructions"
ECHOES = ("test/bench/echo", "test/bench/tcp_echo")
SIGNPOSTD = "src/app/signpostd"
SIGNPOST_MAP = "tools/signpost-map/signpost-map"


def build(programs, groups):
    """Installs what the dependency groups name and is missing, then builds the programs, which are
    paths below FOLDER."""
    subprocess.run([ROOT / "tools/install-dependencies", *groups], check=True)
    if not (FOLDER / "build.ninja").exists():
        subprocess.run(["meson", "setup", FOLDER, ROOT, "-Dbuildtype=release", "-Db_lto=true"],
                       check=True, stdout=sys.stderr)
    subprocess.run(["ninja", "-C", FOLDER, *sorted(programs)], check=True, stdout=sys.stderr)
