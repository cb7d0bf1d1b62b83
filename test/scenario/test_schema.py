"""The JSON Schema and the check of signpost.json say the same of spoilt configurations, so that an
editor never shows as good what --check refuses, nor the reverse: except for the few things that no
schema can say, each of which is listed here and counted."""
import copy
import json
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

import jsonschema

from scenario import SIGNPOSTD

SEED = 1
MUTATIONS = 500
PEM_TEXTS = pathlib.Path(__file__).parents[1] / "support/pem_texts.hpp"

RICH = {
    "server": {"listen": ["192.0.2.1:53", "[2001:db8::1]:53"], "zones": "zones", "identity": "ns1",
               "tell_version": True, "diagnostics_from": ["127.0.0.0/8"], "udp_payload_max": 1232,
               "tcp": {"threads": 2, "idle_ms": 10000}, "cookies": {"enabled": True},
               "rate_limit": {"slip": 2, "exempt": ["192.0.2.0/24"]}, "state": "state"},
    "clients": {"maps": ["m.csv", {"file": "n.csv", "isp": "", "region": "r/0"}],
                "overrides": "o.csv", "ecs_from": ["0.0.0.0/0", "::/0"]},
    "health": {"blind_percent": 50, "unsteady_s": 30, "host_concurrent": 10,
               "reports_listen": ["127.0.0.1:8055"],
               "anchors": {"check": "gateway", "targets": ["192.0.2.7", "2001:db8::7"]}},
    "journal": {"days": 200, "days_min": 190, "size_mb": 100},
    "webhooks": ["https://alarm.example/flips?to=us",
                 {"url": "http://[2001:db8::8]:8080", "headers": {"Authorization": "Bearer x"}}],
    "checks": {
        "gateway": {"icmp": {}, "interval_ms": 500, "timeout_ms": 300, "fall": 2, "fall_of": 4,
                    "rise": 4, "retry_ms": 100, "stale_ms": 9000, "when_unknown": "up",
                    "flap": {"half_life_s": 30, "suppress": 4000, "reuse": 500}},
        "core": {"icmp": {}, "targets": ["10.0.0.1", "10.0.0.2"],
                 "source": {"address": "10.0.0.9", "interface": "eth1"}},
        "ssh": {"tcp": {"port": 22, "send": "\r\n", "expect": "SSH-"}, "depend_on": ["core"]},
        "time": {"udp": {"port": 123, "send": "\u0000", "expect": "x"}},
        "ldap": {"tls": {"port": 636, "name": "ldap.example", "verify": False, "ca_file": "ca.pem",
                         "certificate_file": "ca.pem", "key_file": "key.pem", "days_left_min": 14}},
        "web": {"http": {"host": "192.0.2.9", "status": [200, 204], "method": "HEAD"}},
        "portal": {"https": {"port": 8443, "host": "portal.ybj.example", "path": "/healthz?a=b",
                             "headers": {"X-From": "signpost"}, "contains": "ok", "matches": "^o.*k$",
                             "body_bytes_max": 100, "redirects_max": 1, "load_header": "X-Load",
                             "days_left_min": 7}},
        "names": {"dns": {"over_tcp": True, "name": "ybj.example.", "type": "SOA", "rcode": "NOERROR",
                          "rdata": ["a. b. 1 2 3 4 5"], "authoritative": True}},
        "script": {"exec": {"program": "probe.sh", "arguments": ["-v", "-v"], "memory_mb_max": 64}},
        "agent": {"report": {"token_file": "token", "load_max_percent": 90}},
        "db": {"mysql": {"user": "u", "password_file": "token", "database": "d", "query": "select 1",
                         "expect": "1", "role": "replica", "lag_max_s": 5}},
        "pg": {"postgresql": {"port": 5433, "user": "u"}},
        "cache": {"redis": {"command": "GET x", "expect": "1", "role": "primary"}},
        "whole": {"all": ["portal", {"any": ["db", {"not": "cache"}]},
                          {"at_least": {"count": 2, "of": ["ssh", "web", "script"]}}]},
        "away": {"not": "gateway"}},
    "networks": {"insurance-net": ["10.0.0.0/8", "fd00::/8"], "bank": ["172.16.0.0/12"]},
    "sites": {"A": {"region": "shanghai", "country": "CN", "latitude": 31.2, "longitude": 121.5,
                    "check": "core", "targets_needed": 2, "down_with_links": False},
              "B": {"latitude": -10, "longitude": 20}, "C": {}},
    "links": {"a-telecom": {"site": "A", "isp": "telecom", "capacity_mbps": 1000, "tags": ["bank"],
                            "check": "gateway", "targets": ["203.0.113.1", "203.0.113.2"],
                            "targets_needed": 2,
                            "prefixes": ["203.0.113.0/26", "2001:db8:a1::/48"]},
              "b-unicom": {"site": "B", "isp": "unicom", "prefixes": ["198.51.100.64/26"],
                           "region": "", "country": "CN"},
              "c-mobile": {"site": "C"}},
    "policies": {"nearest": {"rank": ["same-isp", "nearest", "site-order"], "sites": ["A", "B"],
                             "answers_max": 1, "pick": "weighted", "when_none_up": "fallback",
                             "failback": {"hold_s": 60}},
                 "table": {"rank": ["isp-table", "tag", "load", "family-parity"], "pick": "sticky",
                           "failback": "manual",
                           "isp_table": {"telecom/shanghai": ["a-telecom"], "*/country:CN": ["A"],
                                         "unicom": ["b-unicom", "A"], "*": ["B"]}},
                 "default": {"rank": ["same-country", "same-region"], "pick": "rotate"}},
    "services": {"portal.ybj.example.": {
                     "policy": "nearest", "check": "whole", "ttl_s": 15, "weights": {"203.0.113.10": 3},
                     "probe_at": {"203.0.113.10": "10.1.0.10"}, "fallback": ["203.0.113.99"],
                     "cnames": {"portal.cdn.example.": {"link": "a-telecom", "probe_at": "10.1.0.11"},
                                "other.cdn.example.": {"site": "B"}},
                     "views": {"insurance-net": ["10.1.2.3", "fd00::1"]}, "only_for": ["bank"]},
                 "mail.ybj.example.": {},
                 "*.ybj.example.": {"policy": "table", "check": "web", "ttl_s": 30, "only_for": ["bank"]}},
    "zone_defaults": {"ybj.example.": {"policy": "table", "check": "agent", "ttl_s": 60}},
}

# What only the parser can tell, by the words of its complaint.
UNSAYABLE = {
    "a reference": r"there is no (site|link|policy|check|link or site) ",
    "values that need each other": r"which rank does not have|as rank has isp-table|"
                                   r"needs either \"link\" or|stand together|"
                                   r"is for a check, which|no more (terms|targets)|"
                                   r"no targets of its own|are never asked|at least fall|"
                                   r"an answer may take|less than suppress|"
                                   r"key of (a|the) certificate|no private key|nothing is asked|"
                                   r"is for replicas|nobody can report|days_min is|"
                                   r"must be among the answers|looks at a body|"
                                   r"checks that ask somebody|cannot be asked from|leads back",
    "one thing twice": r"belongs to link|is the same as one in line",
    "a language of its own": r"is no regular expression|of the type that is asked for|"
                             r"must be a type of records|name is longer",
}


def places(node, pointer=()):
    """Every value but the root, with the container it is in and its key there."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield node, key, pointer + (key,)
        yield from places(value, pointer + (key,))


def is_path(pointer):
    """Other paths than those given might not be there: that is another matter."""
    if pointer[:2] in (("server", "zones"), ("clients", "maps"), ("clients", "overrides")):
        return True
    return pointer[0] == "checks" and (pointer[-1] == "program" or str(pointer[-1]).endswith("_file"))


def rename_key(rng, container, key, _):
    if isinstance(container, dict):
        name = rng.choice([key + "x", "x" + key, key[:-1], key.upper(), key + "/", key + "\u0001"])
        if name not in container:
            container[name] = container.pop(key)


def change_type(rng, container, key, _):
    value = container[key]
    others = [other for other in (None, True, 3, 1.5, "m.csv", [], {}, ["x"], {"x": 1})
              if type(other) is not type(value)]
    container[key] = rng.choice(others)


def change_number(rng, container, key, _):
    if type(container[key]) in (int, float):
        container[key] = rng.choice([-1, -91, -181, 0, 1, 64, 65, 91, 181, 1001, 86401, 10**9, 10**12])


def change_word(rng, container, key, pointer):
    value = container[key]
    if isinstance(value, str) and not is_path(pointer):
        container[key] = rng.choice([value + "x", value[1:], "", "a/b", value + "\u0001", value * 70,
                                     value.upper(), "rotate", "192.0.2.300", "10.1.2.3"])


def remove_key(_rng, container, key, _):
    del container[key]


def add_key(rng, container, key, _):
    if isinstance(container[key], dict):
        container[key][rng.choice(["surplus", "ttl", "site", "rank", "portal.", "portal", "*.x.",
                                   "link/a-telecom", "203.0.113.11", "2001:db8::1"])] = \
            rng.choice([1, "up", {}, [], {"site": "A"}, ["A"], "10.0.0.1"])


def repeat_item(rng, container, key, _):
    if isinstance(container[key], list) and container[key]:
        container[key].insert(0, rng.choice(container[key]))


def repeat_member(_rng, container, key, _):
    if isinstance(container, dict):
        container[key.swapcase()] = copy.deepcopy(container[key])


def give_to_pattern(rng, container, key, _):
    if isinstance(container[key], dict) and "*.ybj.example." in container[key]:
        member = rng.choice(["weights", "views", "cnames", "fallback", "probe_at", "only_for"])
        container[key]["*.ybj.example."][member] = \
            copy.deepcopy(RICH["services"]["portal.ybj.example."][member])


MUTATORS = (rename_key, change_type, change_number, change_word, remove_key, add_key, repeat_item,
            repeat_member, give_to_pattern)


def mutations(seed, count):
    """Different configurations that are one step away from the rich one."""
    rng = random.Random(seed)
    seen = {json.dumps(RICH)}
    while len(seen) <= count:
        config = copy.deepcopy(RICH)
        mutator = rng.choice(MUTATORS)
        container, key, pointer = rng.choice(list(places(config)))
        mutator(rng, container, key, pointer)
        if json.dumps(config) not in seen:
            seen.add(json.dumps(config))
            yield f"{mutator.__name__} {'/'.join(map(str, pointer))}", config


class Folder:
    """Where all of the configurations are checked: the files that they name are there."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        (self.path / "zones").mkdir()
        for name in ("m.csv", "n.csv", "o.csv"):
            (self.path / name).write_text("")
        certificate, key, *_ = re.findall("-----BEGIN.*?-----END [A-Z ]+-----\n",
                                          PEM_TEXTS.read_text(), re.S)
        for name, text in (("ca.pem", certificate), ("key.pem", key), ("token", "hush\n"),
                           ("probe.sh", "#!/bin/sh\n")):
            (self.path / name).write_text(text)
            (self.path / name).chmod(0o700)

    def errors(self, config):
        """What --check complains about, warnings left out."""
        file = self.path / "signpost.json"
        file.write_text(json.dumps(config))
        done = subprocess.run([SIGNPOSTD, "--check", "--config", file], capture_output=True,
                              text=True, check=False)
        lines = [line for line in done.stdout.splitlines()[:-1]
                 if not re.match(r"(\S+: )?warning: ", line)]
        assert done.returncode == (1 if lines else 0), done.stdout + done.stderr
        return lines


def why_unsayable(errors):
    """The kind of all complaints, if no schema could make any of them."""
    kinds = [next((kind for kind, words in UNSAYABLE.items() if re.search(words, line)), None)
             for line in errors]
    return None if None in kinds else kinds[0]


def compare(schema, cases):
    """Disagreements, and how many there are of each kind that cannot be helped."""
    validator = jsonschema.Draft202012Validator(schema,
                                                format_checker=jsonschema.FormatChecker())
    faults, excused = [], dict.fromkeys(UNSAYABLE, 0)
    for what, config, errors in cases:
        if validator.is_valid(config) == (not errors):
            continue
        kind = why_unsayable(errors) if errors else None
        if kind:
            excused[kind] += 1
        else:
            faults.append(f"{what}: the schema takes it {bool(errors)}, the parser says {errors}")
    return faults, excused


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.schema = json.loads(subprocess.run([SIGNPOSTD, "--schema"], capture_output=True,
                                               check=True).stdout)
        with tempfile.TemporaryDirectory() as path:
            folder = Folder(path)
            cls.rich = folder.errors(RICH)
            cls.cases = [(what, config, folder.errors(config))
                         for what, config in mutations(SEED, MUTATIONS)]

    def test_the_schema_is_one(self):
        jsonschema.Draft202012Validator.check_schema(self.schema)

    def test_both_take_the_rich_configuration(self):
        self.assertEqual(self.rich, [])
        self.assertEqual(compare(self.schema, [("rich", RICH, self.rich)])[0], [])

    def test_both_say_the_same_of_each_mutation(self):
        faults, excused = compare(self.schema, self.cases)
        self.assertEqual("\n".join(faults), "")
        refused = sum(bool(errors) for _, _, errors in self.cases)
        print(f"seed {SEED}: {len(self.cases)} mutations, {refused} refused; excused: {excused}")
        self.assertGreater(refused, MUTATIONS // 2, "mutations that spoil nothing prove nothing")
        self.assertLess(refused, MUTATIONS * 9 // 10, "there are good ones, too")
        self.assertLess(sum(excused.values()), MUTATIONS // 5, "the schema says too little")

    def test_a_schema_that_says_otherwise_is_noticed(self):
        for spoil in (take_unknown_keys, require_nothing, widen_ranges, lose_a_word, lose_a_section):
            with self.subTest(spoil.__name__):
                schema = copy.deepcopy(self.schema)
                spoil(schema)
                self.assertNotEqual(compare(schema, self.cases)[0], [])


def take_unknown_keys(schema):
    schema["properties"]["links"]["additionalProperties"]["additionalProperties"] = True


def require_nothing(schema):
    schema["properties"]["links"]["additionalProperties"].pop("required")


def widen_ranges(schema):
    for container, key, _ in list(places(schema)):
        if key == "maximum":
            del container[key]


def lose_a_word(schema):
    check = schema["properties"]["checks"]["additionalProperties"]
    check["properties"]["when_unknown"]["enum"].remove("up")


def lose_a_section(schema):
    schema["properties"].pop("zone_defaults")


if __name__ == "__main__":
    unittest.main()
