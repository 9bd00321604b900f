"""Real Envoy by envoy/envoy.yaml in front of mpe: what Envoy makes of mpe's answers."""

import contextlib
import http.client
import json
import re
import signal
import socket
import tempfile
import threading
import time

from proxied import EXAMPLES, EnvoyCase, patient
from sandbox import ROOT, DecisionPoint, Envoy, default_binary, signing_key, token

SHOP = ROOT / "envoy/shop.yaml"


def bearer(**claims):
    issuer = {"iss": "https://login.shop.example", "aud": "shop"}
    return f"Bearer {token(issuer | claims, signing_key(SHOP))}"


class ShopTests(EnvoyCase):
    def setUp(self):
        self.start(SHOP)

    def test_an_allowed_request_reaches_the_upstream_with_the_result_header(self):
        status, _, body = self.ask("GET", "/orders/alice", {"authorization": bearer(sub="alice", roles=["customer"])})
        self.assertEqual(status, 200, body)
        self.assertEqual(json.loads(body)["headers"]["x-ext-authz-check-result"], "allowed")
        record = self.mpe.record()
        self.assertEqual((record["decision"], record["principal"]["subject"]), ("GRANT", "alice"))

    def test_a_caller_cannot_forge_the_result_header(self):
        status, _, body = self.ask("GET", "/catalogue", {"x-ext-authz-check-result": "forged"})
        self.assertEqual(status, 200, body)
        self.assertEqual(json.loads(body)["headers"]["x-ext-authz-check-result"], "allowed")

    def test_a_denied_request_is_answered_with_403_and_a_body(self):
        alice = {"authorization": bearer(sub="alice", roles=["customer"])}
        status, headers, body = self.ask("GET", "/orders/bob", alice)
        self.assertEqual((status, body), (403, b"permission denied"))
        self.assertEqual(headers["x-ext-authz-check-result"], "denied")
        self.assertEqual(self.mpe.record()["decision"], "DENY")

    def test_a_token_is_neither_recorded_nor_echoed(self):
        value = bearer(sub="alice", roles=["customer"])
        status, headers, _ = self.ask("GET", "/orders/bob", {"authorization": value})
        self.assertEqual(status, 403)
        secret = value.removeprefix("Bearer ")
        self.assertNotIn(secret, json.dumps(self.mpe.record()))
        self.assertNotIn(secret, json.dumps(headers))
        self.assertNotIn(secret, self.mpe.error_text())

    def test_a_header_of_50_kb_passes_unharmed(self):
        value = "0123456789" * 5000
        status, _, body = self.ask("GET", "/catalogue", {"x-long": value})
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body)["headers"]["x-long"], value)

    def test_without_mpe_nothing_passes(self):
        self.assertEqual(self.ask("GET", "/catalogue")[0], 200)
        self.mpe.stop()
        self.assertEqual(self.ask("GET", "/catalogue")[0], 503)


class ForgetfulRelay:
    """Stands between Envoy and mpe, and closes its first connection when the first call has come in."""

    def __init__(self, port):
        self.mpe = port
        self.connections = 0
        self.sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.sockets[0].getsockname()[1]
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        with contextlib.suppress(OSError):  # the end: the listener is closed
            while True:
                envoy, _ = self.sockets[0].accept()
                self.connections += 1
                if self.connections == 1:
                    envoy.recv(65536)
                    envoy.close()
                    continue
                mpe = socket.create_connection(("127.0.0.1", self.mpe))
                self.sockets += [envoy, mpe]
                for one, other in ((envoy, mpe), (mpe, envoy)):
                    self.threads.append(threading.Thread(target=self.copy, args=(one, other)))
                    self.threads[-1].start()

    @staticmethod
    def copy(one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)

    def close(self):
        for end in self.sockets:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()
        for end in self.sockets:
            end.close()


class RetryTests(EnvoyCase):
    def test_a_connection_that_closes_under_a_call_does_not_cost_the_request(self):
        self.mpe = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), SHOP)))
        relay = self.enterContext(contextlib.closing(ForgetfulRelay(self.mpe.port)))
        folder = self.enterContext(tempfile.TemporaryDirectory())

        def without_health_checks(text):
            # They have a connection of their own, which would be the relay's first.
            text, count = re.subn(r" {6}health_checks:\n( {8}.*\n)+", "", patient(text))
            self.assertEqual(count, 1)
            return text

        self.envoy = self.enterContext(contextlib.closing(Envoy(relay.port, folder, edit=without_health_checks)))
        self.assertDecided(self.ask("GET", "/catalogue/lamp"), 200, "GRANT")
        self.assertEqual(relay.connections, 2)

    def test_a_decision_may_take_longer_than_the_pause_before_a_retry(self):
        self.start(SHOP)
        self.mpe.process.send_signal(signal.SIGSTOP)
        go_on = threading.Timer(0.2, self.mpe.process.send_signal, [signal.SIGCONT])
        go_on.start()
        try:
            self.assertDecided(self.ask("GET", "/catalogue/lamp"), 200, "GRANT")
        finally:
            go_on.join()

    def test_retries_have_reasons_and_no_try_is_shorter_than_the_timeout(self):
        for file in (ROOT / "envoy/envoy.yaml", *EXAMPLES.glob("*/envoy.yaml")):
            with self.subTest(file.parent.name):
                text = file.read_text()
                timeouts = re.findall(r"grpc_service:\n *timeout: ([0-9.]+)s\n", text)
                self.assertEqual(len(timeouts), text.count("grpc_service:"))
                self.assertEqual(text.count("retry_on: reset,"), text.count("retry_policy:\n"))
                tries = re.findall(r"max_interval: ([0-9.]+)s", text)
                self.assertEqual(len(tries), text.count("retry_policy:\n"))
                for timeout, most in zip(timeouts, tries):
                    self.assertGreaterEqual(float(most), float(timeout))


class HealthTests(EnvoyCase):
    def healthy(self):
        """How many endpoints of mpe's cluster Envoy takes for healthy."""
        admin = http.client.HTTPConnection("127.0.0.1", self.envoy.admin_port, timeout=30)
        with contextlib.closing(admin):
            admin.request("GET", "/stats?filter=^cluster.mpe.membership_healthy$")
            return int(admin.getresponse().read().decode().split(": ")[1])

    def wait_for_healthy(self, count, seconds=60):
        deadline = time.monotonic() + seconds
        while self.healthy() != count:
            self.assertLess(time.monotonic(), deadline, self.envoy.error_text())
            time.sleep(0.05)

    def test_envoy_knows_whether_mpe_is_healthy_without_a_request(self):
        self.start(SHOP)
        self.wait_for_healthy(1)
        self.mpe.stop()
        self.wait_for_healthy(0)
        self.assertIsNone(self.mpe.line(0))
