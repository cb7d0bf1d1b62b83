"""signpost-map makes maps that other readers of the format understand."""
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

SIGNPOST_MAP = os.environ["SIGNPOST_MAP"]
GEOIP = pathlib.Path(__file__).resolve().parents[2] / "geoip"


class Maps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="signpost-map-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_map(self, *words, expected=0):
        done = subprocess.run([SIGNPOST_MAP, *words], capture_output=True, text=True)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done.stderr if expected else done.stdout

    def build(self, *maps):
        path = str(self.folder / "built.mmdb")
        self.run_map("build", "--output", path, "--description", "a test", *maps)
        return path

    def mmdblookup(self, path, address, *steps):
        done = subprocess.run(["mmdblookup", "--file", path, "--ip", address, *steps],
                              capture_output=True, text=True)
        return done.stdout if done.returncode == 0 else None

    def test_a_carriers_list_becomes_a_map_that_mmdblookup_reads(self):
        cidr = self.write("list.txt", "# v4 and v6\n198.51.100.0/24\n2001:db8:a::/48\n")
        csv = self.write("carrier.csv", self.run_map("import", "cidr", "--isp", "telecom", cidr))
        hand = self.write("hand.csv", "prefix,isp,region,country,tags\n"
                                      "198.51.100.128/25,,guangdong,CN,bank insurance-net\n")
        built = self.build(hand, csv)
        self.assertIn('"telecom"', self.mmdblookup(built, "198.51.100.1", "isp"))
        self.assertIn('"telecom"', self.mmdblookup(built, "2001:db8:a::1", "isp"))
        self.assertIn('"guangdong"', self.mmdblookup(built, "198.51.100.200", "region"))
        self.assertIn('"insurance-net"', self.mmdblookup(built, "198.51.100.200", "tags", "1"))
        self.assertIsNone(self.mmdblookup(built, "198.51.101.1", "isp"))
        self.assertIn("198.51.100.200 is in 198.51.100.128/25: telecom guangdong CN bank insurance-net",
                      self.run_map("lookup", "198.51.100.200", built))
        self.assertIn("unknown", self.run_map("lookup", "192.0.2.1", built))
        self.assertIn("198.51.100.0/25: telecom", self.run_map("lookup", "::ffff:198.51.100.1", built))
        found = json.loads(self.run_map("lookup", "--json", "2001:db8:a::1", hand, csv))
        self.assertEqual((found["network"], found["isp"]), ("2001:db8:a::/48", "telecom"))

    def test_ranges_and_as_numbers_are_imported(self):
        table = self.write("table.csv", "asn,isp\nAS64500,telecom\n64501,unicom\n")
        ranges = self.write("asn.csv", '192.0.2.0,192.0.2.255,64500,"A, Inc."\n'
                                       "198.51.100.0,198.51.101.127,64501,B\n"
                                       "203.0.113.0,203.0.113.255,64502,C\n"
                                       "2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,64500,A\n")
        lines = self.run_map("import", "asn", "--asn-table", table, ranges).splitlines()
        self.assertEqual(lines, ["prefix,isp,region,country,tags", "192.0.2.0/24,telecom,,,",
                                 "198.51.100.0/24,unicom,,,", "198.51.101.0/25,unicom,,,",
                                 "2001:db8::/32,telecom,,,"])
        countries = self.write("countries.csv", "192.0.2.0,192.0.2.255,CN\n")
        self.assertIn("192.0.2.0/24,,,CN,", self.run_map("import", "ranges", countries))

    def test_ip2region_is_imported_under_the_names_that_are_wanted(self):
        texts = ["\u4e2d\u56fd|0|\u5e7f\u4e1c\u7701|x|\u7535\u4fe1", "\u7f8e\u56fd|0|0|0|0"]
        data, index = b"", b""
        for number, text in enumerate(texts):
            octets = struct.pack("<I", 0) + text.encode()
            index += struct.pack("<III", 0x01000000 + number * 256, 0x010000ff + number * 256,
                                 len(octets) << 24 | 8 + len(data))
            data += octets
        database = self.folder / "ip2region.db"
        database.write_bytes(struct.pack("<II", 8 + len(data), 8 + len(data) + 12) + data + index)
        lines = self.run_map("import", "ip2region", "--names", str(GEOIP / "cn-names.csv"),
                             str(database)).splitlines()
        self.assertEqual(lines[1:], ["1.0.0.0/24,telecom,guangdong,CN,"])
        plain = self.run_map("import", "ip2region", str(database)).splitlines()
        self.assertEqual(plain[2], "1.0.1.0/24,,,\u7f8e\u56fd,")
        database.write_bytes(b"nothing")
        self.assertIn("it is no ip2region.db", self.run_map("import", "ip2region", str(database),
                                                            expected=1))

    def test_the_tables_that_come_with_the_source_are_right(self):
        nothing = self.write("nothing.csv", "")
        self.run_map("import", "asn", "--asn-table", str(GEOIP / "isp-cn.asn.csv"), nothing)
        self.run_map("import", "ranges", "--names", str(GEOIP / "cn-names.csv"), nothing)

    def test_what_changes_hands_is_told_by_isp_and_region(self):
        old = self.write("old.csv", "192.0.2.0/24,telecom,north\n2001:db8::/32,telecom\n")
        new = self.write("new.csv", "192.0.2.0/25,telecom,north\n192.0.2.128/25,unicom,south\n")
        changes = json.loads(self.run_map("diff", "--json", old, new))
        self.assertEqual(changes["isp"], [
            {"from": "telecom", "to": "", "ipv4_addresses": 0, "ipv6_48s": 65536},
            {"from": "telecom", "to": "unicom", "ipv4_addresses": 128, "ipv6_48s": 0}])
        self.assertEqual(changes["region"],
                         [{"from": "north", "to": "south", "ipv4_addresses": 128, "ipv6_48s": 0}])
        text = self.run_map("diff", old, new)
        self.assertRegex(text, r"telecom -> unicom +128 +0")
        self.assertIn("ISP: no change", self.run_map("diff", old, old))

    def test_mistakes_are_told_with_their_place_and_nothing_is_replaced(self):
        good = self.write("good.csv", "192.0.2.0/24,telecom\n")
        bad = self.write("bad.csv", "192.0.2.0/24,telecom\n192.0.2.1/24,telecom\n")
        built = self.build(good)
        before = pathlib.Path(built).read_bytes()
        told = self.run_map("build", "--output", built, bad, expected=1)
        self.assertIn("bad.csv:2:1: this is no network", told)
        self.assertEqual(pathlib.Path(built).read_bytes(), before)
        broken = self.write("broken.mmdb", "not a map")
        self.assertIn("broken.mmdb: cannot be read", self.run_map("lookup", "192.0.2.1", broken, expected=1))
        other = self.write("map.txt", "")
        self.assertIn("a map's name ends in .csv or .mmdb",
                      self.run_map("lookup", "192.0.2.1", other, expected=1))
        for words in ([], ["build"], ["build", good], ["lookup", "192.0.2.1"], ["import", "cidr", good],
                      ["import", "nothing", good], ["diff", good], ["fly"], ["lookup", "x", good],
                      ["build", "--output"]):
            with self.subTest(words=words):
                self.assertIn("see signpost-map --help", self.run_map(*words, expected=2))
        self.assertIn("usage: signpost-map", self.run_map("--help"))


if __name__ == "__main__":
    unittest.main()
