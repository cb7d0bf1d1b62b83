"""Reloads that overlap each other or a large load, and starts with maps that cannot be used."""
import contextlib
import copy
import json
import os
import signal
import sqlite3
import threading
import unittest

from scenario import Scenario, check, wait_for, zone_text

MAP = "198.18.1.0/24,telecom\n198.18.2.0/24,unicom\n"
SECTIONS = {
    "clients": {"maps": ["clients.csv"]},
    "sites": {"A": {}},
    "links": {"a-telecom": {"site": "A", "isp": "telecom", "prefixes": ["203.0.113.0/26"]},
              "a-unicom": {"site": "A", "isp": "unicom", "prefixes": ["203.0.113.64/26"]}},
    "services": {"portal.x.example.": {"ttl_s": 15}}}
TELECOM, UNICOM = "203.0.113.10", "203.0.113.74"
PORTAL = f"portal 60 A {TELECOM}\nportal 60 A {UNICOM}\n"
LARGE = 200_000  # lines, which take some tenths of a second to load
UNICOM_ONLY = {"default": {"rank": ["isp-table", "same-isp", "same-region", "site-order"],
                           "isp_table": {"*": ["a-unicom"]}}}
TAGS = 17  # whose sets are more than the classes there can be


def large_map():
    return MAP + "".join(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}/32,isp{i % 7}\n" for i in range(LARGE))


def map_of_many_classes():
    """Each network has another set of tags."""
    rows = ["prefix,isp,region,country,tags\n198.18.1.0/24,telecom\n198.18.2.0/24,unicom\n"]
    for i in range(1, 66_000):
        tags = " ".join(f"t{tag}" for tag in range(TAGS) if i >> tag & 1)
        rows.append(f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}/32,,,,{tags}\n")
    return "".join(rows)


class Reload(Scenario):
    def steered(self, clients=MAP, **changed):
        server = self.server()
        server.write(self.folder / "clients.csv", clients)
        server.write_zone("x.example", zone_text(1, PORTAL))
        self.configure(server, **changed)
        return server

    @staticmethod
    def configure(server, **changed):
        server.configure()
        wanted = json.loads(server.config.read_text()) | copy.deepcopy(SECTIONS) | changed
        server.write(server.config, json.dumps(wanted))

    @staticmethod
    def get(server, subnet="198.18.1.0/24"):
        return set(server.dig("portal.x.example", "A", f"+subnet={subnet}"))

    @staticmethod
    def has_loaded(server, name):
        return any(line.startswith("info map-loaded") and name in line for line in server.log().splitlines())

    def test_how_long_the_journal_remembers_follows_a_reload(self):
        server = self.steered().start()
        server.stop()
        with contextlib.closing(sqlite3.connect(self.folder / "state/journal.db")) as database, database:
            database.execute("UPDATE entry SET wall_ms = wall_ms - ? WHERE number = 1", (100 * 86_400_000,))
        server.start()

        def oldest():
            return json.loads(server.ctl("journal", "--limit", "1000", "--json").stdout)["entries"][-1]["number"]
        self.assertEqual(oldest(), 1)
        self.configure(server, journal={"days": 30, "days_min": 20})
        self.assertEqual(server.ctl("reload").returncode, 0)
        wait_for(lambda: oldest() > 1, "what is too old is forgotten")

    def test_overrides_and_policies_are_in_force_while_a_large_map_is_being_loaded(self):
        server = self.steered().start()
        large = large_map().replace("198.18.2.0/24,unicom", "198.18.2.0/24,telecom")
        before = server.log().count("map-loaded")
        server.write(self.folder / "clients.csv", large)
        server.override(down=["link/a-unicom"])
        self.assertEqual(self.get(server, "198.18.2.0/24"), {TELECOM})
        server.override()
        self.configure(server, policies=UNICOM_ONLY)
        os.kill(server.process.pid, signal.SIGHUP)
        wait_for(lambda: self.get(server) == {UNICOM}, "the policy is in force")
        self.assertEqual(server.log().count("map-loaded"), before)
        wait_for(lambda: server.log().count("map-loaded") > before, "the map is loaded")
        self.configure(server)
        self.assertEqual(server.ctl("reload").returncode, 0)
        self.assertEqual(self.get(server, "198.18.2.0/24"), {TELECOM})

    def test_of_overlapping_reloads_the_last_wins_and_none_is_mixed_with_another(self):
        server = self.steered().start()
        server.write(self.folder / "large.csv", large_map().replace("198.18.2.0/24,unicom", "198.18.2.0/24,telecom"))
        self.configure(server, clients={"maps": ["large.csv"]})
        loaded = server.log().count("config-loaded")
        first = threading.Thread(target=server.ctl, args=("reload",))
        first.start()
        wait_for(lambda: server.log().count("config-loaded") > loaded, "the first is read")
        self.configure(server, policies=UNICOM_ONLY)
        self.assertEqual(server.ctl("reload").returncode, 0)
        first.join()
        for subnet in ("198.18.1.0/24", "198.18.2.0/24"):
            self.assertEqual(self.get(server, subnet), {UNICOM})
        self.assertFalse(self.has_loaded(server, "large.csv"))

    def test_settings_and_steering_of_a_reload_come_into_force_together(self):
        server = self.steered().start()
        self.assertEqual(self.get(server), {TELECOM})
        self.configure(server, clients={"maps": ["clients.csv"], "ecs_from": []})
        self.assertEqual(server.ctl("reload").returncode, 0)
        self.assertEqual(self.get(server), {TELECOM, UNICOM})

    def test_maps_of_too_many_classes_keep_nothing_else_from_being_served(self):
        tags = {f"t{tag}": ["203.0.113.30"] for tag in range(TAGS)}
        services = {"portal.x.example.": {"views": tags}}
        server = self.steered(map_of_many_classes(), services=services).start()
        self.assertTrue(server.has_logged("steering-refused"))
        self.assertEqual(self.get(server), {TELECOM, UNICOM})
        self.assertEqual(check(server.config).returncode, 1)
        # Configuration and zones go on without the maps ...
        self.configure(server, services=services, policies=UNICOM_ONLY)
        done = server.ctl("reload")
        self.assertEqual(done.returncode, 1)
        for words in ("classes of clients", "in force are the zones and the configuration", "coarser maps"):
            self.assertIn(words, done.stdout + done.stderr)
        self.assertEqual(self.get(server), {UNICOM})
        server.write_zone("x.example", zone_text(2, PORTAL + "new 60 A 203.0.113.1\n"))
        wait_for(lambda: server.dig("new.x.example", "A") == ["203.0.113.1"], "the zone is in service")
        self.assertEqual(server.log().count("steering-refused"), 1)
        # ... and take them when they are mended.
        server.write(self.folder / "clients.csv", MAP)
        self.configure(server, services=services)
        self.assertEqual(server.ctl("reload").returncode, 0)
        self.assertEqual(self.get(server, "198.18.2.0/24"), {UNICOM})

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_a_map_that_may_not_be_read_is_taken_once_it_may(self):
        server = self.steered()
        (self.folder / "clients.csv").chmod(0)
        server.start()
        self.assertTrue(server.has_logged("map-refused"))
        (self.folder / "clients.csv").chmod(0o600)
        wait_for(lambda: self.get(server) == {TELECOM}, "the map is in force")


if __name__ == "__main__":
    unittest.main()
