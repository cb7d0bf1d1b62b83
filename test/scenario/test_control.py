"""signpostctl, and the socket behind it."""
import json
import socket
import subprocess
import unittest

from scenario import DEADLINE_S, SIGNPOSTCTL, Scenario, wait_for, zone_text


class Control(Scenario):
    def connect(self, server):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(client.close)
        client.connect(str(server.control))  # waits for room in the kernel's queue
        client.settimeout(DEADLINE_S)
        return client

    def test_a_reload_answers_when_the_change_is_served(self):
        server = self.server()
        server.start()
        for serial in range(1, 6):
            server.write_zone("x.example", zone_text(serial))
            done = server.ctl("reload")
            self.assertEqual(done.returncode, 0)
            self.assertEqual(server.serial("x.example"), serial)

    def test_a_check_tells_all_and_changes_nothing(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        server.start()
        done = server.ctl("check")
        self.assertEqual((done.returncode, done.stdout), (0, "checked, 1 good zone\n"))
        server.config.write_text("{ \"server\": { \"slip\": 1 } }")
        done = server.ctl("check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("signpost.json:1:15: /server/slip: unknown key", done.stdout)
        self.assertFalse(server.has_logged("config-refused"))

    def test_status_reads_well_and_is_json_on_request(self):
        server = self.server()
        server.write_zone("x.example", zone_text(12))
        server.start()
        human = server.ctl("status")
        self.assertEqual(human.returncode, 0)
        self.assertIn("1 zone:\n  x.example.  serial 12          3 records\n", human.stdout)
        self.assertIn(f"answers on 127.0.0.1:{server.port}", human.stdout)
        machine = json.loads(server.ctl("status", "--json").stdout)
        self.assertEqual(machine["zones"][0]["serial"], 12)

    def test_no_server_is_told_plainly(self):
        done = subprocess.run([SIGNPOSTCTL, "status", "--socket", self.folder / "none"],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("signpostd is not running", done.stderr)

    def test_a_wrong_command_line_is_told_with_the_right_ones(self):
        for words in ([], ["stats"], ["status", "reload"], ["status", "--socket"]):
            with self.subTest(words=words):
                done = subprocess.run([SIGNPOSTCTL, *words], capture_output=True, text=True,
                                      check=False)
                self.assertEqual(done.returncode, 2)
                self.assertIn("usage: signpostctl COMMAND", done.stderr)
        done = subprocess.run([SIGNPOSTCTL, "--help"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0)
        self.assertIn("--socket PATH", done.stdout)

    def test_nonsense_on_the_socket_is_answered_and_harms_nobody(self):
        server = self.server()
        server.start()
        client = self.connect(server)
        client.sendall(b"\xff\x00 nonsense\n{\"command\": \"stop\"}\n" + b"[" * 4000 + b"\n")
        lines = client.makefile("rb")
        for _ in range(3):
            self.assertIn("error", json.loads(lines.readline()))
        endless = self.connect(server)
        try:
            endless.sendall(b"x" * 1_000_000)
            self.assertEqual(endless.recv(1), b"")
        except ConnectionError:
            pass  # cut off while we were still sending
        crowd = [self.connect(server) for _ in range(40)]
        for member in crowd:
            member.close()
        wait_for(lambda: server.ctl("status").returncode == 0, "there is room for the operator")


if __name__ == "__main__":
    unittest.main()
