"""The release build that is measured."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build-bench"


def build(programs, groups):
    """Installs what the dependency groups name and is missing, then builds the programs."""
    subprocess.run([ROOT / "tools/install-dependencies", *groups], check=True)
    if not (FOLDER / "build.ninja").exists():
        subprocess.run(["meson", "setup", FOLDER, ROOT, "-Dbuildtype=release", "-Db_lto=true"],
                       check=True, stdout=sys.stderr)
    subprocess.run(["meson", "compile", "-C", FOLDER, *sorted(programs)], check=True,
                   stdout=sys.stderr)
