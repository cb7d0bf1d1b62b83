"""The zones folder is the truth: what changes there is served by itself, and no mistake hurts."""
import socket
import threading
import unittest

from scenario import DEADLINE_S, Scenario, query, wait_for, zone_text


class ZoneChanges(Scenario):
    def test_a_renamed_in_file_takes_effect_within_a_second(self):
        server = self.server().start()
        self.assert_within_a_second(
            lambda i: server.write_zone("x.example", zone_text(i + 1)),
            lambda i: server.serial("x.example") == i + 1)

    def test_an_edit_in_place_takes_effect_within_a_second(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        server.start()
        self.assert_within_a_second(
            lambda i: (server.zones / "x.example.zone").write_text(zone_text(i + 2)),
            lambda i: server.serial("x.example") == i + 2)

    def test_a_removed_file_takes_its_zone_along_within_a_second(self):
        server = self.server()
        for i in range(5):
            server.write_zone(f"x{i}.example", zone_text(1))
        server.start()
        self.assert_within_a_second(
            lambda i: (server.zones / f"x{i}.example.zone").unlink(),
            lambda i: server.rcode(f"x{i}.example", "SOA") == "REFUSED")
        self.assertTrue(server.has_logged("zone-removed", "zone=x0.example."))

    def test_a_changed_include_takes_effect_within_a_second(self):
        server = self.server()
        parts = self.folder / "parts"
        parts.mkdir()
        server.write(parts / "www.inc", "www 60 A 192.0.2.100\n")
        server.write_zone("x.example", zone_text(1, f"$INCLUDE {parts}/www.inc\n"))
        server.start()
        self.assertEqual(server.dig("www.x.example", "A"), ["192.0.2.100"])
        self.assert_within_a_second(
            lambda i: server.write(parts / "www.inc", f"www 60 A 192.0.2.{i}\n"),
            lambda i: server.dig("www.x.example", "A") == [f"192.0.2.{i}"])

    def test_a_bad_file_changes_nothing_and_is_told(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        server.start()
        server.write_zone("x.example", zone_text(2, "www 60 A 1.2.3\nmail 60 NOTYPE x\n"))
        wait_for(lambda: server.has_logged("zone-refused", "zone=x.example."), "the log tells it")
        self.assertEqual(server.serial("x.example"), 1)
        zone = server.zone_status("x.example.")
        self.assertEqual(zone["state"], "stale")
        self.assertEqual(zone["serial"], 1)
        self.assertEqual(len(zone["complaints"]), 2)
        self.assertIn("x.example.zone:4:", zone["complaints"][0])
        self.assertIn("x.example.zone:5:", zone["complaints"][1])
        human = server.ctl("status")
        self.assertEqual(human.returncode, 1)
        self.assertIn("STALE", human.stdout)
        self.assertIn("x.example.zone:5:", human.stdout)

        server.write_zone("x.example", zone_text(2))
        wait_for(lambda: server.serial("x.example") == 2, "the mended file is served")
        self.assertEqual(server.ctl("status").returncode, 0)

    def test_bad_zones_do_not_keep_the_good_ones_from_starting(self):
        server = self.server()
        server.write_zone("good.example", zone_text(1))
        server.write_zone("bad.example", "nonsense\n")
        server.start()
        self.assertEqual(server.serial("good.example"), 1)
        self.assertEqual(server.rcode("bad.example", "SOA"), "REFUSED")
        self.assertTrue(server.has_logged("zones-missing", "zones=bad.example."))
        self.assertEqual(server.zone_status("bad.example.")["state"], "not-served")

    def test_a_folder_that_vanishes_changes_nothing(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        server.start()
        away = self.folder / "away"
        server.zones.rename(away)
        self.assertEqual(server.ctl("reload").returncode, 1)
        self.assertEqual(server.serial("x.example"), 1)
        self.assertEqual(len(server.status()["complaints"]), 1)
        away.rename(server.zones)
        wait_for(lambda: not server.status()["complaints"], "the folder is back")
        self.assert_within_a_second(
            lambda i: server.write_zone("x.example", zone_text(i + 2)),
            lambda i: server.serial("x.example") == i + 2)

    def test_a_serial_that_is_not_raised_is_a_warning(self):
        server = self.server()
        server.write_zone("x.example", zone_text(5))
        server.start()
        server.write_zone("x.example", zone_text(5, "www 60 A 192.0.2.80\n"))
        wait_for(lambda: server.dig("www.x.example", "A") == ["192.0.2.80"], "it is served")
        zone = server.zone_status("x.example.")
        self.assertEqual(zone["state"], "served")
        self.assertIn("serial 5 is not later than 5", zone["complaints"][0])

    def test_a_reload_loses_no_query(self):
        server = self.server(rate_limit={"enabled": False})
        server.write_zone("x.example", zone_text(1))
        server.start()
        lost = []
        done = threading.Event()

        def ask():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.settimeout(DEADLINE_S)
                client.connect(("127.0.0.1", server.port))
                ident = 0
                while not done.is_set():
                    ident = (ident + 1) % 65536
                    client.send(query("ns.x.example", ident=ident))
                    try:
                        reply = client.recv(512)
                    except socket.timeout:
                        lost.append(ident)
                        return
                    if reply[:2] != ident.to_bytes(2, "big") or reply[3] & 15 != 0:
                        lost.append(reply)

        clients = [threading.Thread(target=ask) for _ in range(4)]
        for client in clients:
            client.start()
        for serial in range(2, 22):
            server.write_zone("x.example", zone_text(serial))
            self.assertEqual(server.ctl("reload").returncode, 0)
            self.assertEqual(server.serial("x.example"), serial)
        done.set()
        for client in clients:
            client.join()
        self.assertEqual(lost, [])


if __name__ == "__main__":
    unittest.main()
