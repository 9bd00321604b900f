"""Real Envoy by envoy/examples/network in front of mpe: decisions about TCP connections."""

import contextlib
import re
import socket
import ssl
import tempfile
from pathlib import Path

from proxied import EXAMPLES, EnvoyCase, patient

# Loopback addresses in the place of the networks that the domain names.
APPLICATION, ANALYST, STRANGER = "127.0.0.2", "127.0.0.3", "127.0.0.4"


class ConnectionCase(EnvoyCase):
    def start_databases(self, edit=patient):
        self.servers = {
            name: self.enterContext(contextlib.closing(socket.create_server(("127.0.0.1", 0))))
            for name in ("ledger", "metrics")
        }
        for server in self.servers.values():
            server.setblocking(False)
        domain = Path(self.enterContext(tempfile.TemporaryDirectory())) / "policydomain.yaml"
        text = (EXAMPLES / "network/policydomain.yaml").read_text()
        for network, address in (("10.20.0.0/16", APPLICATION), ("10.30.0.0/16", ANALYST)):
            self.assertEqual(text.count(network), 1)
            text = text.replace(network, f"{address}/32")
        domain.write_text(text)
        ports = {
            8080: self.servers["ledger"].getsockname()[1],
            8081: self.servers["metrics"].getsockname()[1],
        }
        self.start_example("network", edit=edit, domain=domain, upstreams=(), ports=ports)

    def connect(self, caller, first):
        address = ("127.0.0.1", self.envoy.port)
        connection = socket.create_connection(address, 30, source_address=(caller, 0))
        self.addCleanup(connection.close)
        connection.sendall(first)
        return connection

    def accept(self, name):
        """The connection that Envoy opened to a server."""
        self.servers[name].settimeout(30)
        connection, _ = self.servers[name].accept()
        self.servers[name].setblocking(False)
        self.addCleanup(connection.close)
        return connection

    def assertReaches(self, caller, name, first=None):
        """A connection passes, there and back."""
        first = first or hello(f"{name}.db.example")
        connection = self.connect(caller, first)
        server = self.accept(name)
        self.assertEqual(read(server, len(first)), first)
        server.sendall(b"there")
        self.assertEqual(read(connection, 5), b"there")
        return self.mpe.record()

    def assertCutOff(self, caller, first):
        """A connection is closed without a byte, and no server hears of it."""
        with contextlib.suppress(ConnectionResetError):
            self.assertEqual(self.connect(caller, first).recv(100), b"")
        for server in self.servers.values():
            with self.assertRaises(BlockingIOError):
                server.accept()


def hello(name):
    """The first message of TLS by a client that asks for this server."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.check_hostname = bool(name)
        context.verify_mode = ssl.CERT_REQUIRED if name else ssl.CERT_NONE
        context.wrap_bio(incoming, outgoing, server_hostname=name).do_handshake()
    return outgoing.read()


def read(connection, count):
    connection.settimeout(30)
    data = b""
    while len(data) < count and (more := connection.recv(count - len(data))):
        data += more
    return data


class ConnectionTests(ConnectionCase):
    def setUp(self):
        self.start_databases()

    def test_a_granted_connection_reaches_the_server_that_it_names(self):
        record = self.assertReaches(APPLICATION, "ledger")
        self.assertEqual(record["decision"], "GRANT")
        self.assertEqual(record["principal"]["subject"], APPLICATION)
        self.assertEqual(record["resource"], "mrn:databases:server:ledger")
        self.assertEqual(self.assertReaches(ANALYST, "metrics")["decision"], "GRANT")

    def test_a_denied_connection_is_closed_before_its_server_hears_of_it(self):
        self.assertCutOff(ANALYST, hello("ledger.db.example"))
        record = self.mpe.record()
        self.assertEqual((record["decision"], record["operation"]), ("DENY", "databases:tcp:connect"))
        self.assertCutOff(STRANGER, hello("metrics.db.example"))
        self.assertEqual(self.mpe.record()["decision"], "DENY")

    def test_what_names_no_server_that_there_is_reaches_neither(self):
        firsts = {
            "another name": hello("backup.db.example"),
            "no name": hello(None),
            "no TLS": b"GET / HTTP/1.1\r\nhost: ledger.db.example\r\n\r\n",
        }
        for name, first in firsts.items():
            with self.subTest(name):
                self.assertCutOff(APPLICATION, first)
        self.assertNotAsked()

    def test_each_connection_is_decided_anew(self):
        for _ in range(3):
            self.assertEqual(self.assertReaches(APPLICATION, "ledger")["decision"], "GRANT")
            self.assertCutOff(STRANGER, hello("ledger.db.example"))
            self.assertEqual(self.mpe.record()["decision"], "DENY")

    def test_without_mpe_nothing_connects(self):
        self.mpe.stop()
        self.assertCutOff(APPLICATION, hello("ledger.db.example"))

    def test_what_is_connected_stays_when_mpe_goes(self):
        connection = self.connect(APPLICATION, hello("ledger.db.example"))
        server = self.accept("ledger")
        self.mpe.stop()
        server.sendall(b"there")
        self.assertEqual(read(connection, 5), b"there")


class ShadowConnectionTests(ConnectionCase):
    def test_shadow_mode_lets_a_denied_connection_pass_and_records_it(self):
        def shadowing(text):
            text, count = re.subn(r"( *)(failure_mode_allow: false\n)", r"\1\2\1shadow_mode: true\n", patient(text))
            self.assertEqual(count, 1)
            return text

        self.start_databases(shadowing)
        self.assertEqual(self.assertReaches(STRANGER, "ledger")["decision"], "DENY")
