"""What runs behind the links: a web server for each address, which can be broken and mended.

Site a has the misbehaving web server of test/lab, a process for each link; site b has Debian's
nginx, if it is installed. Databases are started when a scenario wants them.
"""
import pathlib
import shutil
import signal
import subprocess
from contextlib import ExitStack

import topology
from daemon import Daemon, wait_until

WEB_SERVER = pathlib.Path(__file__).resolve().parents[2] / "test/lab/web_server.py"
NGINX = shutil.which("nginx")


class Services:
    def __init__(self, network, home):
        self._network, self._home = network, pathlib.Path(home)
        self._home.chmod(0o711)  # databases have users of their own
        self._daemons = ExitStack()
        self._web, self._databases = {}, {}

    def __enter__(self):
        for link in topology.LINKS:
            self.start(link)
        return self

    def __exit__(self, *_):
        self._daemons.close()

    def start(self, link):
        """Starts the web server of a link, and waits until it takes connections."""
        if link.name in self._web:
            return
        of_test = link.site == "a" or not NGINX
        command = [WEB_SERVER, link.web, topology.WEB_PORT] if of_test else self._nginx(link)
        daemon = Daemon(self._network.inside(f"servers-{link.site}", *command),
                        self._home / f"web-{link.name}.log",
                        stdin=subprocess.PIPE if of_test else subprocess.DEVNULL)
        self._web[link.name] = self._daemons.enter_context(daemon)
        wait_until(lambda: daemon.require_alive() or self._listens(daemon, link),
                   f"the web server of {link.name} listens")

    def kill(self, link):
        """Its port refuses from now on; open connections are reset."""
        self._web.pop(link.name).kill()

    def freeze(self, link):
        """The kernel still takes connections for it, and nobody answers."""
        self._web[link.name].signal(signal.SIGSTOP)

    def thaw(self, link):
        self._web[link.name].signal(signal.SIGCONT)

    def tell(self, link, word, value):
        """`status` or `delay` of all answers from now on."""
        pipe = self._web[link.name].stdin
        pipe.write(f"{word} {value}\n".encode())
        pipe.flush()

    def mend(self, link):
        self.start(link)
        self.thaw(link)
        if self._web[link.name].stdin:
            self.tell(link, "status", 200)
            self.tell(link, "delay", 0)

    def databases(self, kind):
        """{site: database} of that kind, which run from now on."""
        if kind not in self._databases:
            self._databases[kind] = {site: kind(self._network, self._home, site)
                                     for site in topology.SITES}
            for database in self._databases[kind].values():
                self._daemons.callback(database.close)
                database.wait()
        return self._databases[kind]

    @staticmethod
    def _listens(daemon, link):
        """On this address: the box has several web servers."""
        octets = bytes(map(int, link.web.split(".")))
        local = f"{octets[::-1].hex().upper()}:{topology.WEB_PORT:04X}"
        rows = (line.split() for line in daemon.read_proc("net/tcp").splitlines()[1:])
        return any(row[1] == local and row[3] == "0A" for row in rows)

    def _nginx(self, link):
        home = self._home / f"nginx-{link.name}"
        home.mkdir(exist_ok=True)
        paths = "".join(f"{kind}_temp_path {home}/{kind};\n" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        config = home / "nginx.conf"
        config.write_text(f"""daemon off;
worker_processes 1;
pid {home}/pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
access_log off;
{paths}server {{
listen {link.web}:{topology.WEB_PORT};
location / {{ return 200 "ok\\n"; }}
}}
}}
""")
        return [NGINX, "-c", config, "-p", home]
