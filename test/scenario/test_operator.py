"""What operators say about health with signpostctl, and what they read, against a server that only
answers what the test wants."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from scenario import DEADLINE_S, SIGNPOSTCTL

HOUR_MS = 3_600_000


class Talk(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signpost-operator-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.socket = self.folder / "control.sock"
        self.now_ms = int(time.time() * 1000)

    def ctl(self, *words, answers=({},)):
        """Gives the request that signpostctl sends, and how it ends with these answers."""
        requests = []
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.unlink(missing_ok=True)
        listening.bind(str(self.socket))
        listening.listen()

        def serve():
            client, _ = listening.accept()
            with client, client.makefile("rwb") as stream:
                line = stream.readline()
                if line:
                    requests.append(json.loads(line))
                    for answer in answers:
                        stream.write(json.dumps(answer).encode() + b"\n")
                    stream.flush()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        done = subprocess.run([SIGNPOSTCTL, *words, "--socket", self.socket], capture_output=True,
                              text=True, check=False, timeout=DEADLINE_S,
                              env={**os.environ, "TZ": "UTC", "SUDO_USER": "wang"})
        if done.returncode == 2 and "usage:" in done.stderr or not requests:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as nobody:
                try:
                    nobody.connect(str(self.socket))
                except OSError:
                    pass
        thread.join(DEADLINE_S)
        listening.close()
        return (requests[0] if requests else None), done


class Requests(Talk):
    def test_words_become_requests(self):
        rows = [
            (["override", "set", "link/a", "up"],
             {"command": "override-set", "subject": "link/a", "author": "wang", "standing": "up"}),
            (["override", "set", "link/a", "down", "--reason", "it burns", "--for", "2h", "--force",
              "--author", "li"],
             {"command": "override-set", "subject": "link/a", "author": "li", "standing": "down",
              "reason": "it burns", "force": True, "for_s": 7200}),
            (["drain", "site/A", "--reason", "works", "--until", "2099-02-03T04:05"],
             {"command": "override-set", "subject": "site/A", "author": "wang", "standing": "drain",
              "reason": "works", "until_wall_ms": 4073774700000}),
            (["override", "clear", "link/a"],
             {"command": "override-clear", "subject": "link/a", "author": "wang"}),
            (["override", "list"], {"command": "override-list"}),
            (["failback", "link/a"], {"command": "failback", "subject": "link/a", "author": "wang"}),
            (["probe", "portal"], {"command": "probe", "check": "portal"}),
            (["probe", "portal", "192.0.2.1"],
             {"command": "probe", "check": "portal", "target": "192.0.2.1"}),
            (["journal", "--since", "2026-11-22", "--until", "2026-11-22 12:00:01Z", "--subject",
              "link/a", "--event", "flip", "--limit", "7"],
             {"command": "journal", "subject": "link/a", "event": "flip",
              "since_wall_ms": 1795305600000, "until_wall_ms": 1795348801000, "limit": 7}),
            (["watch"], {"command": "watch"}),
        ]
        for words, wanted in rows:
            with self.subTest(words=words):
                self.assertEqual(self.ctl(*words, answers=({"error": "no"},))[0], wanted)

    def test_so_long_ago_is_counted_from_now(self):
        request, _ = self.ctl("journal", "--since", "90min", answers=({"error": "no"},))
        self.assertAlmostEqual(request["since_wall_ms"], self.now_ms - 1.5 * HOUR_MS, delta=60_000)

    def test_what_makes_no_sense_is_not_asked(self):
        for words, why in [
                (["override"], "unknown word override"),
                (["override", "sit", "a"], "unknown word override"),
                (["override", "set", "link/a"], "override set needs SUBJECT up|down|drain"),
                (["override", "list", "x"], "override list: nothing is known of x"),
                (["drain", "link/a", "--for", "soon"], "--for must be a duration"),
                (["drain", "link/a", "--until", "2026-02-30"], "--until must be a time"),
                (["drain", "link/a", "--until", "2020-01-01"], "is over already"),
                (["drain", "link/a", "--since", "2h"], "--since does not belong to drain"),
                (["drain", "link/a", "--reason", "x", "--reason", "y"], "--reason stands twice"),
                (["journal", "--since", "yesterday"], "--since must be a time"),
                (["journal", "--limit", "1x"], "--limit must be a number"),
                (["probe"], "probe needs CHECK [ADDRESS]")]:
            with self.subTest(words=words):
                request, done = self.ctl(*words)
                self.assertIsNone(request)
                self.assertEqual(done.returncode, 2)
                self.assertIn(why, done.stderr)


def subject(name, verdict="up", standing="up", **more):
    return {"subject": name, "kind": name.partition("/")[0], "name": name.partition("/")[2],
            "verdict": verdict, "standing": standing, "since_wall_ms": 0, **more}


class Answers(Talk):
    def status(self, *subjects, blind=None, trouble=""):
        return {"version": "1", "uptime_s": 5, "generation": 2, "listen": [], "counters": {},
                "zones": [], "maps": [], "steering": {"services": 0, "classes": 0, "warnings": []},
                "health": {"subjects": list(subjects), "blind_since_wall_ms": blind,
                           "journal": {"trouble": trouble, "entries_waiting": 3, "entries_lost": 0},
                           "probes": {"count": 4, "asked": 1234, "postponed": 1, "under_way": 2}},
                "complaints": []}

    def override(self, name, standing):
        return {"subject": name, "standing": standing, "author": "li", "reason": "works",
                "set_wall_ms": self.now_ms - 2 * HOUR_MS, "until_wall_ms": None}

    def told(self, *subjects, **more):
        _, done = self.ctl("status", answers=(self.status(*subjects, **more),))
        self.assertEqual(done.stderr, "")
        return done.stdout, done.returncode

    def test_the_tree_stands_in_order_and_what_is_wrong_last(self):
        two_hours_ago = self.now_ms - 2 * HOUR_MS
        text, status = self.told(
            subject("site/A", since_wall_ms=two_hours_ago),
            subject("site/B"),
            subject("link/a-telecom", parent="site/A", rtt_us=840),
            subject("link/a-unicom", "down", "down", parent="site/A", since_wall_ms=two_hours_ago,
                    cause="gateway 203.0.113.1: no answer within 300 ms"),
            subject("link/b-unicom", parent="site/B", standing="drained",
                    override=self.override("link/b-unicom", "drain")),
            subject("endpoint/203.0.113.10 (portal)", parent="link/a-telecom", rtt_us=12_340,
                    services=["a.", "b.", "c."], share_percent=40),
            subject("endpoint/203.0.113.70 (portal)", "up", "down", parent="link/a-unicom",
                    cause="link a-unicom is down"))
        self.assertIn("""\
2 sites, 3 links, 2 endpoints; 4 probes, asked 1,234 times, 1 postponed, 2 under way
  site A                              up             2 h 0 min
    link a-telecom                    up                        0.84 ms
      endpoint 203.0.113.10 (portal)  up                        12.3 ms  a., b. and 1 more; gets 40 % of its share
    link a-unicom                     DOWN           2 h 0 min
      endpoint 203.0.113.70 (portal)  up, not given                      link a-unicom is down
  site B                              up
    link b-unicom                     drained
overrides:
  link/b-unicom  drain  by li  2 h 0 min ago  until cleared  works
health that needs a look:
  link/a-unicom  DOWN  since """, text)
        self.assertTrue(text.endswith("(2 h 0 min)  gateway 203.0.113.1: no answer within 300 ms\n"
                                      "NOT WELL: see above\n"))
        self.assertEqual(status, 1)

    def test_what_an_operator_did_needs_no_operator(self):
        text, status = self.told(
            subject("site/A"),
            subject("link/a", "down", "taken-down", parent="site/A",
                    override=self.override("link/a", "down")))
        self.assertIn("taken down", text)
        self.assertNotIn("needs a look", text)
        self.assertEqual(status, 0)

    def test_blindness_a_sick_journal_and_stale_verdicts_need_a_look(self):
        for wrong, words in [({"blind": self.now_ms}, "BLIND since "),
                             ({"trouble": "disk\x1b[2J full"}, "NOT WRITTEN: disk?[2J full; 3 entries"),
                             ({}, "link/a  STALE")]:
            with self.subTest(wrong=wrong):
                text, status = self.told(subject("link/a", "up", stale=not wrong), **wrong)
                self.assertIn(words, text)
                self.assertEqual(status, 1)

    def test_many_endpoints_of_which_there_is_nothing_to_tell_are_counted(self):
        text, _ = self.told(subject("link/a"), *(
            subject(f"endpoint/192.0.2.{i}", "up" if i != 200 else "unknown", parent="link/a")
            for i in range(1, 201)))
        self.assertEqual(text.count("endpoint 192.0.2."), 13)
        self.assertIn("endpoint 192.0.2.200    unknown", text)
        self.assertIn("    and 187 more endpoints  up", text)

    def test_a_watch_shows_the_status_and_then_what_happens(self):
        entry = {"number": 1, "wall_ms": 1795348801000, "event": "flip", "subject": "link/a",
                 "detail": "up -> down: it\nfell", "author": "", "rtt_us": 0}
        _, done = self.ctl("watch", answers=(self.status(), entry, {**entry, "author": "li"}))
        self.assertTrue(done.stdout.endswith(
            "\n2026-11-22 12:00:01  flip  link/a  up -> down: it?fell\n"
            "2026-11-22 12:00:01  flip  link/a  up -> down: it?fell (by li)\n"), done.stdout)
        self.assertEqual(done.returncode, 2)
        self.assertIn("the server ended the conversation", done.stderr)
        _, done = self.ctl("watch", "--json", answers=(self.status(), entry))
        self.assertEqual([json.loads(line) for line in done.stdout.splitlines()],
                         [self.status(), entry])

    def test_the_journal_reads_from_top_to_bottom(self):
        entries = [{"number": n, "wall_ms": 1795348801000 + n, "event": "flip", "subject": "site/A",
                    "detail": str(n), "author": "", "rtt_us": 1500} for n in (3, 2)]
        good = {"trouble": "", "entries_waiting": 0, "entries_lost": 0}
        _, done = self.ctl("journal", answers=({"entries": entries, "journal": good},))
        self.assertEqual(done.stdout, "2026-11-22 12:00:01  flip  site/A  2  1.50 ms\n"
                                      "2026-11-22 12:00:01  flip  site/A  3  1.50 ms\n")
        self.assertEqual(done.returncode, 0)
        _, done = self.ctl("journal", answers=({"entries": [], "journal": good},))
        self.assertEqual((done.stdout, done.returncode), ("no such entry\n", 0))
        _, done = self.ctl("journal",
                           answers=({"entries": [], "journal": {**good, "trouble": "full"}},))
        self.assertIn("THE JOURNAL IS NOT WRITTEN", done.stdout)
        self.assertEqual(done.returncode, 1)

    def test_a_probe_tells_its_stages_and_what_failed_last(self):
        def target(address, outcome, detail):
            return {"check": "portal", "target": address, "outcome": outcome, "detail": detail,
                    "rtt_us": 2100, "took_ms": 3, "load_percent": 0, "retry_after_s": 0,
                    "stages": [{"what": "connected", "at_us": 400},
                               {"what": "TLSv1.3, 41 days left", "at_us": 2100}]}
        _, done = self.ctl("probe", "portal", answers=({"check": "portal", "targets": [
            target("192.0.2.1", "refused", "connection refused"), target("192.0.2.2", "ok", "")], "left_out": 7},))
        self.assertEqual(done.stdout, """\
portal 192.0.2.2: ok, 2.10 ms
  after 0.40 ms  connected
  after 2.10 ms  TLSv1.3, 41 days left
portal 192.0.2.1: NOT OK, refused, 2.10 ms: connection refused
  after 0.40 ms  connected
  after 2.10 ms  TLSv1.3, 41 days left
NOT ASKED: 7 more targets; name an address to ask it alone
""")
        self.assertEqual(done.returncode, 1)

    def test_overrides_are_listed_and_confirmed(self):
        _, done = self.ctl("override", "list", answers=({"overrides": []},))
        self.assertEqual((done.stdout, done.returncode), ("no overrides\n", 0))
        _, done = self.ctl("override", "list",
                           answers=({"overrides": [self.override("link/a", "down")]},))
        self.assertEqual(done.stdout,
                         "  link/a  down  by li  2 h 0 min ago  until cleared  works\n")
        _, done = self.ctl("override", "clear", "link/a",
                           answers=({"subject": "link/a", "notes": ["its checks say down"]},))
        self.assertEqual(done.stdout, "link/a: done\n  its checks say down\n")
        _, done = self.ctl("override", "clear", "link/a", answers=({"error": "there is none"},))
        self.assertEqual((done.stderr, done.returncode), ("signpostctl: there is none\n", 2))


if __name__ == "__main__":
    unittest.main()
