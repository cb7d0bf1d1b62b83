"""Starting, being the only one, leaving root behind, and ending."""
import json
import os
import pathlib
import pwd
import resource
import signal
import socket
import subprocess
import threading
import unittest

from scenario import DEADLINE_S, SIGNPOSTD, Scenario, Server, query, wait_for, zone_text


def run_to_end(config):
    return subprocess.run([SIGNPOSTD, "--config", config], capture_output=True, text=True,
                          check=False, timeout=DEADLINE_S)


CAP_NET_RAW = 1 << 13  # linux/capability.h


def may_ping(group):
    """Without privilege; else probes by ICMP need CAP_NET_RAW."""
    first, last = map(int, pathlib.Path("/proc/sys/net/ipv4/ping_group_range").read_text().split())
    return first <= group <= last


class StartAndStop(Scenario):
    def test_sigterm_and_sigint_end_it_with_status_0_under_load(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(signal=number):
                server = self.server(rate_limit={"enabled": False})
                server.write_zone("x.example", zone_text(1))
                server.start()
                done = threading.Event()

                def flood():
                    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                        client.connect(("127.0.0.1", server.port))
                        while not done.is_set():
                            try:
                                client.send(query("ns.x.example"))
                            except ConnectionRefusedError:
                                pass  # it has ended

                client = threading.Thread(target=flood)
                client.start()
                wait_for(lambda: server.status()["counters"]["udp_queries"] > 100, "load is on")
                server.process.send_signal(number)
                self.assertEqual(server.process.wait(timeout=DEADLINE_S), 0)
                done.set()
                client.join()
                self.assertTrue(server.has_logged("stopped"))
                self.assertFalse(server.control.exists())

    def test_what_was_received_before_sigterm_is_answered(self):
        server = self.server(udp_workers=1)
        server.write_zone("x.example", zone_text(1))
        server.start()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(DEADLINE_S)
            client.connect(("127.0.0.1", server.port))
            server.process.send_signal(signal.SIGSTOP)
            for ident in range(50):
                client.send(query("ns.x.example", ident=ident))
            server.process.send_signal(signal.SIGTERM)
            server.process.send_signal(signal.SIGCONT)
            idents = {int.from_bytes(client.recv(512)[:2], "big") for _ in range(50)}
        self.assertEqual(idents, set(range(50)))
        self.assertEqual(server.process.wait(timeout=DEADLINE_S), 0)

    def test_a_second_instance_on_the_port_is_refused_with_a_reason(self):
        first = self.server().start()
        other = self.folder / "other"
        other.mkdir()
        second = Server(other)
        second.port = first.port
        second.configure()
        done = run_to_end(second.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("start-failed", done.stderr)
        self.assertIn(f"127.0.0.1:{first.port}", done.stderr)
        self.assertIsNone(first.process.poll())

    def test_a_second_instance_on_the_control_socket_is_refused_and_leaves_it_alone(self):
        first = self.server().start()
        first.port = first.port - 1 if first.port > 20000 else first.port + 1
        first.configure()
        done = run_to_end(first.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("another server answers there", done.stderr)
        self.assertEqual(first.ctl("status").returncode, 0)

    def test_a_socket_left_behind_by_a_killed_server_is_replaced(self):
        server = self.server().start()
        server.process.kill()
        server.process.wait()
        self.assertTrue(server.control.exists())
        self.assertEqual(server.ctl("status").returncode, 2)
        server.start()
        self.assertEqual(server.ctl("status").returncode, 0)

    def test_a_journal_that_cannot_be_written_is_told_at_the_start(self):
        server = self.server(state="log/state").start()  # the log is a file
        self.assertTrue(server.has_logged("journal-trouble"), server.log())
        self.assertIn("Not a directory", server.status()["health"]["journal"]["trouble"])

    @unittest.skipUnless(os.geteuid() == 0, "only root can leave root")
    def test_files_may_be_open_for_every_connection(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))  # what the server inherits
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        server = self.server(tcp={"connections_max": 300})
        server.start()
        allowed, _ = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        self.assertGreater(allowed, 300)

    @unittest.skipUnless(os.geteuid() == 0, "only root may raise a limit that is low")
    def test_files_may_be_open_for_every_probe_also_after_a_reload(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        server = self.server()

        def watch(sites):
            server.configure(tcp={"connections_max": 300})
            server.write(server.config, json.dumps(json.loads(server.config.read_text()) | {
                "checks": {"gate": {"tcp": {"port": 1}, "interval_ms": 3_600_000}},
                "sites": {f"S{site}": {"check": "gate", "targets": [f"127.1.{site}.{i}" for i in range(1, 51)]}
                          for site in range(sites)}}))

        def allowed():
            return resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)[0]
        watch(10)
        server.start()
        before = allowed()
        self.assertGreaterEqual(before, 300 + 500)
        watch(18)
        self.assertEqual(server.ctl("reload").returncode, 0)
        wait_for(lambda: allowed() >= before + 400, "there is room for the new ones")

    def test_root_is_left_behind_for_good(self):
        self.folder.chmod(0o755)
        server = self.server(user="nobody")
        server.write_zone("x.example", zone_text(1))
        server.start()
        nobody = pwd.getpwnam("nobody")
        for task in pathlib.Path(f"/proc/{server.process.pid}/task").iterdir():
            status = dict(line.split(":\t", 1) for line in
                          (task / "status").read_text().splitlines() if ":\t" in line)
            self.assertEqual(status["Uid"].split(), [str(nobody.pw_uid)] * 4)
            self.assertEqual(status["Gid"].split(), [str(nobody.pw_gid)] * 4)
            self.assertEqual(status["Groups"].split(), [])
            self.assertEqual(int(status["CapEff"], 16), 0 if may_ping(nobody.pw_gid) else CAP_NET_RAW)
        self.assertEqual(server.control.stat().st_uid, nobody.pw_uid)
        self.assertEqual(server.serial("x.example"), 1)
        server.write_zone("x.example", zone_text(2))
        wait_for(lambda: server.serial("x.example") == 2, "zones are loaded without root")
        self.assertEqual(server.stop(), 0)

    def test_a_user_that_does_not_exist_is_refused(self):
        server = self.server(user="no-such-user")
        done = run_to_end(server.config)
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no user no-such-user", done.stderr)


if __name__ == "__main__":
    unittest.main()
