"""signpostctl explain, simulate and diff: what they say is what clients get."""
import copy
import json
import random
import unittest

from scenario import Scenario, zone_text

MAP = """prefix,isp,region,country,tags
198.18.1.0/24,telecom,shanghai,CN
198.18.2.0/24,unicom,shanghai,CN
198.18.4.0/24,telecom,guangdong,CN
198.18.5.0/24,unicom,guangdong,CN,bank
2001:db8:c1::/48,telecom,shanghai,CN
2001:db8:c2::/48,unicom,shanghai,CN
"""
SECTIONS = {
    "clients": {"maps": ["clients.csv"]},
    "sites": {"A": {"region": "shanghai"}, "B": {"region": "guangdong"}},
    "links": {
        "a-telecom": {"site": "A", "isp": "telecom", "prefixes": ["203.0.113.0/26", "2001:db8:a1::/48"]},
        "a-unicom": {"site": "A", "isp": "unicom", "prefixes": ["203.0.113.64/26", "2001:db8:a2::/48"]},
        "b-telecom": {"site": "B", "isp": "telecom", "prefixes": ["198.51.100.0/26"]}},
    "services": {
        "portal.x.example.": {"ttl_s": 15},
        "closed.x.example.": {"ttl_s": 15, "only_for": ["bank"]},
        "view.x.example.": {"views": {"bank": ["203.0.113.33"]}}}}
RECORDS = "".join(f"""{name} 60 A 203.0.113.10
{name} 60 A 203.0.113.74
{name} 60 A 198.51.100.10
""" for name in ("portal", "closed", "view")) + """portal 60 AAAA 2001:db8:a1::10
portal 60 AAAA 2001:db8:a2::10
alias 60 CNAME portal
new 60 A 203.0.113.11
new 60 A 198.51.100.11
"""
NAMES = [f"{name}.x.example" for name in ("portal", "closed", "view", "alias")]


class SteeringCommands(Scenario):
    def setUp(self):
        super().setUp()
        self.sections = copy.deepcopy(SECTIONS)
        self.it = self.server()
        self.it.write(self.folder / "clients.csv", MAP)
        self.it.write_zone("x.example", zone_text(1, RECORDS))
        self.configure()
        self.it.start()
        self.random = random.Random(20261122)  # any seed will do; the same one each time

    def configure(self):
        self.it.configure()
        self.it.write(self.it.config, json.dumps(json.loads(self.it.config.read_text()) | self.sections))

    def ask(self, *words, expected=0):
        done = self.it.ctl(*words, "--json")
        self.assertEqual(done.returncode, expected, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def clients(self, count):
        """Within, beside and between the networks of the map."""
        for _ in range(count):
            if self.random.random() < 0.7:
                yield f"198.18.{self.random.randrange(7)}.{self.random.randrange(256)}", 32
            else:
                yield f"2001:db8:c{self.random.randrange(4)}::{self.random.randrange(256):x}", 128

    def get(self, name, client, bits, qtype="A"):
        return {line for line in self.it.dig(name, qtype, f"+subnet={client}/{bits}") if not line.endswith(".")}

    @staticmethod
    def given(explanation, qtype):
        """What explain says that clients get now and then; none: the zone decides."""
        for kind in explanation["kinds"]:
            if kind["type"] == qtype:
                return {one["address"] for one in kind["endpoints"] if one["part"] > 0}
        return None if explanation["standing"] == "steered" else set()

    def test_explain_says_what_clients_get(self):
        for client, bits in self.clients(40):
            for name in NAMES:
                for qtype in ("A", "AAAA"):
                    with self.subTest(client=client, name=name, qtype=qtype):
                        told = self.ask("explain", name, "--client", client, "--type", qtype)
                        expected = self.given(told, qtype)
                        if expected is not None:
                            self.assertEqual(self.get(name, client, bits, qtype), expected)
                        self.assertEqual(told["aliases"], ["alias.x.example."] if name.startswith("alias") else [])

    def test_explain_reads_well(self):
        told = self.it.ctl("explain", "alias.x.example", "--client", "198.18.1.0/24", "--type", "A").stdout
        self.assertEqual(told, """alias.x.example. is an alias of
portal.x.example.
  zone    x.example.
  client  198.18.1.0
  class   telecom/shanghai
  scope   198.18.1.0/24: everybody there gets the same
  policy  default: same-isp, then same-region, then site-order; pick all, at most 64 answers
  A, TTL 15 s
    kept     203.0.113.10   a-telecom @ A  in 100 % of answers
    dropped  203.0.113.74   a-unicom @ A   same-isp prefers others
    dropped  198.51.100.10  b-telecom @ B  same-region prefers others
""")
        for words, what in ((("closed.x.example", "198.18.1.1"), "CLOSED: the answer is empty"),
                            (("view.x.example", "198.18.5.1"), "view    bank"),
                            (("ns.x.example", "198.18.1.1"), "is not steered"),
                            (("none.x.example", "198.18.1.1"), "does not exist in zone x.example."),
                            (("y.example", "::1"), "is in none of the zones here")):
            done = self.it.ctl("explain", words[0], "--client", words[1])
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(what, done.stdout)

    def check_simulation(self, target, standing):
        """What is simulated is what happens once an operator says so."""
        clients = list(self.clients(25))
        told = {name: self.ask("simulate", f"--{standing}", target, "--service", name) for name in NAMES[:3]}
        before = {(name, client): self.get(name, client, bits) for client, bits in clients for name in NAMES[:3]}
        classes = {(name, client): self.ask("explain", name, "--client", client)["class"]
                   for client, bits in clients for name in NAMES[:3]}

        self.it.override(**{standing: [target]})
        self.assertEqual(self.ask("diff")["changes"], [])  # a reload keeps what operators say
        for client, bits in clients:
            for name in NAMES[:3]:
                with self.subTest(client=client, name=name):
                    now = self.get(name, client, bits)
                    own = [change for change in told[name]["changes"] if classes[name, client] in change["classes"]]
                    if own:
                        self.assertEqual({one["address"] for one in own[0]["after"]
                                          if one["type"] == "A" and one["address"]}, now)
                    else:
                        self.assertEqual(before[name, client], now)

    def test_what_is_simulated_is_what_happens_when_a_link_goes_down(self):
        self.check_simulation("link/a-telecom", "down")

    def test_what_is_simulated_is_what_happens_when_a_site_is_drained(self):
        for service in self.sections["services"].values():
            service["ttl_s"] = 1
        self.configure()
        self.assertEqual(self.it.ctl("reload").returncode, 0)
        self.check_simulation("site/A", "drain")

    def test_what_is_simulated_is_what_happens_when_an_endpoint_goes_down(self):
        self.check_simulation("endpoint/203.0.113.74", "down")

    def test_shares_of_links_move_with_them(self):
        told = self.ask("simulate", "--down", "link/a-telecom", "--service", "view.x.example")
        known = next(space for space in told["spaces"] if space["name"] == "known IPv4")
        links = {link["link"]: (link["before"], link["after"]) for link in known["links"]}
        self.assertEqual(known["size"], 4 * 256)
        # Of four networks one is of telecom in shanghai, and the view of another has no other address.
        self.assertAlmostEqual(links["a-telecom"][0], 0.5)
        self.assertAlmostEqual(links["a-telecom"][1], 0)
        self.assertAlmostEqual(links[""][1], 0.25)
        self.assertAlmostEqual(known["moved"], 0.5)
        for side in (0, 1):
            self.assertAlmostEqual(sum(parts[side] for parts in links.values()), 1)
        self.assertEqual(self.ask("simulate")["changes"], [])
        only = self.ask("simulate", "--down", "link/a-telecom", "--isp", "unicom", "--client", "198.18.2.9")
        self.assertEqual(only["changes"], [])
        human = self.it.ctl("simulate", "--down", "link/a-telecom")
        self.assertEqual(human.returncode, 0)
        self.assertIn("moves to another", human.stdout)

    def test_diff_tells_services_that_come_and_maps_that_change(self):
        same = self.it.ctl("diff")
        self.assertEqual((same.returncode, same.stdout.splitlines()[-1]),
                         (0, "a reload would change no steered answer"))
        self.sections["services"]["new.x.example."] = {}
        self.configure()
        told = self.ask("diff", expected=1)
        self.assertEqual({(change["service"], change["before"]) for change in told["changes"]},
                         {("new.x.example.", None)})
        self.it.write(self.it.config, "{")
        refused = self.it.ctl("diff")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("see signpostctl check", refused.stderr)

    def test_what_there_is_not_is_told_with_what_was_meant(self):
        for words, what in ((("simulate", "--down", "link/a-telecm"), 'did you mean "a-telecom"?'),
                            (("simulate", "--isp", "telecon"), 'did you mean "telecom"?'),
                            (("simulate", "--service", "portl.x.example"), 'did you mean "portal.x.example."?'),
                            (("simulate", "--down", "a-telecom"), "is none of site/NAME"),
                            (("explain", "portal.x.example", "--client", "x"), '"client" must be an address'),
                            (("explain", "portal.x.example"), "explain needs one --client"),
                            (("diff", "--down", "link/a-telecom"), "--down does not belong to diff")):
            with self.subTest(words=words):
                done = self.it.ctl(*words)
                self.assertEqual(done.returncode, 2)
                self.assertIn(what, done.stderr)

    def test_status_tells_of_maps_and_steering(self):
        told = self.ask("status")
        self.assertEqual(told["steering"]["services"], 3)
        self.assertEqual([(each["state"], each["entries"]) for each in told["maps"]], [("served", 6)])
        human = self.it.ctl("status")
        self.assertEqual(human.returncode, 0)
        self.assertIn("3 steered names, ", human.stdout)
        self.it.write(self.folder / "clients.csv", "nonsense\n")
        self.it.ctl("reload")
        human = self.it.ctl("status")
        self.assertEqual(human.returncode, 1)
        self.assertIn("STALE: it has mistakes, the last good version is in service", human.stdout)


if __name__ == "__main__":
    unittest.main()
