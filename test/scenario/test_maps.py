"""signpost-map makes maps that other readers of the format understand."""
import json
import os
import pathlib
import resource
import signal
import stat
import struct
import subprocess
import tempfile
import unittest

SIGNPOST_MAP = os.environ["SIGNPOST_MAP"]
GEOIP = pathlib.Path(__file__).resolve().parents[2] / "geoip"


def on_a_full_disk():
    """For a process to come: a write beyond 64 octets of a file fails, as it would with no space left."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


class Maps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="signpost-map-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return str(path)

    def run_to_end(self, *words, expected=0, **how):
        done = subprocess.run([SIGNPOST_MAP, *words], text=True,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how})
        self.assertEqual(done.returncode, expected, done.stderr)
        return done

    def run_map(self, *words, expected=0):
        done = self.run_to_end(*words, expected=expected)
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

    def test_building_tells_that_ipv4_takes_a_place_of_ipv6(self):
        for prefix, is_told in (("::/0", True), ("::1/128", True), ("::1:0:0/96", False)):
            wide = self.write("wide.csv", f"{prefix},telecom\n192.0.2.0/24,unicom\n")
            done = self.run_to_end("build", "--output", str(self.folder / "wide.mmdb"), wide)
            self.assertEqual("what the maps say of ::/96 is left out" in done.stderr, is_told, prefix)

    def test_the_tables_of_regions_and_of_names_speak_of_the_same_regions(self):
        def rows(name):
            return [line.split(",") for line in (GEOIP / name).read_text().splitlines() if line[0] != "#"][1:]
        regions = [row[0] for row in rows("cn-regions.csv")]
        self.assertEqual(len(set(regions)), 34)
        self.assertEqual(set(regions) - {row[1] for row in rows("cn-names.csv")}, set())

    def test_ranges_and_as_numbers_are_imported(self):
        table = self.write("table.csv", "asn,isp\nAS64500,telecom\n64501,unicom\n")
        ranges = self.write("asn.csv", '192.0.2.0,192.0.2.255,AS64500,"A, Inc."\n'
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
        ranges = self.write("ranges.csv", "192.0.2.0,192.0.2.255,4134\n")
        self.assertIn("192.0.2.0/24,telecom,,,",
                      self.run_map("import", "asn", "--asn-table", str(GEOIP / "isp-cn.asn.csv"), ranges))
        countries = self.write("countries.csv", "192.0.2.0,192.0.2.255,\u4e2d\u56fd\n")
        self.assertIn("192.0.2.0/24,,,CN,",
                      self.run_map("import", "ranges", "--names", str(GEOIP / "cn-names.csv"), countries))

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

    def test_only_a_regular_file_is_replaced_and_a_link_is_followed(self):
        good = self.write("good.csv", "192.0.2.0/24,telecom\n")
        pipe, folder = self.folder / "pipe.mmdb", self.folder / "folder.mmdb"
        os.mkfifo(pipe)
        folder.mkdir()
        astray = self.folder / "astray.mmdb"
        astray.symlink_to(self.folder / "not-there.mmdb")
        for path in (pipe, folder, astray):
            with self.subTest(path=path.name):
                told = self.run_map("build", "--output", str(path), good, expected=1)
                self.assertIn(f"{path}: cannot be written: it is there and no regular file", told)
        self.assertTrue(stat.S_ISFIFO(pipe.stat().st_mode))
        self.assertTrue(astray.is_symlink())
        missing = self.folder / "missing" / "built.mmdb"
        self.assertIn(f"{missing}: cannot be written: no file can be made beside it: No such file",
                      self.run_map("build", "--output", str(missing), good, expected=1))

        real, link = self.folder / "real.mmdb", self.folder / "link.mmdb"
        real.write_text("old")
        real.chmod(0o640)
        link.symlink_to(real.name)
        bystander = self.folder / "real.mmdb.new"
        bystander.write_text("kept")
        self.run_map("build", "--output", str(link), good)
        self.assertTrue(link.is_symlink())
        self.assertEqual(stat.S_IMODE(real.stat().st_mode), 0o640)
        self.assertIn("telecom", self.run_map("lookup", "192.0.2.1", str(real)))
        self.assertEqual(bystander.read_text(), "kept")

        fresh = self.folder / "fresh.mmdb"
        self.run_to_end("build", "--output", fresh.name, good, cwd=self.folder,
                        preexec_fn=lambda: os.umask(0o027))
        self.assertEqual(stat.S_IMODE(fresh.stat().st_mode), 0o640)
        built = fresh.read_bytes()
        done = self.run_to_end("build", "--output", str(fresh), good, expected=1, preexec_fn=on_a_full_disk)
        self.assertEqual(done.stderr, f"{fresh}: cannot be written: the file beside it cannot be filled: "
                                      "File too large\n")
        self.assertEqual(fresh.read_bytes(), built)
        self.assertEqual({path.name for path in self.folder.iterdir()},
                         {"good.csv", "pipe.mmdb", "folder.mmdb", "astray.mmdb", "real.mmdb", "link.mmdb",
                          "real.mmdb.new", "fresh.mmdb"})

    def test_a_name_that_would_break_a_line_is_not_imported(self):
        cidr = self.write("list.txt", "192.0.2.0/24\n")
        for name in ("China Telecom, Ltd", 'x"y', "#telecom", " ", "x" * 65, "two\nlines"):
            with self.subTest(isp=name):
                self.assertIn(f"--isp {name} is wrong",
                              self.run_map("import", "cidr", "--isp", name, cidr, expected=2))
        for country in ('"Korea, Republic of"', 'C"N', "#CN", "", '""'):
            with self.subTest(country=country):
                ranges = self.write("ranges.csv", f"192.0.2.0,192.0.2.255,CN\n192.0.3.0,192.0.3.255,{country}\n")
                told = self.run_map("import", "ranges", ranges, expected=1)
                self.assertRegex(told, r"ranges\.csv:2:2[34]: ")
        self.assertIn("ranges.csv:1:20: behind the range stands a country",
                      self.run_map("import", "ranges", self.write("ranges.csv", "192.0.2.0,192.0.2.2\n"),
                                   expected=1))
        asn = self.write("asn.csv", "192.0.2.0,192.0.2.255,4134\n")
        for isp in ('tele"com', "China Telecom, Ltd", "#telecom", ""):
            with self.subTest(table=isp):
                table = self.write("table.csv", f"AS4134,{isp}\n")
                self.assertIn("table.csv:1:8: behind the AS number",
                              self.run_map("import", "asn", "--asn-table", table, asn, expected=1))
                names = self.write("names.csv", f"CN,{isp}\n")
                self.assertIn("names.csv:1:1: a line holds a name",
                              self.run_map("import", "ranges", "--names", names, asn, expected=1))
        text = struct.pack("<I", 0) + b"0|0|0|0|A, Inc."
        database = self.folder / "ip2region.db"
        database.write_bytes(struct.pack("<II", 8 + len(text), 8 + len(text)) + text +
                             struct.pack("<III", 0x01000000, 0x010000ff, len(text) << 24 | 8))
        self.assertIn("ip2region.db: it has the name A, Inc.",
                      self.run_map("import", "ip2region", str(database), expected=1))

    def test_an_import_says_how_much_it_wrote_and_nothing_is_a_failure(self):
        table = self.write("table.csv", "AS64500,telecom\n")
        ranges = self.write("asn.csv", "192.0.2.0,192.0.3.127,64500\n198.51.100.0,198.51.100.255,64501\n")
        done = self.run_to_end("import", "asn", "--asn-table", table, ranges)
        self.assertEqual(done.stderr, "signpost-map: 2 networks written\n")
        other = self.write("other.csv", "192.0.2.0,192.0.2.255,64501\n")
        kept = self.write("kept.csv", "192.0.2.0/24,unicom\n")
        self.assertIn("signpost-map: there is nothing to write",
                      self.run_map("import", "asn", "--asn-table", table, "--output", kept, other, expected=1))
        self.assertEqual(pathlib.Path(kept).read_text(), "192.0.2.0/24,unicom\n")

    def test_output_that_does_not_arrive_is_a_failure(self):
        good = self.write("good.csv", "192.0.2.0/24,telecom\n")
        cidr = self.write("list.txt", "192.0.2.0/24\n")
        for words in (["lookup", "192.0.2.1", good], ["lookup", "--json", "192.0.2.1", good],
                      ["diff", good, good], ["import", "cidr", "--isp", "telecom", cidr], ["--help"]):
            with self.subTest(words=words), open(good) as closed_to_writers:
                done = self.run_to_end(*words, expected=1, stdout=closed_to_writers)
                self.assertEqual(done.stderr, "signpost-map: cannot write to the standard output\n")

    def test_options_that_would_have_no_effect_are_refused(self):
        good = self.write("good.csv", "192.0.2.0/24,telecom\n")
        table = self.write("table.csv", "AS64500,telecom\n")
        built = str(self.folder / "built.mmdb")
        for message, *words in (
                ("build writes a map whose name ends in .mmdb", "build", "--output", built + ".csv", good),
                ("import writes a map whose name ends in .csv",
                 "import", "cidr", "--isp", "telecom", "--output", built, good),
                ("--json does not belong to build", "build", "--json", "--output", built, good),
                ("--output does not belong to lookup", "lookup", "--output", built, "192.0.2.1", good),
                ("--isp does not belong to diff", "--isp", "telecom", "diff", good, good),
                ("--tags-path does not belong to import",
                 "import", "cidr", "--isp", "telecom", "--tags-path", "tags", good),
                ("--json stands twice", "lookup", "--json", "--json", "192.0.2.1", good),
                ("--output stands twice", "build", "--output", built, "--output", built, good),
                ("--asn-table and --asn-path need each other",
                 "build", "--output", built, "--asn-table", table, good),
                ("--asn-table and --asn-path need each other",
                 "lookup", "--asn-path", "asn", "192.0.2.1", good),
                ("--asn-table and --asn-path need each other", "diff", "--asn-table", table, good, good)):
            with self.subTest(words=words):
                self.assertIn(message, self.run_map(*words, expected=2))
        self.assertFalse(pathlib.Path(built).exists())
        for status in ("0", "1 if a file is wrong", "2 if the command line is wrong"):
            self.assertIn(status, self.run_map("--help"))

    def test_a_small_change_is_shown_and_a_wrong_table_is_told_once(self):
        old = self.write("old.csv", "2001:db8::/64,telecom\n")
        new = self.write("new.csv", "2001:db8::/64,unicom\n")
        self.assertRegex(self.run_map("diff", old, new), r"telecom -> unicom +0 +<1\n")
        table = self.write("table.csv", "nothing,telecom\n")
        told = self.run_map("diff", "--asn-path", "asn", "--asn-table", table, old, new, expected=1)
        self.assertEqual(told.count("this is no AS number"), 1)


if __name__ == "__main__":
    unittest.main()
