"""What does not work is not given: real services on loopback die and come back, and answers follow."""
import contextlib
import http.client
import http.server
import json
import shutil
import socket
import sqlite3
import struct
import threading
import time
import unittest

from scenario import DEADLINE_S, Scenario, free_port, query, wait_for, zone_text

A1, A2, B1 = "127.77.1.10", "127.77.2.10", "127.77.3.10"
ZONE = "".join(f"portal 60 A {address}\n" for address in (A1, A2, B1))
# Nothing here is told by silence. The services are threads of this process, which may have to wait for
# a CPU: then an answer is late, which must not look like a failure.
FAST = {"interval_ms": 100, "timeout_ms": 30_000, "stale_ms": 600_000, "fall": 2, "rise": 2, "retry_ms": 50}


class Portal:
    """A service on one address; `page` decides what it answers."""

    def __init__(self, address, port):
        self.where = (address, port)
        self.status, self.body = 200, b"well"
        self.asked = 0
        self.server = None
        self.start()

    def start(self):
        portal = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                portal.asked += 1
                self.send_response(portal.status)
                self.send_header("Content-Length", str(len(portal.body)))
                self.end_headers()
                self.wfile.write(portal.body)

            def log_message(self, *words):
                pass

        class Listener(http.server.ThreadingHTTPServer):
            allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, *words):
                """A probe that hangs up early is none of ours."""

        self.server = Listener(self.where, Page)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self):
        """From now on its port is closed."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


class Health(Scenario):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.portals = {address: Portal(address, self.port) for address in (A1, A2, B1)}
        for portal in self.portals.values():
            self.addCleanup(portal.stop)

    def watched(self, check=None, policy=None, **more):
        """A server that probes the three portals, two in site A and one in B."""
        server = self.server()
        server.write_zone("x.example", zone_text(1, ZONE))
        self.sections = {
            "sites": {"A": {}, "B": {}},
            "links": {"a-one": {"site": "A", "prefixes": ["127.77.1.0/24"]},
                      "a-two": {"site": "A", "prefixes": ["127.77.2.0/24"]},
                      "b-one": {"site": "B", "prefixes": ["127.77.3.0/24"]}},
            "checks": {"portal": {"http": {"port": self.port, "path": "/healthz"}, **FAST, **(check or {})}},
            "policies": {"plain": {"rank": [], **(policy or {})}},
            "services": {"portal.x.example.": {"check": "portal", "policy": "plain", "ttl_s": 30}},
            "health": {"unsteady_s": 1, "ttl_unsteady_s": 2}, **more}
        self.write_config(server)
        return server

    def write_config(self, server, **options):
        server.configure(**options)
        server.write(server.config, json.dumps(json.loads(server.config.read_text()) | self.sections, indent=1))

    @staticmethod
    def given(server):
        return set(server.dig("portal.x.example", "A"))

    def await_given(self, server, *expected):
        wait_for(lambda: self.given(server) == set(expected), f"{expected} are given, not {self.given(server)}")

    def journal(self, server, event):
        entries = json.loads(server.ctl("journal", "--event", event, "--limit", "1000", "--json").stdout)["entries"]
        return [entry for entry in entries if entry["event"] == event]

    def kept_verdict(self, server, address):
        """What a start would find; None if it cannot be told just now."""
        copy = self.folder / "copy"
        try:
            shutil.copytree(server.folder / "state", copy)
            with contextlib.closing(sqlite3.connect(copy / "journal.db")) as database:
                row = database.execute("SELECT verdict FROM verdict WHERE name = ?", (address,)).fetchone()
                return row and row[0]
        except (OSError, shutil.Error, sqlite3.Error):  # it is being written
            return None
        finally:
            shutil.rmtree(copy, ignore_errors=True)

    def ok(self, server, *words):
        done = server.ctl(*words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_a_closed_port_leaves_the_answers_and_comes_back(self):
        server = self.watched().start()
        self.await_given(server, A1, A2, B1)
        times = []
        for address in (A1, A2, B1):  # a busy machine may be late once, or twice
            wait_for(lambda: self.portals[address].asked >= 3, "it was asked, and is known to be up")
            self.portals[address].stop()
            began = time.monotonic()
            self.await_given(server, *({A1, A2, B1} - {address}))
            times.append(time.monotonic() - began)
            self.portals[address].start()
            self.await_given(server, A1, A2, B1)
            flips = self.journal(server, "flip")
            self.assertEqual([flip["subject"] for flip in flips[:2]], [f"endpoint/{address} (portal)"] * 2)
            self.assertEqual(len(flips), 2 * len(times))
            self.assertIn("up -> down", flips[1]["detail"])
            self.assertIn("refused", flips[1]["detail"])
            counters = server.status()["counters"]
            self.assertGreaterEqual(counters["probes_ok"], 3)
            self.assertGreaterEqual(counters["probes_refused"], 1)
            self.assertEqual((counters["probe_answers_cut"], counters["blind"]), (0, 0))
            if times[-1] < 2:
                return
        self.fail(f"late each time, in seconds: {times}")

    def test_wrong_answers_count_as_much_as_none(self):
        server = self.watched(check={"http": {"port": self.port, "path": "/", "contains": "well"}}).start()
        self.portals[A1].status = 500
        self.portals[B1].body = b"ill"
        self.await_given(server, A2)
        self.portals[A1].status = 200
        self.portals[B1].body = b"well again"
        self.await_given(server, A1, A2, B1)

    def test_the_ttl_is_short_while_something_is_down(self):
        server = self.watched().start()

        def ttls():
            lines = server.dig("portal.x.example", "A", "+noshort", "+noall", "+answer")
            return {int(line.split()[1]) for line in lines}
        wait_for(lambda: ttls() == {30}, "the TTL is the steady one")
        self.portals[A1].stop()
        wait_for(lambda: ttls() == {2}, "the TTL is the short one")
        self.portals[A1].start()
        wait_for(lambda: ttls() == {30}, "the TTL is the steady one again")

    def test_a_link_takes_along_what_is_behind_it_and_flips_alone(self):
        gateway = Portal("127.77.9.1", self.port)
        self.addCleanup(gateway.stop)
        server = self.watched()
        self.sections["checks"]["gateway"] = {"tcp": {"port": self.port}, **FAST, "interval_ms": 100}
        self.sections["links"]["b-one"] |= {"check": "gateway", "targets": ["127.77.9.1"]}
        self.write_config(server)
        server.start()
        self.await_given(server, A1, A2, B1)
        gateway.stop()
        self.await_given(server, A1, A2)
        wait_for(lambda: any(flip["subject"] == "site/B" for flip in self.journal(server, "flip")), "the site falls, too")
        self.portals[B1].stop()
        wait_for(lambda: f"portal {B1}: connection refused" in server.ctl("status", "--json").stdout, "B1 is seen to be down")
        time.sleep(0.5)  # several of its probes
        self.assertEqual({flip["subject"] for flip in self.journal(server, "flip")}, {"link/b-one", "site/B"})

    def test_nothing_up_gives_everything(self):
        server = self.watched().start()
        self.await_given(server, A1, A2, B1)
        for portal in self.portals.values():
            portal.stop()
        wait_for(lambda: len(self.journal(server, "flip")) >= 3, "all three are down")
        self.await_given(server, A1, A2, B1)

    def test_an_override_counts_and_survives_a_restart(self):
        server = self.watched().start()
        self.await_given(server, A1, A2, B1)
        self.ok(server, "override", "set", "link/a-one", "down", "--reason", "works on the line")
        self.assertEqual(self.given(server), {A2, B1})
        for portal in self.portals.values():
            portal.stop()
        wait_for(lambda: len(self.journal(server, "flip")) >= 3, "all are down by their checks")
        self.assertEqual(self.given(server), {A2, B1}, "what an operator took down is never given")
        self.assertEqual(server.stop(), 0)
        server.start()
        self.assertEqual(self.given(server), {A2, B1})
        self.assertIn("works on the line", self.ok(server, "override", "list"))
        for portal in self.portals.values():
            portal.start()
        self.ok(server, "override", "clear", "link/a-one")
        self.await_given(server, A1, A2, B1)

    def test_verdicts_survive_being_killed(self):
        server = self.watched().start()
        self.portals[A2].stop()
        self.await_given(server, A1, B1)
        wait_for(lambda: self.kept_verdict(server, A2) == "down", "it is on disk")
        server.process.kill()
        server.process.wait()
        self.sections["checks"]["portal"]["interval_ms"] = 60_000
        self.write_config(server)
        server.start()
        self.assertEqual(self.given(server), {A1, B1}, "from the first answer on")

    def test_an_override_for_the_last_one_needs_force(self):
        server = self.watched().start()
        self.await_given(server, A1, A2, B1)
        self.ok(server, "override", "set", "site/A", "down", "--reason", "test")
        refused = server.ctl("override", "set", "site/B", "down", "--reason", "test")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("portal.x.example.", refused.stdout + refused.stderr)
        self.assertEqual(self.given(server), {B1})
        self.ok(server, "override", "set", "site/B", "down", "--reason", "test", "--force")
        self.assertEqual(self.given(server), set())

    def test_a_drain_lowers_the_ttl_first(self):
        server = self.watched()
        self.sections["services"]["portal.x.example."]["ttl_s"] = 15  # so long it stays in the answers
        self.sections["health"]["ttl_unsteady_s"] = 1
        self.write_config(server)
        server.start()
        self.await_given(server, A1, A2, B1)
        self.ok(server, "drain", "link/b-one", "--reason", "maintenance")
        lines = server.dig("portal.x.example", "A", "+noshort", "+noall", "+answer")
        self.assertEqual({line.split()[1] for line in lines}, {"1"}, "still given, but for a short time")
        self.assertEqual(len(lines), 3)
        self.await_given(server, A1, A2)
        wait_for(lambda: self.journal(server, "drain-finished"), "the end of the drain is told")
        self.assertNotIn("still given", self.journal(server, "drain-finished")[0]["detail"])
        self.ok(server, "drain", "site/A", "--reason", "maintenance", "--force")
        wait_for(lambda: len(self.journal(server, "drain-finished")) == 2, "the end of the second is told")
        self.assertIn("still given to clients of portal.x.example.", self.journal(server, "drain-finished")[0]["detail"])
        self.assertEqual(self.given(server), {A1, A2, B1})

    def test_dig_tells_what_is_not_up_and_why(self):
        server = self.watched().start()
        wait_for(lambda: "all is up" in " ".join(server.dig("health.signpost", "CH", "TXT")), "all is up")
        self.portals[A1].stop()
        self.await_given(server, A2, B1)
        told = " ".join(server.dig("health.signpost", "CH", "TXT"))
        self.assertIn(A1, told)
        self.assertIn("refused", told)
        why = " ".join(server.dig("portal.x.example.why.signpost", "CH", "TXT"))
        self.assertIn("refused", why)

    def test_a_probe_by_hand_tells_every_step(self):
        server = self.watched().start()
        told = self.ok(server, "probe", "portal", A1)
        self.assertIn(A1, told)
        self.assertIn("ok", told)
        self.assertNotEqual(server.ctl("probe", "portl").returncode, 0)

    def test_status_shows_the_tree(self):
        server = self.watched().start()
        self.portals[A1].stop()
        self.await_given(server, A2, B1)
        done = server.ctl("status")
        self.assertEqual(done.returncode, 1, "something needs the operator")
        for word in ("A", "a-one", A1, "down", "refused"):
            self.assertIn(word, done.stdout)

    def test_a_persistent_tcp_client_gets_the_new_answer(self):
        server = self.watched().start()
        self.await_given(server, A1, A2, B1)
        with socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE_S) as client:
            def ask():
                message = query("portal.x.example")
                client.sendall(struct.pack("!H", len(message)) + message)
                (length,) = struct.unpack("!H", client.recv(2, socket.MSG_WAITALL))
                return client.recv(length, socket.MSG_WAITALL)
            self.assertEqual(struct.unpack("!H", ask()[6:8])[0], 3)
            self.portals[A1].stop()

            def is_two():
                time.sleep(0.05)
                return struct.unpack("!H", ask()[6:8])[0] == 2
            wait_for(is_two, "the same connection gets two addresses")

    def test_one_probe_serves_all_names(self):
        server = self.watched(check={"interval_ms": 500})
        names = "".join(f"n{i} 60 A {A1}\nn{i} 60 A {A2}\n" for i in range(50))
        server.write_zone("x.example", zone_text(1, ZONE + names))
        self.sections["services"] |= {"*.x.example.": {"check": "portal", "policy": "plain"}}
        self.write_config(server)
        server.start()
        wait_for(lambda: self.portals[A1].asked >= 2, "it is asked")
        before, began = self.portals[A1].asked, time.monotonic()
        time.sleep(2)
        rate = (self.portals[A1].asked - before) / (time.monotonic() - began)
        self.assertLess(rate, 4, "two a second, for all 51 names")

    def test_a_service_reports_itself(self):
        reports = free_port()
        server = self.watched(health={"unsteady_s": 1, "ttl_unsteady_s": 2,
                                      "reports_listen": [f"127.0.0.1:{reports}"]})
        token = self.folder / "token"
        token.write_text("a-long-enough-secret\n")
        token.chmod(0o600)
        self.sections["checks"]["portal"] = {"report": {"token_file": "token"}, "fall": 1, "rise": 1}
        self.write_config(server)
        server.start()

        def report(state, secret="a-long-enough-secret"):
            with contextlib.closing(http.client.HTTPConnection("127.0.0.1", reports, timeout=10)) as agent:
                agent.request("POST", f"/v1/reports/portal/{A1}", json.dumps({"state": state}),
                              {"Authorization": f"Bearer {secret}"})
                return agent.getresponse().status
        self.await_given(server, A1, A2, B1)
        self.assertEqual(report("down", "wrong-secret"), 401)
        self.assertIn(report("down"), (200, 204))
        self.await_given(server, A2, B1)
        self.assertIn(report("up"), (200, 204))
        self.await_given(server, A1, A2, B1)

    def test_a_webhook_hears_of_flips(self):
        heard = []

        class Hook(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *words):
                pass
        hook = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
        self.addCleanup(hook.server_close)
        self.addCleanup(hook.shutdown)
        threading.Thread(target=hook.serve_forever, daemon=True).start()
        server = self.watched(webhooks=[f"http://127.0.0.1:{hook.server_port}/flips"]).start()
        self.await_given(server, A1, A2, B1)
        self.portals[A1].stop()
        wait_for(lambda: any(A1 in json.dumps(message) for message in heard), "the hook is told")
        self.ok(server, "override", "set", "site/B", "up", "--reason", "works")
        wait_for(lambda: any(message["event"] == "override-set" and message["subject"] == "site/B"
                             for post in heard for message in post["messages"]), "the hook is told of operators, too")

    def test_a_reload_keeps_verdicts_and_asks_at_once_what_is_new(self):
        server = self.watched().start()
        self.portals[A1].stop()
        self.await_given(server, A2, B1)
        self.sections["services"]["portal.x.example."]["ttl_s"] = 31
        self.write_config(server)
        self.ok(server, "reload")
        self.assertEqual(self.given(server), {A2, B1})
        server.write_zone("x.example", zone_text(2, ZONE + "portal 60 A 127.77.3.11\n"))  # nobody listens there
        wait_for(lambda: server.serial("x.example") == 2, "the zone is served")
        self.await_given(server, A2, B1)


if __name__ == "__main__":
    unittest.main()
