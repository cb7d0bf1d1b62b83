"""signpost.json: every mistake at once, a bad one changes nothing, and --check tells beforehand."""
import subprocess
import unittest

from scenario import SIGNPOSTD, Scenario, check, wait_for, zone_text

BAD = """{
  // three mistakes
  "server": {
    "listen": ["nowhere"],
    "identiy": "x",
    "udp_workers": -1
  }
}
"""

CHECKS = """{
  // four mistakes, and a file that others can read
  "checks": {
    "script": { "exec": { "program": "none.sh" } },
    "web":    { "https": { "ca_file": "token" } },
    "both":   { "all": [ "web", "scrpt" ] },
    "agent":  { "report": { "token_file": "token" } }
  }
}
"""


class Configuration(Scenario):
    def test_all_mistakes_are_told_at_once_and_nothing_starts(self):
        server = self.server()
        server.config.write_text(BAD)
        done = subprocess.run([SIGNPOSTD, "--config", server.config], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.returncode, 1)
        for words in ("signpost.json:4:16: /server/listen/0: must be an address",
                      "signpost.json:5:5: /server/identiy: unknown key; did you mean",
                      "signpost.json:6:20: /server/udp_workers: must be 0 to 100, not -1"):
            self.assertIn(words, done.stderr)

    def test_check_is_silent_about_what_is_good_and_tells_all_that_is_not(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        good = check(server.config)
        self.assertEqual((good.returncode, good.stdout),
                         (0, "1 good zone; 0 errors, 0 warnings\n"))

        server.config.write_text(BAD)
        server.write_zone("y.example", zone_text(1, "www 60 A 1.2.3\n"))
        server.write_zone("z.example", "@ 60 A 192.0.2.1\n")
        bad = check(server.config)
        self.assertEqual(bad.returncode, 1)
        for words in ("signpost.json:4:16:", "signpost.json:5:5:", "signpost.json:6:20:",
                      "y.example.zone:4:", "z.example.zone: "):
            self.assertIn(words, bad.stdout)
        self.assertIn("1 good zone, 2 zones with errors; ", bad.stdout)

    def test_check_tells_warnings_but_does_not_fail_for_them(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1, "a 60 A 192.0.2.1\na 61 A 192.0.2.2\n"))
        done = check(server.config)
        self.assertEqual(done.returncode, 0)
        self.assertIn(": warning: ", done.stdout)
        self.assertIn("0 errors, 1 warning\n", done.stdout)

    def test_a_live_setting_is_applied_by_sighup_and_a_fixed_one_is_told(self):
        server = self.server(identity="before")
        server.start()
        server.configure(identity="after", tcp={"threads": 2})
        server.process.send_signal(1)
        wait_for(lambda: server.dig("id.server", "CH", "TXT") == ['"after"'], "it is applied")
        wait_for(lambda: server.has_logged("restart-needed", "option=/server/tcp/threads"),
                 "the log tells it")
        self.assertIn("/server/tcp/threads: changed, but fixed", server.status()["complaints"][0])

    def test_a_bad_configuration_changes_nothing_at_a_reload(self):
        server = self.server(identity="before")
        server.start()
        server.config.write_text(BAD)
        done = server.ctl("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/server/identiy: unknown key", done.stdout)
        self.assertTrue(server.has_logged("config-refused"))
        self.assertEqual(server.dig("id.server", "CH", "TXT"), ['"before"'])
        self.assertEqual(len(server.status()["complaints"]), 3)
        server.configure(identity="mended")
        self.assertEqual(server.ctl("reload").returncode, 0)
        self.assertEqual(server.status()["complaints"], [])

    def test_cookie_secrets_are_read_from_their_file_and_again_at_a_reload(self):
        secrets = self.folder / "secrets"
        secrets.write_text("00112233445566778899aabbccddeeff\n")
        server = self.server(cookies={"secret_file": "secrets"})
        server.write_zone("x.example", zone_text(1))
        server.start()
        secrets.write_text("not a secret\n")
        done = server.ctl("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn("secrets:1:1: a cookie secret must be 32 hexadecimal digits", done.stdout)
        secrets.write_text("ffeeddccbbaa99887766554433221100\n00112233445566778899aabbccddeeff\n")
        self.assertEqual(server.ctl("reload").returncode, 0)

    def test_a_check_that_cannot_be_asked_is_refused_with_its_pointer(self):
        server = self.server()
        server.write_zone("x.example", zone_text(1))
        (self.folder / "token").write_text("hush\n")
        (self.folder / "token").chmod(0o644)
        server.config.write_text(CHECKS)
        done = check(server.config)
        self.assertEqual(done.returncode, 1)
        for words in ("signpost.json:4:38: /checks/script/exec/program: there is no program ",
                      "signpost.json:5:39: /checks/web/https/ca_file: ",
                      "token holds no certificate in PEM",
                      "signpost.json:6:33: /checks/both/all/1: there is no check \"scrpt\"; did you mean \"script\"?",
                      "signpost.json:7:43: warning: /checks/agent/report/token_file: ",
                      "signpost.json:7:17: /checks/agent/report: nobody can report",
                      "4 errors"):
            self.assertIn(words, done.stdout)

    def test_the_options_are_listed_with_what_they_mean(self):
        done = subprocess.run([SIGNPOSTD, "--options"], capture_output=True, text=True, check=True)
        self.assertIn("/server/listen\n", done.stdout)
        defaults = subprocess.run([SIGNPOSTD, "--version"], capture_output=True, text=True, check=True)
        self.assertTrue(defaults.stdout.startswith("signpostd "))
        unknown = subprocess.run([SIGNPOSTD, "--chekc"], capture_output=True, text=True, check=False)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("unknown argument --chekc", unknown.stderr)


if __name__ == "__main__":
    unittest.main()
