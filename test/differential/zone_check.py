"""Assurance that the generator makes valid zones: BIND's checker has nothing against them."""
import concurrent.futures
import shutil
import subprocess

import names


def check(zones, folder):
    """Raises if a zone is refused; does nothing where named-checkzone is not installed."""
    program = shutil.which("named-checkzone")
    if not program:
        return

    def complaint(zone):
        # -i local: no look-ups of foreign names; -k ignore: odd host names are wanted here.
        words = [program, "-i", "local", "-k", "ignore", names.to_text(zone.origin), str(folder / zone.file_name())]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return done.stdout if done.returncode else ""

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        complaints = [text for text in pool.map(complaint, zones) if text]
    if complaints:
        raise RuntimeError(f"{len(complaints)} generated zones are invalid:\n{complaints[0][-2000:]}")
