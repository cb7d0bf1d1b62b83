"""The journal on disks that fail, in processes that die. See journal_writer.cpp."""
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest

from scenario import Scenario, wait_for, zone_text

JOURNAL_WRITER = os.environ["JOURNAL_WRITER"]
SEED = int(os.environ.get("JOURNAL_SEED", "4"))
KILLS = 250
KILLS_S = 60  # a slow machine kills less often


class Writer:
    """A running journal_writer and what it has told so far."""

    def __init__(self, folder, each_ms=3, program=JOURNAL_WRITER, **options):
        options.setdefault("env", None)
        self.process = subprocess.Popen([program, folder, str(each_ms)], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, restore_signals=False, **options)
        self.written = 0
        self.waiting = self.lost = 0
        self.troubles = []
        self.errors = b""
        self.readers = [threading.Thread(target=self._read), threading.Thread(target=self._read_errors)]
        for reader in self.readers:
            reader.start()

    def _read(self):
        for line in self.process.stdout:
            if not line.endswith(b"\n"):
                break
            word, _, rest = line.decode().rstrip("\n").partition(" ")
            if word == "written":
                self.written = int(rest)
            elif word == "waiting":
                self.waiting, self.lost = map(int, rest.split())
            elif word == "trouble":
                self.troubles.append(rest)

    def _read_errors(self):
        self.errors = self.process.stderr.read()

    def end(self, signal_number):
        self.process.send_signal(signal_number)
        self.process.wait(timeout=30)
        for reader in self.readers:
            reader.join()
        self.process.stdout.close()
        self.process.stderr.close()


class Journal(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="signpost-journal-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o777)
        self.state = self.folder / "state"

    def writer(self, **options):
        writer = Writer(self.state, **options)
        self.addCleanup(self._end, writer)
        return writer

    @staticmethod
    def _end(writer):
        if writer.process.poll() is None:
            writer.end(signal.SIGKILL)

    def check_database(self, written):
        """Looks at a copy, so that the writer mends what is left by itself. Gives the last number."""
        copy = self.folder / "copy"
        shutil.copytree(self.state, copy)
        database = sqlite3.connect(copy / "journal.db")
        try:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").fetchall():
                self.assertEqual(written, 0)
                return 0
            first, last, count = database.execute(
                "SELECT ifnull(min(number), 1), ifnull(max(number), 0), count(*) FROM entry").fetchone()
            self.assertEqual((first, count), (1, last), "without gaps")
            self.assertGreaterEqual(last, written, "what was said to be on disk is there")
            self.assertEqual(database.execute(
                "SELECT count(*) FROM entry WHERE wall_ms <> number OR "
                "length(detail) <> number % 500").fetchone(), (0,))
            if last:
                kept, since = (database.execute("SELECT reason FROM override").fetchone(),
                               database.execute("SELECT since_wall_ms FROM verdict").fetchone())
                self.assertGreaterEqual(int(kept[0]), last, "overrides are as new as entries")
                self.assertEqual(since[0], int(kept[0]))
            return last
        finally:
            database.close()
            shutil.rmtree(copy)

    def test_killed_at_any_moment_nothing_written_is_lost(self):
        rng = random.Random(SEED)
        began = time.monotonic()
        kills = 0
        while kills < KILLS and time.monotonic() - began < KILLS_S:
            if kills % 50 == 0:
                shutil.rmtree(self.state, ignore_errors=True)
            with self.subTest(seed=SEED, kill=kills):
                writer = self.writer(each_ms=rng.choice([1, 3, 30]))
                time.sleep(rng.choice([0.01, 0.03, 0.1]) * rng.random())
                writer.end(signal.SIGKILL)
                kills += 1
                if (self.state / "journal.db").exists():
                    self.check_database(writer.written)
                self.assertEqual(writer.errors, b"")
        print(f"{kills} kills in {time.monotonic() - began:.0f} s, seed {SEED}")
        self.assertGreater(kills, 20)

    def test_a_full_disk_costs_nothing_once_it_has_room_again(self):
        limit = 200_000
        writer = self.writer(preexec_fn=lambda: resource.setrlimit(  # Python ignores SIGXFSZ
            resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)))
        wait_for(lambda: any(writer.troubles), "it tells that the disk is full")
        stuck = writer.written
        wait_for(lambda: writer.waiting > 1000, "entries wait")
        self.assertLessEqual(len(writer.troubles), 2, "it is told once")
        resource.prlimit(writer.process.pid, resource.RLIMIT_FSIZE,
                         (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        wait_for(lambda: writer.troubles[-1] == "" and writer.written > stuck + 1000, "it catches up")
        writer.end(signal.SIGTERM)
        self.assertEqual((writer.process.returncode, writer.lost), (0, 0))
        self.check_database(writer.written)

    def test_what_is_remembered_is_read_from_a_disk_that_cannot_be_written(self):
        """Nobody may be root here, so the writer becomes somebody else."""
        someone = {"program": shutil.copy(JOURNAL_WRITER, self.folder)}  # others may not see where it was built
        if os.geteuid() == 0:
            someone |= {"user": 65534, "group": 65534}
        writer = self.writer(**someone)
        wait_for(lambda: writer.written > 10, "it writes")
        writer.end(signal.SIGKILL)
        last = self.check_database(writer.written)
        files = [self.state, *self.state.iterdir()]
        modes = [file.stat().st_mode for file in files]
        for file in files:
            file.chmod(0o555)
        writer = self.writer(**someone)
        wait_for(lambda: any(writer.troubles), "it tells that it cannot write")
        wait_for(lambda: writer.waiting > 100, "entries wait")
        for file, mode in zip(files, modes):
            file.chmod(mode)
        wait_for(lambda: writer.troubles[-1] == "" and writer.written > last + 100, "it catches up")
        writer.end(signal.SIGTERM)
        self.assertEqual((writer.process.returncode, writer.lost), (0, 0))
        # Had it not read where the numbers stood, it would have begun at 1 again.
        self.check_database(writer.written)

    def test_a_slow_disk_is_told_and_holds_up_nobody(self):
        writer = self.writer(env={**os.environ, "JOURNAL_WRITER_SYNC_MS": "3000"})
        wait_for(lambda: any("slow" in trouble for trouble in writer.troubles), "it tells")
        began = time.monotonic()
        writer.end(signal.SIGTERM)
        self.assertEqual(writer.process.returncode, 0)
        # One write that is under way cannot be given up, and one more may be the last.
        self.assertLess(time.monotonic() - began, 8)
        self.check_database(writer.written)

    def test_the_second_of_two_processes_waits_in_memory_and_takes_over(self):
        first = self.writer()
        wait_for(lambda: first.written > 10, "the first writes")
        second = self.writer()
        wait_for(lambda: any("another process" in trouble for trouble in second.troubles), "it tells")
        self.assertEqual(second.written, 0)
        first.end(signal.SIGTERM)
        wait_for(lambda: second.written > first.written, "the second takes over")
        self.assertEqual(second.troubles[-1], "")
        second.end(signal.SIGTERM)
        database = sqlite3.connect(self.state / "journal.db")
        self.addCleanup(database.close)
        last, count = database.execute("SELECT max(number), count(*) FROM entry").fetchone()
        self.assertEqual(last, count)


class JournalOfServer(Scenario):
    """What signpostd makes of a journal that it cannot write, or read only later."""
    ADDRESSES = {"203.0.113.10", "198.51.100.10"}

    def steered(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1, "".join(f"portal 60 A {one}\n" for one in self.ADDRESSES)))
        sections = {"sites": {"A": {}},
                    "links": {"a-telecom": {"site": "A", "prefixes": ["203.0.113.0/26"]},
                              "a-unicom": {"site": "A", "prefixes": ["198.51.100.0/26"]}},
                    "services": {"portal.x.example.": {"ttl_s": 1}}}
        server.write(server.config, json.dumps(json.loads(server.config.read_text()) | sections))
        return server

    @staticmethod
    def given(server):
        return set(server.dig("portal.x.example", "A"))

    @staticmethod
    def trouble(server):
        return json.loads(server.ctl("status", "--json").stdout)["health"]["journal"].get("trouble", "")

    def test_a_limit_of_file_size_is_trouble_and_no_death(self):
        server = self.steered().start(preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY)))
        wait_for(lambda: server.process.poll() is not None or self.trouble(server), "the journal is in trouble")
        self.assertIsNone(server.process.poll(), server.log())
        server.override(down=["link/a-telecom"])
        self.assertEqual(self.given(server), {"198.51.100.10"})
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        wait_for(lambda: not self.trouble(server), "the journal is written")
        self.assertEqual(server.stop(), 0)
        server.start()
        self.assertEqual(self.given(server), {"198.51.100.10"})

    def overrides(self, server):
        told = json.loads(server.ctl("override", "list", "--json").stdout)["overrides"]
        return {one["subject"]: (one["standing"], one["author"]) for one in told}

    def held_by_another(self):
        """A server whose journal another process holds, with a drain of a link in it."""
        server = self.steered()
        holder = Writer(server.folder / "state")
        self.addCleanup(Journal._end, holder)
        wait_for(lambda: holder.written > 10, "the other one writes")
        server.start()
        self.assertIn("another process", self.trouble(server))
        self.assertEqual((self.overrides(server), self.given(server)), ({}, self.ADDRESSES))
        return server, holder

    def test_overrides_of_a_journal_that_is_readable_late_come_into_force(self):
        server, holder = self.held_by_another()
        holder.end(signal.SIGTERM)
        wait_for(lambda: self.overrides(server) == {"link/a-telecom": ("drain", "test")}, "it is remembered")
        wait_for(lambda: self.given(server) == {"198.51.100.10"}, "it is in force")
        self.assertTrue(server.has_logged("override-set"))

    def test_what_an_operator_says_meanwhile_beats_what_is_remembered_late(self):
        server, holder = self.held_by_another()
        server.say("override", "set", "link/a-telecom", "up", "--author", "wang")
        server.say("override", "set", "link/a-unicom", "down", "--reason", "test")
        server.say("override", "clear", "link/a-unicom")
        holder.end(signal.SIGTERM)
        wait_for(lambda: not self.trouble(server), "the journal is read")
        self.assertEqual(self.overrides(server), {"link/a-telecom": ("up", "wang")})
        self.assertEqual(server.stop(), 0)
        server.start()
        self.assertEqual(self.overrides(server), {"link/a-telecom": ("up", "wang")})


if __name__ == "__main__":
    unittest.main()
