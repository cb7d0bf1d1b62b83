"""Databases behind the links, one process of a kind at each site, which can lose its right to write.

The sites' databases are writable both, as far as clients are concerned: what is tried is not
replication but that a site whose database only reads is not given.
"""
import os
import pathlib
import shutil
import subprocess

import topology
from daemon import Daemon, wait_until

POSTGRESQL = pathlib.Path("/usr/lib/postgresql/15/bin")
AS_POSTGRES = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
WRITERS = "SHOW transaction_read_only"


class Database:
    """Subclasses say what differs. `check` is the check of signpost.json, `external` a shell
    command for gdnsd, with %%ITEM%% for the address."""
    name = program = external = ""
    check = {}

    def __init__(self, network, home, site):
        self._network, self._box = network, f"servers-{site}"
        self.home = pathlib.Path(home) / f"{self.name}-{site}"
        self.home.mkdir()
        self.prepare()
        self._daemon = Daemon(network.inside(self._box, *self.command()), f"{self.home}.log")

    def wait(self):
        wait_until(lambda: self._daemon.require_alive() or self.allow_writing(True),
                   f"{self.name} takes commands")

    def close(self):
        self._daemon.kill()

    def prepare(self):
        """Makes an empty database, if that is not done by starting it."""

    def command(self):
        raise NotImplementedError

    def client(self, is_allowed):
        """The command line that allows or forbids writing."""
        raise NotImplementedError

    def allow_writing(self, is_allowed):
        """False if it does not take the command."""
        command = self._network.inside(self._box, *self.client(is_allowed))
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


class Redis(Database):
    name, program = "redis", "/usr/bin/redis-server"
    check = {"redis": {"role": "primary"}}
    external = "redis-cli -h %%ITEM%% role | grep -q master"

    def command(self):
        return [self.program, "--bind", "0.0.0.0", "--protected-mode", "no", "--save", "",
                "--dir", self.home]

    def client(self, is_allowed):
        master = ("no", "one") if is_allowed else (topology.LINK["b-telecom"].database, "6379")
        return ["redis-cli", "replicaof", *master]


class MariaDb(Database):
    name, program = "mariadb", "/usr/sbin/mariadbd"
    check = {"mysql": {"user": "signpost", "role": "primary"}}
    external = ('test "$(mariadb -h %%ITEM%% -u signpost -Ne "SELECT @@read_only")" = 0')

    def prepare(self):
        subprocess.run(["mariadb-install-db", "--no-defaults", "--user=mysql",
                        f"--datadir={self.home}", "--skip-test-db"], check=True,
                       capture_output=True)

    def command(self):
        """Whoever logs in may: it is asked by name and role only."""
        return [self.program, "--no-defaults", "--user=mysql", f"--datadir={self.home}",
                f"--socket={self.home}/socket", "--skip-grant-tables", "--skip-name-resolve",
                "--bind-address=0.0.0.0", "--innodb-buffer-pool-size=16M",
                f"--pid-file={self.home}/pid"]

    def client(self, is_allowed):
        return ["mariadb", "--no-defaults", "-S", self.home / "socket", "-e",
                f"SET GLOBAL read_only = {'OFF' if is_allowed else 'ON'}"]


class Postgresql(Database):
    name, program = "postgresql", str(POSTGRESQL / "postgres")
    check = {"postgresql": {"user": "postgres", "database": "postgres", "role": "primary",
                            "query": WRITERS, "expect": "off"}}
    external = f'test "$(psql -h %%ITEM%% -U postgres -Atc "{WRITERS}")" = off'

    def prepare(self):
        shutil.chown(self.home, "postgres", "postgres")
        subprocess.run([*AS_POSTGRES, POSTGRESQL / "initdb", "-D", self.home, "-A", "trust", "-N"],
                       check=True, capture_output=True, cwd="/")
        with open(self.home / "pg_hba.conf", "a", encoding="ascii") as rights:
            rights.write("host all all 0.0.0.0/0 trust\n")

    def command(self):
        return [*AS_POSTGRES, self.program, "-D", self.home, "-h", "0.0.0.0", "-k", self.home,
                "-c", "fsync=off", "-c", "shared_buffers=16MB"]

    def client(self, is_allowed):
        setting = "off" if is_allowed else "on"
        return ["psql", "-h", "127.0.0.1", "-U", "postgres", "-q",
                "-c", f"ALTER SYSTEM SET default_transaction_read_only = {setting}",
                "-c", "SELECT pg_reload_conf()"]


KINDS = {kind.name: kind for kind in (Redis, MariaDb, Postgresql)}


def is_installed(name):
    return os.access(KINDS[name].program, os.X_OK)
