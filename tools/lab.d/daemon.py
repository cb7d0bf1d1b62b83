"""A program in a box of the network: started, signalled, ended by its pid."""
import os
import pathlib
import signal
import socket
import subprocess
import time

STOP_PATIENCE_S = 5
START_PATIENCE_S = 20


class Daemon:
    """Leaving the `with` block ends it, frozen or not, with its children."""

    def __init__(self, command, log, environment=None, stdin=subprocess.DEVNULL):
        with open(log, "ab") as output:
            self._child = subprocess.Popen(
                command, stdin=stdin, stdout=output, stderr=output, start_new_session=True,
                env={**os.environ, **(environment or {})})
        self.log = pathlib.Path(log)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    @property
    def stdin(self):
        return self._child.stdin

    def signal(self, number):
        self._child.send_signal(number)

    def stop(self):
        """As an operator does: SIGTERM; SIGKILL if that does not end it in time."""
        self._child.send_signal(signal.SIGTERM)
        try:
            self._child.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait(self):
        """For its own end."""
        if self._child.wait(STOP_PATIENCE_S) != 0:
            self.require_alive()

    def kill(self):
        """At once, and all of its session."""
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._child.wait()

    def read_proc(self, name):
        """A file of its folder in /proc: those of net/ are of the box that it is in."""
        return pathlib.Path(f"/proc/{self._child.pid}/{name}").read_text()

    def require_alive(self):
        if self._child.poll() is not None:
            end = self.log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{self._child.args} ended by itself:\n{end}")


def wait_until(condition, what, patience_s=START_PATIENCE_S):
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {patience_s} s: {what}")
        time.sleep(0.01)
