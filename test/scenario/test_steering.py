"""Clients get what suits them, and whatever changes - maps, configuration, zones - moves answers as a whole."""
import copy
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import threading
import unittest

from scenario import DEADLINE_S, HAS_IPV6, Scenario, check, query, wait_for, zone_text

SIGNPOST_MAP = os.environ["SIGNPOST_MAP"]
ROOT = pathlib.Path(__file__).resolve().parents[2]

MAP = """prefix,isp,region,country,tags
127.10.1.0/24,telecom,shanghai,CN
127.10.2.0/24,unicom,shanghai,CN
198.18.1.0/24,telecom,shanghai,CN
198.18.2.0/24,unicom,shanghai,CN
198.18.4.0/24,telecom,guangdong,CN
2001:db8:c1::/48,telecom,shanghai,CN
2001:db8:c2::/48,unicom,shanghai,CN
"""
SECTIONS = {
    "clients": {"maps": ["clients.csv"]},
    "networks": {"insurance-net": ["198.18.99.0/24", "127.20.0.0/16"]},
    "sites": {"A": {"region": "shanghai"}, "B": {"region": "guangdong"}},
    "links": {
        "a-telecom": {"site": "A", "isp": "telecom", "prefixes": ["203.0.113.0/26", "2001:db8:a1::/48"]},
        "a-unicom": {"site": "A", "isp": "unicom", "prefixes": ["203.0.113.64/26", "2001:db8:a2::/48"]},
        "b-telecom": {"site": "B", "isp": "telecom", "prefixes": ["198.51.100.0/26", "2001:db8:b1::/48"]}},
    "services": {"portal.x.example.": {"ttl_s": 15}}}
PORTAL = """portal 60 A 203.0.113.10
portal 60 A 203.0.113.74
portal 60 A 198.51.100.10
portal 60 AAAA 2001:db8:a1::10
portal 60 AAAA 2001:db8:a2::10
"""
TELECOM, UNICOM, SOUTH = "203.0.113.10", "203.0.113.74", "198.51.100.10"
EVERY = {TELECOM, UNICOM, SOUTH}


def sections(**changed):
    return {**copy.deepcopy(SECTIONS), **changed}


def query_with_subnet(name, value, code=8):
    """A question with an OPT record that holds one option."""
    option = struct.pack("!HH", code, len(value)) + value
    message = bytearray(query(name))
    message[11] = 1
    return bytes(message) + b"\0" + struct.pack("!HHIH", 41, 1232, 0, len(option)) + option


class Steering(Scenario):
    def steered(self, more="", **changed):
        """A server with the map, the sections and the zone above, each changed or added to."""
        server = self.server()
        server.write(self.folder / "clients.csv", MAP)
        server.write_zone("x.example", zone_text(1, PORTAL + more))
        self.configure(server, sections(**changed))
        return server

    @staticmethod
    def configure(server, wanted, **options):
        server.configure(**options)
        server.write(server.config, json.dumps(json.loads(server.config.read_text()) | wanted, indent=1))

    def reconfigure(self, server, expected=0, **changed):
        self.configure(server, sections(**changed))
        done = server.ctl("reload")
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return done.stdout + done.stderr

    @staticmethod
    def get(server, subnet, name="portal", qtype="A"):
        return set(server.dig(f"{name}.x.example", qtype, f"+subnet={subnet}"))

    @staticmethod
    def shown(server, *words):
        return subprocess.run(["dig", "@127.0.0.1", "-p", str(server.port), "+tries=1", "+time=5", *words],
                              capture_output=True, text=True, check=False).stdout

    # Who asks

    def test_isp_and_province_of_the_client_decide(self):
        server = self.steered().start()
        for subnet, v4, v6 in (("198.18.1.0/24", {TELECOM}, {"2001:db8:a1::10"}),
                               ("198.18.2.0/24", {UNICOM}, {"2001:db8:a2::10"}),
                               ("198.18.4.0/24", {SOUTH}, {"2001:db8:a1::10"}),
                               ("198.18.7.0/24", {TELECOM, UNICOM}, {"2001:db8:a1::10", "2001:db8:a2::10"}),
                               ("2001:db8:c1::/48", {TELECOM}, {"2001:db8:a1::10"}),
                               ("2001:db8:c2::/56", {UNICOM}, {"2001:db8:a2::10"}),
                               ("2002:c612:200::/48", {UNICOM}, {"2001:db8:a2::10"}),  # 6to4: 198.18.2.0
                               ("64:ff9b::c612:400/120", {SOUTH}, {"2001:db8:a1::10"})):  # NAT64
            with self.subTest(subnet):
                self.assertEqual(self.get(server, subnet), v4)
                self.assertEqual(self.get(server, subnet, qtype="AAAA"), v6)

    def test_without_a_client_subnet_the_source_decides(self):
        server = self.steered(networks={"insurance-net": ["127.20.0.0/16", "::1/128"]},
                              services={"portal.x.example.": {"views": {"insurance-net": ["203.0.113.33"]}}})
        server.start()
        for source, answer in (("127.10.1.1", TELECOM), ("127.10.2.1", UNICOM), ("127.20.0.1", "203.0.113.33")):
            for how in ("+notcp", "+tcp"):
                self.assertEqual(server.dig("portal.x.example", "A", "-b", source, how), [answer])
            self.assertEqual(server.dig("portal.x.example", "A", "-b", source, "+subnet=0.0.0.0/0"), [answer])
        if HAS_IPV6:
            self.assertEqual(server.dig("portal.x.example", "A", server="::1"), ["203.0.113.33"])

    def test_client_subnets_are_believed_of_those_in_ecs_from_only(self):
        server = self.steered(clients={"maps": ["clients.csv"], "ecs_from": ["127.10.1.0/24"]}).start()
        asked = ("portal.x.example", "A", "+subnet=198.18.4.0/24", "-b")
        self.assertEqual(server.dig(*asked, "127.10.1.1"), [SOUTH])
        self.assertEqual(server.dig(*asked, "127.10.2.1"), [UNICOM])
        self.assertIn("CLIENT-SUBNET: 198.18.4.0/24/0", self.shown(server, *asked, "127.10.2.1"))

    def test_the_scope_is_that_of_the_class_and_0_for_names_that_are_not_steered(self):
        server = self.steered("www 60 A 203.0.113.11\nwww 60 A 203.0.113.75\n").start()
        for name, subnet, scope in (("portal", "198.18.2.7/32", 24), ("portal", "198.18.2.0/24", 24),
                                    ("portal", "2001:db8:c1:1::/64", 48), ("www", "198.18.2.0/24", 0),
                                    ("nobody", "198.18.2.0/24", 0), ("portal", "0.0.0.0/0", 0)):
            with self.subTest(name=name, subnet=subnet):
                shown = self.shown(server, f"{name}.x.example", "A", f"+subnet={subnet}")
                self.assertIn(f"CLIENT-SUBNET: {subnet}/{scope}\n", shown)
        self.assertNotIn("CLIENT-SUBNET", self.shown(server, "portal.x.example", "A"))

    def test_malformed_client_subnets_get_formerr(self):
        server = self.steered().start()
        for what, value in (("an empty one", b""), ("a short one", b"\0\1\x18"),
                            ("family 0", b"\0\0\x18\0\xc6\x12\1"), ("family 3", b"\0\3\x18\0\xc6\x12\1"),
                            ("33 bits", b"\0\1\x21\0\xc6\x12\1\1\x80"),
                            ("129 bits", b"\0\2\x81\0" + b"\x20\1" + bytes(15)),
                            ("a scope", b"\0\1\x18\x18\xc6\x12\1"), ("too few octets", b"\0\1\x18\0\xc6\x12"),
                            ("too many octets", b"\0\1\x18\0\xc6\x12\1\0"),
                            ("bits behind the prefix", b"\0\1\x17\0\xc6\x12\1")):
            with self.subTest(what):
                self.assertEqual(self.rcode_of(server, query_with_subnet("portal.x.example", value)), 1)
        good = query_with_subnet("portal.x.example", b"\0\1\x18\0\xc6\x12\1")
        self.assertEqual(self.rcode_of(server, good), 0)

    @staticmethod
    def rcode_of(server, message):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(DEADLINE_S)
            client.sendto(message, ("127.0.0.1", server.port))
            return client.recv(4096)[3] & 15

    def test_why_tells_class_and_fate_of_each_address(self):
        server = self.steered().start()
        told = server.dig("portal.x.example.why.signpost", "TXT", "CH", "+subnet=198.18.4.0/24")
        self.assertIn("class telecom/guangdong", told[0])
        self.assertIn("198.18.4.0/24", told[0])
        for address, where, fate in ((TELECOM, "link a-telecom, site A", "same-region prefers others"),
                                     (UNICOM, "link a-unicom, site A", "same-isp prefers others"),
                                     (SOUTH, "link b-telecom, site B", "in 100 % of answers")):
            self.assertTrue(any(f"A {address} [{where}] " in line and fate in line for line in told), told)
        server.override(down=["link/b-telecom"])
        told = server.dig("portal.x.example.why.signpost", "TXT", "CH", "+subnet=198.18.4.0/24")
        self.assertTrue(any(f"A {SOUTH} " in line and "link b-telecom is" in line for line in told), told)

    # Maps

    def test_a_map_that_is_replaced_is_in_force_within_a_second_and_no_query_is_lost(self):
        server = self.steered().start()
        lost, asked, stop = [], [], threading.Event()

        def keep_asking():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.connect(("127.0.0.1", server.port))
                client.settimeout(5)
                message = query_with_subnet("portal.x.example", b"\0\1\x18\0\xc6\x12\7")
                while not stop.is_set():
                    client.send(message)
                    try:
                        reply = client.recv(4096)
                        asked.append(1)
                        if reply[3] & 15 or not reply[7]:
                            lost.append(reply)
                    except TimeoutError:
                        lost.append("no reply")

        asker = threading.Thread(target=keep_asking)
        asker.start()
        try:
            for isp, answer in (("unicom", UNICOM), ("telecom", TELECOM), ("unicom", UNICOM)):
                self.assert_within_a_second(
                    lambda i, isp=isp: server.write(
                        self.folder / "clients.csv",
                        MAP + f"198.18.7.0/24,{isp},shanghai,CN\n198.18.100.{i}/32,mobile\n"),
                    lambda i, answer=answer: self.get(server, "198.18.7.0/24") == {answer})
        finally:
            stop.set()
            asker.join()
        self.assertEqual(lost, [])
        self.assertGreater(len(asked), 100)

    def test_a_broken_map_changes_nothing_is_told_and_can_be_mended(self):
        server = self.steered().start()
        server.write(self.folder / "clients.csv", MAP + "198.18.300.0/24,telecom\nportal,unicom\n")
        wait_for(lambda: server.has_logged("map-refused"), "the map is refused")
        for line in (9, 10):
            self.assertIn(f"clients.csv:{line}:", server.log())
        self.assertEqual(self.get(server, "198.18.2.0/24"), {UNICOM})
        done = server.ctl("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn("clients.csv:9:", done.stdout + done.stderr)
        self.assertEqual(self.get(server, "198.18.2.0/24"), {UNICOM})
        server.write(self.folder / "clients.csv", MAP.replace("198.18.2.0/24,unicom", "198.18.2.0/24,telecom"))
        wait_for(lambda: self.get(server, "198.18.2.0/24") == {TELECOM}, "the mended map is in force")
        self.assertEqual(server.ctl("reload").returncode, 0)
        (self.folder / "clients.csv").unlink()
        self.assertEqual(server.ctl("reload").returncode, 1)
        self.assertEqual(self.get(server, "198.18.2.0/24"), {TELECOM})

    def test_a_map_that_is_missing_at_start_is_told_and_joins_when_it_comes(self):
        server = self.steered()
        (self.folder / "clients.csv").unlink()
        server.start()
        self.assertTrue(server.has_logged("map-refused"))
        self.assertEqual(self.get(server, "198.18.2.0/24"), {TELECOM, UNICOM})  # site-order is left
        server.write(self.folder / "clients.csv", MAP)
        wait_for(lambda: self.get(server, "198.18.2.0/24") == {UNICOM}, "the map is in force")

    def test_a_map_that_signpost_map_has_built_steers_and_overrides_beat_it(self):
        server = self.steered(clients={"maps": ["clients.mmdb"], "overrides": "overrides.csv"})
        server.write(self.folder / "overrides.csv", "198.18.2.64/26,telecom,guangdong\n")
        subprocess.run([SIGNPOST_MAP, "build", "--output", self.folder / "clients.mmdb", "--description", "a test",
                        self.folder / "clients.csv"], check=True, capture_output=True)
        server.start()
        self.assertEqual(self.get(server, "198.18.1.0/24"), {TELECOM})
        self.assertEqual(self.get(server, "2001:db8:c2::/48", qtype="AAAA"), {"2001:db8:a2::10"})
        self.assertEqual(self.get(server, "198.18.2.1/32"), {UNICOM})
        self.assertEqual(self.get(server, "198.18.2.65/32"), {SOUTH})

    # Configuration

    def test_a_configuration_with_mistakes_changes_nothing_and_all_are_told_with_their_places(self):
        server = self.steered().start()
        links = copy.deepcopy(SECTIONS["links"])
        links["a-telecom"]["site"] = "C"
        told = self.reconfigure(server, expected=1, links=links, sites={"A": {}, "B": {}},
                                policies={"odd": {"rank": ["same-ips"]}},
                                services={})
        for pointer in ("/links/a-telecom/site", "/policies/odd/rank/0"):
            self.assertRegex(told, rf"signpost\.json:\d+:\d+: .*{pointer}")
        self.assertEqual(self.get(server, "198.18.2.0/24"), {UNICOM})
        self.assertEqual(self.get(server, "198.18.4.0/24"), {SOUTH})
        self.assertTrue(server.has_logged("config-refused"))

    def test_a_reload_puts_sites_policies_and_maps_in_force_together(self):
        server = self.steered().start()
        server.write(self.folder / "other.csv", "198.18.7.0/24,mobile,sichuan\n")
        links = sections()["links"] | {"b-mobile": {"site": "B", "isp": "mobile", "prefixes": ["198.51.100.0/27"]}}
        self.reconfigure(server, links=links, clients={"maps": ["clients.csv", "other.csv"]},
                         policies={"default": {"rank": ["same-isp", "site-order"], "sites": ["B", "A"]}})
        self.assertEqual(self.get(server, "198.18.7.0/24"), {SOUTH})  # its link is that of the longer prefix
        self.assertEqual(self.get(server, "198.18.4.0/24"), {TELECOM})
        self.reconfigure(server, services={})
        self.assertEqual(self.get(server, "198.18.4.0/24"), EVERY)

    def test_links_and_sites_that_are_taken_out_move_answers_and_back(self):
        server = self.steered(services={"portal.x.example.": {"ttl_s": 1}}).start()
        telecom, south = "198.18.1.0/24", "198.18.4.0/24"
        for overrides, expected in (
                ({"down": ["link/a-telecom"]}, {telecom: {SOUTH}, south: {SOUTH}}),
                ({"drain": ["site/B"]}, {telecom: {TELECOM}, south: {TELECOM}}),
                ({"drain": ["site/A", "site/B"]}, {telecom: {TELECOM}, south: {SOUTH}}),
                ({"down": [f"endpoint/{TELECOM}"], "drain": ["link/b-telecom"]}, {telecom: {UNICOM}}),
                ({"down": ["site/A"]}, {telecom: {SOUTH}, "198.18.2.0/24": {SOUTH}}),
                ({"down": ["site/A", "site/B"]}, {telecom: set(), south: set()}),
                ({}, {telecom: {TELECOM}, south: {SOUTH}})):
            server.override(**overrides)
            for subnet, answer in expected.items():
                with self.subTest(overrides=overrides, subnet=subnet):
                    self.assertEqual(self.get(server, subnet), answer)

    def test_a_fallback_is_given_when_nothing_else_may_be(self):
        services = {"portal.x.example.": {"policy": "last", "fallback": ["203.0.113.60"], "ttl_s": 1}}
        changed = {"services": services, "policies": {"last": {"when_none_up": "fallback"}}}
        server = self.steered(**changed).start()
        self.assertEqual(self.get(server, "198.18.1.0/24"), {TELECOM})
        for word, answer in (("drain", TELECOM), ("down", "203.0.113.60")):
            server.override(**{word: [f"endpoint/{address}" for address in EVERY]})
            self.assertEqual(self.get(server, "198.18.1.0/24"), {answer})

    def test_patterns_and_zone_defaults_steer_names_of_several_addresses(self):
        pair = "A 203.0.113.11\n{0} 60 A 203.0.113.75\n"
        more = "".join(f"{name} 60 " + pair.format(name) for name in ("a", "b.apps", "c.d.apps", "own.apps"))
        server = self.steered(
            more + "one 60 A 203.0.113.12\n", zone_defaults={"y.example.": {"ttl_s": 9}},
            policies={"unicom-first": {"rank": ["isp-table"], "isp_table": {"*": ["a-unicom"]}}},
            services={"*.x.example.": {"ttl_s": 7}, "*.apps.x.example.": {"policy": "unicom-first"},
                      "own.apps.x.example.": {"ttl_s": 5}})
        server.write_zone("y.example", zone_text(1, "www 60 " + pair.format("www") + "ns2 60 A 192.0.2.2\n"))
        server.start()
        for name, ttl, address in (("a.x", 7, "203.0.113.11"), ("b.apps.x", 60, "203.0.113.75"),
                                   ("c.d.apps.x", 60, "203.0.113.75"), ("own.apps.x", 5, "203.0.113.11"),
                                   ("one.x", 60, "203.0.113.12"), ("www.y", 9, "203.0.113.11"),
                                   ("ns2.y", 60, "192.0.2.2")):
            with self.subTest(name):
                shown = self.shown(server, f"{name}.example", "A", "+subnet=198.18.1.0/24", "+noall", "+answer")
                self.assertEqual([line.split()[1:] for line in shown.splitlines()],
                                 [[str(ttl), "IN", "A", address]])

    def test_tags_select_views_and_open_names_that_are_closed_to_others(self):
        server = self.steered(
            "settle 60 A 203.0.113.20\n",
            services={"portal.x.example.": {"views": {"insurance-net": ["10.1.2.3", "2001:db8:f::3"]}},
                      "settle.x.example.": {"only_for": ["insurance-net"]}}).start()
        inside, outside = "198.18.99.0/24", "198.18.1.0/24"
        self.assertEqual(self.get(server, inside), {"10.1.2.3"})
        self.assertEqual(self.get(server, inside, qtype="AAAA"), {"2001:db8:f::3"})
        self.assertEqual(self.get(server, outside), {TELECOM})
        self.assertEqual(self.get(server, inside, "settle"), {"203.0.113.20"})
        shown = self.shown(server, "settle.x.example", "A", f"+subnet={outside}")
        for words in ("status: NOERROR", "ANSWER: 0", "EDE: 18 (Prohibited)", "SOA"):
            self.assertIn(words, shown)

    def test_a_client_subnet_opens_nothing_unless_its_sender_may_claim_tags(self):
        server = self.steered(
            "settle 60 A 203.0.113.20\n",
            clients={"maps": ["clients.csv"], "ecs_tags_from": ["127.10.1.0/24"]},
            services={"portal.x.example.": {"views": {"insurance-net": ["10.1.2.3"]}},
                      "settle.x.example.": {"only_for": ["insurance-net"]}}).start()
        claim = "+subnet=198.18.99.0/24"
        self.assertEqual(server.dig("settle.x.example", "A", claim), [])
        self.assertNotIn("10.1.2.3", server.dig("portal.x.example", "A", claim))
        self.assertEqual(server.dig("settle.x.example", "A", claim, "-b", "127.10.1.9"), ["203.0.113.20"])
        self.assertEqual(server.dig("portal.x.example", "A", claim, "-b", "127.10.1.9"), ["10.1.2.3"])
        self.assertEqual(server.dig("settle.x.example", "A", "-b", "127.20.0.9"), ["203.0.113.20"])

    def test_an_alias_leads_to_the_target_that_suits_the_client(self):
        server = self.steered(
            "static 60 CNAME static.telecom.example.\n",
            services={"static.x.example.": {
                "ttl_s": 20, "cnames": {"static.telecom.example.": {"link": "a-telecom"},
                                        "static.unicom.example.": {"link": "a-unicom"},
                                        "static.b.example.": {"site": "B"}}}}).start()
        self.assertEqual(self.get(server, "198.18.1.0/24", "static"), {"static.telecom.example."})
        self.assertEqual(self.get(server, "198.18.2.0/24", "static", "CNAME"), {"static.unicom.example."})
        server.override(down=["site/A"])
        self.assertEqual(self.get(server, "198.18.1.0/24", "static"), {"static.b.example."})

    # Zones

    def test_an_address_that_is_added_to_the_zone_joins_by_itself(self):
        server = self.steered().start()
        self.assert_within_a_second(
            lambda i: server.write_zone("x.example", zone_text(i + 2, PORTAL + f"portal 60 A 203.0.113.{i + 11}\n")),
            lambda i: self.get(server, "198.18.1.0/24") == {TELECOM, f"203.0.113.{i + 11}"})
        self.assertNotIn("lies on no link", server.log())

    def test_an_address_on_no_link_is_told_and_given_when_nothing_else_is_left(self):
        server = self.steered(services={"portal.x.example.": {"ttl_s": 1}}).start()
        server.write_zone("x.example", zone_text(2, PORTAL + "portal 60 A 192.0.2.99\n"))
        wait_for(lambda: "192.0.2.99 lies on no link" in server.log(), "the address is told")
        self.assertEqual(self.get(server, "198.18.1.0/24"), {TELECOM})
        server.override(drain=["site/A"], down=["site/B"])
        self.assertEqual(self.get(server, "198.18.1.0/24"), {"192.0.2.99"})

    def test_a_service_that_no_zone_has_is_told_and_works_once_it_has(self):
        server = self.steered(services={"new.x.example.": {}, "portal.z.example.": {}}).start()
        for pointer in ("/services/new.x.example.", "/services/portal.z.example."):
            self.assertRegex(server.log(), rf"signpost\.json:\d+:\d+: warning: {re.escape(pointer)}: ")
            self.assertIn(pointer, check(server.config).stdout)
        self.assertEqual(check(server.config).returncode, 0)
        server.write_zone("x.example", zone_text(2, PORTAL.replace("portal", "new")))
        wait_for(lambda: self.get(server, "198.18.2.0/24", "new") == {UNICOM}, "the new name is steered")

    # Documents

    def test_the_steered_example_of_the_manual_does_what_it_says(self):
        manual = (ROOT / "man" / "signpost.json.5").read_text(encoding="utf-8")
        _, zone, example = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", manual, re.M | re.S)
        server = self.server()
        geoip = self.folder / "geoip"
        geoip.mkdir()
        shutil.copy(ROOT / "geoip" / "cn-regions.csv", geoip)
        server.write(geoip / "overrides.csv", MAP)
        subprocess.run([SIGNPOST_MAP, "build", "--output", geoip / "isp-cn.mmdb", "--description", "a test",
                        geoip / "overrides.csv"], check=True, capture_output=True)
        server.write_zone("ybj.example", zone_text(1, zone + "settle 60 A 203.0.113.20\n"))
        self.configure(server, json.loads(example))
        self.assertIn("0 errors, 0 warnings", check(server.config).stdout)
        server.start()
        name, telecom, unicom = "portal.ybj.example", "+subnet=198.18.1.0/24", "+subnet=198.18.2.0/24"
        self.assertEqual(server.dig(name, "A", telecom), ["203.0.113.10"])
        self.assertEqual(server.dig(name, "A", unicom), ["198.51.100.70"])
        self.assertEqual(server.dig(name, "AAAA", unicom), ["2001:db8:b2::10"])
        self.assertEqual(server.dig(name, "A", "+subnet=10.9.0.0/16"), ["10.1.2.3"])
        self.assertEqual(server.dig("settle.ybj.example", "A", telecom), [])
        self.assertEqual(server.dig(name, "A", "+subnet=198.18.9.0/24"), ["203.0.113.10"])


if __name__ == "__main__":
    unittest.main()
