"""A running server answers from its zone files, over UDP and TCP, IPv4 and IPv6."""
import socket
import unittest

from scenario import HAS_IPV6, Scenario, wait_for, zone_text


class Answers(Scenario):
    def test_real_clients_get_answers_over_every_transport(self):
        server = self.server(identity="node-7")
        server.write_zone("x.example", zone_text(7, "www 60 A 192.0.2.80\nwww 60 AAAA 2001:db8::80\n"))
        server.start()
        for address in ["127.0.0.1"] + (["::1"] if HAS_IPV6 else []):
            for transport in ("+notcp", "+tcp"):
                with self.subTest(address=address, transport=transport):
                    ask = lambda *words: server.dig(transport, *words, server=address)
                    self.assertEqual(ask("www.x.example", "A"), ["192.0.2.80"])
                    self.assertEqual(ask("WwW.x.eXample", "AAAA"), ["2001:db8::80"])
                    self.assertEqual(ask("nothing.x.example", "A"), [])
                    self.assertEqual(ask("id.server", "CH", "TXT"), ['"node-7"'])
        self.assertEqual(server.rcode("nothing.x.example"), "NXDOMAIN")
        self.assertEqual(server.rcode("www.x.example", "MX"), "NOERROR")
        self.assertEqual(server.rcode("elsewhere.example"), "REFUSED")

    def test_the_version_is_told_unless_the_operator_says_no(self):
        server = self.server()
        server.start()
        self.assertIn("Signpost", server.dig("version.server", "CH", "TXT")[0])
        server.configure(tell_version=False)
        self.assertEqual(server.ctl("reload").returncode, 0)
        self.assertEqual(server.dig("version.server", "CH", "TXT"), [])

    def test_the_status_counts_queries_of_all_threads(self):
        server = self.server()
        server.write_zone("x.example", zone_text(7))
        server.start()
        for _ in range(5):
            server.dig("x.example", "SOA")
        server.dig("+tcp", "x.example", "SOA")
        counters = server.status()["counters"]
        self.assertEqual(counters["udp_queries"], 5)
        self.assertEqual(counters["tcp_queries"], 1)
        self.assertEqual(counters["noerror"], 6)

    def test_the_status_counts_tcp_connections(self):
        server = self.server()
        server.start()
        with socket.create_connection(("127.0.0.1", server.port)):
            wait_for(lambda: server.status()["counters"]["tcp_open"] == 1, "it is accepted")
        wait_for(lambda: server.status()["counters"]["tcp_open"] == 0, "it is closed")
        counters = server.status()["counters"]
        self.assertEqual(counters["tcp_accepted"], 1)
        self.assertEqual(counters["tcp_refused"], 0)
        self.assertEqual(counters["udp_unsent"], 0)


if __name__ == "__main__":
    unittest.main()
