"""Probes of databases against real ones, each a process of its own on loopback with its data in a
temporary folder. A kind whose server is not installed, or which the build lacks, is skipped."""
import base64
import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time
import unittest

from scenario import free_port

ASK_ONCE = os.environ["ASK_ONCE"]
KINDS = os.environ["DATABASE_KINDS"].split(",")


def ask(kind, port, timeout_ms=10000, **settings):
    """Outcome and detail, and the stages."""
    words = [f"{key}={value}" for key, value in settings.items()]
    with tempfile.TemporaryDirectory() as home:
        # What lies about where we run is not for us: libpq would show this certificate, or fail.
        (pathlib.Path(home) / ".postgresql").mkdir()
        (pathlib.Path(home) / ".postgresql/postgresql.crt").write_text("no certificate")
        done = subprocess.run([ASK_ONCE, kind, str(port), str(timeout_ms), *words], check=True,
                              env={**os.environ, "HOME": home}, capture_output=True, text=True, timeout=60)
    if done.stderr:
        raise AssertionError("a client library writes where it should not: " + done.stderr)
    told = done.stdout.splitlines()
    return told[0], told[1:]


def find(*names):
    found = [shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin") for name in names]
    return next(filter(None, found), None)


def ordinary_user():
    """Some servers refuse to run as root: then they are nobody, or who the package made."""
    if os.geteuid() != 0:
        return None
    return next(name for name in ("postgres", "nobody") if any(u.pw_name == name for u in pwd.getpwall()))


class Database(unittest.TestCase):
    def setUp(self):
        if self.kind not in KINDS:
            self.skipTest(f"this build has no probes of {self.kind}")
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signpost-database-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.user = ordinary_user()
        self.environment = {**os.environ, "HOME": str(self.folder), "PGPASSWORD": "secret"}
        if self.user:
            shutil.chown(self.folder, self.user)

    def as_user(self, *words):
        words = [str(word) for word in words]
        return ["setpriv", "--reuid", self.user, "--regid", str(pwd.getpwnam(self.user).pw_gid),
                "--clear-groups", "--", *words] if self.user else words

    def run_program(self, *words):
        done = subprocess.run(self.as_user(*words), cwd=self.folder, env=self.environment, capture_output=True,
                              text=True, timeout=120)
        self.assertEqual(done.returncode, 0, f"{words[0]}: {done.stderr.strip()[-1000:]}")

    def start(self, *words):
        log = open(self.folder / "log", "ab")
        process = subprocess.Popen(self.as_user(*words), cwd=self.folder, env=self.environment, stdout=log,
                                   stderr=log)
        self.addCleanup(log.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def wait_until_ok(self, port, **settings):
        end = time.monotonic() + 60
        while (told := ask(self.kind, port, **settings)[0]) != "ok: ":
            if time.monotonic() > end:
                self.fail(told + "\n" + self.log()[-2000:])
            time.sleep(0.1)

    def assert_told(self, told, port, **settings):
        self.assertEqual(ask(self.kind, port, **settings)[0], told)

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def check_no_database(self):
        """Alike for all kinds: nobody is there, or somebody who does not answer."""
        port = free_port()
        self.assert_told("refused: connection refused", port)


class Redis(Database):
    kind = "redis"

    def start_redis(self, *options):
        program = find("redis-server")
        if not program:
            self.skipTest("redis-server is not installed")
        port = free_port()
        folder = self.folder / str(port)
        folder.mkdir()
        if self.user:
            shutil.chown(folder, self.user)
        self.start(program, "--port", port, "--bind", "127.0.0.1", "--dir", folder, "--save", "",
                   "--requirepass", "secret", "--masterauth", "secret", *options)
        self.wait_until_ok(port, password="secret")
        return port

    def test_login_command_and_role(self):
        port = self.start_redis()
        self.assertEqual(ask("redis", port, password="secret", query="SET gate open", role="primary"),
                         ("ok: ", ["connected", "login answered", "primary", "command answered"]))
        self.assert_told("ok: ", port, password="secret", query="GET gate", expect="open")
        self.assert_told('failed: "open" instead of "shut"', port, password="secret", query="GET gate",
                         expect="shut")
        self.assert_told("failed: is primary, not replica", port, password="secret", role="replica")
        self.assert_told('failed: command: "NOAUTH Authentication required."', port)
        self.assertIn("WRONGPASS", ask("redis", port, password="wrong")[0])
        self.check_no_database()

    def test_replica(self):
        primary = self.start_redis()
        replica = self.start_redis("--replicaof", "127.0.0.1", str(primary))
        self.wait_until_ok(replica, password="secret", role="replica", lag_max_s=60)
        self.assert_told("failed: is replica, not primary", replica, password="secret", role="primary")


class Postgresql(Database):
    kind = "postgresql"

    def programs(self):
        folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
        if not folders:
            self.skipTest("postgresql is not installed")
        return pathlib.Path(folders[-1])

    def serve(self, data, port):
        self.start(self.programs() / "postgres", "-D", data, "-p", port, "-h", "127.0.0.1", "-k", self.folder,
                   "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "ssl=on",
                   "-c", f"ssl_cert_file={self.folder}/certificate", "-c", f"ssl_key_file={self.folder}/key")

    def start_primary(self):
        (self.folder / "password").write_text("secret\n")
        data = self.folder / "primary"
        os.chmod(self.folder / "password", 0o644)
        self.run_program(self.programs() / "initdb", "-D", data, "-U", "prober", "--auth=scram-sha-256",
                         f"--pwfile={self.folder / 'password'}", "--no-sync")
        (data / "pg_hba.conf").write_text("".join(line + "\n" for line in (
            "hostssl all,replication prober 127.0.0.0/8 scram-sha-256", "hostnossl all plain 127.0.0.0/8 scram-sha-256",
            "hostssl all clear 127.0.0.1/32 password", "hostnossl all bare 127.0.0.1/32 password",
            "host all rounds 127.0.0.0/8 scram-sha-256", "host all kerberos 127.0.0.0/8 gss")))
        self.run_program("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=db", "-days", "2",
                         "-out", self.folder / "certificate", "-keyout", self.folder / "key")
        port = free_port()
        self.serve(data, port)
        self.login = {"user": "prober", "password": "secret", "database": "postgres"}
        self.wait_until_ok(port, **self.login)
        return port

    def test_ways_to_log_in(self):
        port = self.start_primary()
        key = base64.b64encode(bytes(32)).decode()
        for role in ("plain PASSWORD 'secret'", "clear PASSWORD 'secret'", "bare PASSWORD 'secret'", "kerberos",
                     f"rounds PASSWORD 'SCRAM-SHA-256$40961:{key}${key}:{key}'"):
            self.assert_told("ok: ", port, query=f"CREATE ROLE {role} LOGIN", **self.login)
        encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        self.assert_told("ok: ", port, query=encrypted, expect="t", **self.login)
        # A row that takes many records of TLS, and many rows.
        self.assert_told("ok: ", port, query="SELECT repeat('x', 500000)", **self.login)
        self.assert_told("ok: ", port, query="SELECT generate_series(7, 20000)", expect="7", **self.login)
        self.assertEqual(ask("postgresql", port, query=encrypted, expect="f", **{**self.login, "user": "plain"}),
                         ("ok: ", ["connected", "connected", "logged in", "query answered"]))
        self.assert_told("ok: ", port, **{**self.login, "user": "clear"})
        self.assert_told("failed: wants the password in clear text, without TLS", port,
                         **{**self.login, "user": "bare"})
        self.assert_told("failed: wants the password hashed more often than 40960 times", port,
                         **{**self.login, "user": "rounds"})
        self.assert_told("failed: wants a login by Kerberos or GSSAPI; let the user log in with a password", port,
                         **{**self.login, "user": "kerberos"})

    def test_source(self):
        port = self.start_primary()
        client = {"query": "SELECT host(inet_client_addr())", **self.login}
        self.assert_told("ok: ", port, expect="127.0.0.1", **client)
        self.assert_told("ok: ", port, source="127.0.0.9", expect="127.0.0.9", **client)
        self.assert_told("ok: ", port, interface="lo", expect="127.0.0.1", **client)
        self.assertIn("unasked: interface nowhere0", ask("postgresql", port, interface="nowhere0", **client)[0])
        # Who is asked every second should not find that in its log: libpq's farewell has arrived.
        self.assertNotRegex(self.log(), "unexpected EOF|reset by peer")

    def test_login_query_and_role(self):
        port = self.start_primary()
        self.assertEqual(
            ask("postgresql", port, role="primary", query="SELECT 1 + 1", expect=2, **self.login),
            ("ok: ", ["connected", "logged in", "primary", "query answered"]))
        self.assert_told('failed: "2" instead of "3"', port, query="SELECT 1 + 1", expect=3, **self.login)
        self.assert_told('failed: no row instead of "3"', port, query="SELECT 1 WHERE false", expect=3,
                         **self.login)
        self.assert_told("failed: is primary, not replica", port, role="replica", **self.login)
        self.assertIn('relation "nowhere" does not exist',
                      ask("postgresql", port, query="SELECT * FROM nowhere", **self.login)[0])
        self.assertIn("failed: ", ask("postgresql", port, query="COPY (SELECT 1) TO STDOUT", **self.login)[0])
        self.assert_told("failed: too much was sent", port, query="SELECT repeat('x', 1 << 26)", **self.login)
        self.assert_told("failed: logged in, but no answer within 500 ms", port, timeout_ms=500,
                         query="SELECT pg_sleep(30)", **self.login)
        self.assertIn("password authentication failed",
                      ask("postgresql", port, **{**self.login, "password": "wrong"})[0])
        self.assert_told("ok: ", port, query="DO $$ BEGIN RAISE WARNING 'loud'; END $$", **self.login)
        self.assert_told("ok: ", port, query="ALTER DATABASE postgres SET default_transaction_read_only = on",
                         **self.login)
        self.assert_told("failed: is replica, not primary", port, role="primary", **self.login)
        self.check_no_database()

    def test_replica(self):
        primary = self.start_primary()
        self.run_program(self.programs() / "pg_basebackup", "-D", self.folder / "replica", "-R", "-h", "127.0.0.1",
                         "-p", primary, "-U", "prober", "--no-sync")
        port = free_port()
        self.serve(self.folder / "replica", port)
        self.wait_until_ok(port, role="replica", lag_max_s=60, **self.login)
        self.assert_told("failed: is replica, not primary", port, role="primary", **self.login)


class Mysql(Database):
    kind = "mysql"

    def start_mariadb(self, *options):
        program, install = find("mariadbd", "mysqld"), find("mariadb-install-db", "mysql_install_db")
        if not program or not install:
            self.skipTest("mariadb-server is not installed")
        port = free_port()
        data = self.folder / f"data{port}"
        self.run_program(install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
                         "--skip-test-db")
        (self.folder / "init.sql").write_text("CREATE USER IF NOT EXISTS prober@'127.0.0.%' IDENTIFIED BY 'secret';\n"
                                              "GRANT REPLICATION SLAVE, REPLICA MONITOR, REPLICATION SLAVE ADMIN "
                                              "ON *.* TO prober@'127.0.0.%';\n")
        os.chmod(self.folder / "init.sql", 0o644)
        self.start(program, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
                   f"--socket={self.folder}/socket{port}", f"--pid-file={self.folder}/pid{port}",
                   f"--init-file={self.folder}/init.sql", "--innodb-buffer-pool-size=16M",
                   "--innodb-log-file-size=8M", "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve",
                   *options)
        self.login = {"user": "prober", "password": "secret"}
        self.wait_until_ok(port, **self.login)
        return port

    def test_login_query_and_role(self):
        port = self.start_mariadb()
        self.assertEqual(ask("mysql", port, role="primary", query="SELECT 1 + 1", expect=2, **self.login),
                         ("ok: ", ["connected", "logged in", "primary", "query answered"]))
        self.assert_told('failed: "2" instead of "3"', port, query="SELECT 1 + 1", expect=3, **self.login)
        self.assert_told('failed: no row instead of "3"', port, query="SELECT 1 FROM dual WHERE false", expect=3,
                         **self.login)
        self.assert_told("failed: is primary, not replica", port, role="replica", **self.login)
        self.assertIn("failed: You have an error in your SQL syntax",
                      ask("mysql", port, query="SELEKT 1", **self.login)[0])
        self.assertIn("failed: ", ask("mysql", port, query="SELECT repeat('x', 8000000)", **self.login)[0])
        many = "FROM information_schema.columns a JOIN information_schema.columns b LIMIT 10000"
        self.assert_told("failed: too much was sent", port, query=f"SELECT repeat('x', 1000) {many}", **self.login)
        self.assert_told("ok: ", port, query=f"SELECT 7 {many}", expect=7, **self.login)
        self.assert_told("failed: logged in, but no answer within 500 ms", port, timeout_ms=500,
                         query="SELECT sleep(30)", **self.login)
        self.assertIn("Access denied", ask("mysql", port, **{**self.login, "password": "wrong"})[0])
        client = {"query": "SELECT substring_index(user(), '@', -1)", **self.login}
        self.assert_told("ok: ", port, expect="127.0.0.1", **client)
        self.assert_told("ok: ", port, source="127.0.0.9", expect="127.0.0.9", **client)
        self.assert_told("ok: ", port, interface="lo", expect="127.0.0.1", **client)
        self.assertIn("unasked: interface nowhere0", ask("mysql", port, interface="nowhere0", **client)[0])
        self.check_no_database()

    def test_farewell(self):
        port = self.start_mariadb("--log-warnings=3")
        self.assert_told("ok: ", port, query="SELECT 1", **self.login)
        self.assert_told("ok: ", port, query="SELECT 0 FROM information_schema.processlist", expect="0", **self.login)
        self.assertNotIn("Aborted connection", self.log())

    def test_replica(self):
        primary = self.start_mariadb("--log-bin=log", "--server-id=1")
        replica = self.start_mariadb("--server-id=2", "--read-only=1")
        self.assert_told("failed: is replica, not primary", replica, role="primary", **self.login)
        self.assert_told("ok: ", replica, role="replica", **self.login)
        self.assert_told("failed: does not know how far it is behind", replica, lag_max_s=60, **self.login)
        self.assert_told("ok: ", replica, query=f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={primary}, "
                         "MASTER_USER='prober', MASTER_PASSWORD='secret', MASTER_USE_GTID=slave_pos", **self.login)
        self.assert_told("ok: ", replica, query="START SLAVE", **self.login)
        self.wait_until_ok(replica, role="replica", lag_max_s=60, **self.login)


del Database  # it is no test by itself
if __name__ == "__main__":
    unittest.main(verbosity=2)  # tells what is skipped, and why
