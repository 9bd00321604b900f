"""Real Envoy by envoy/envoy.yaml in front of mpe: what Envoy makes of mpe's answers."""

import contextlib
import http.client
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import ROOT, DecisionPoint, Envoy, default_binary, envoy_binary, signing_key, token

SHOP = ROOT / "envoy/shop.yaml"
BODY = Path(__file__).resolve().parent / "fixtures/body.yaml"


def bearer(**claims):
    issuer = {"iss": "https://login.shop.example", "aud": "shop"}
    return f"Bearer {token(issuer | claims, signing_key(SHOP))}"


def patient(text):
    """A debug build on a busy machine may need longer than the file grants."""
    return text.replace("timeout: 0.25s\n", "timeout: 10s\n")


def reading_bodies(text):
    """The file as it says to change it for policies that read bodies."""
    edited, bodies = re.subn(r"# (with_request_body: )", r"\1", patient(text))
    edited, retries = re.subn(r" *retry_policy:\n.*num_retries.*\n.*retry_back_off.*\n", "", edited)
    assert (bodies, retries) == (1, 1), "envoy/envoy.yaml should hold `# with_request_body: …` and `retry_policy:` once"
    return edited


class EnvoyCase(unittest.TestCase):
    def start(self, domain, edit=patient):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.mpe = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), domain)))
        self.envoy = self.enterContext(contextlib.closing(Envoy(self.mpe.port, folder, edit=edit)))

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.envoy.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers={"host": "shop.example"} | (headers or {}))
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


class ConfigurationTests(unittest.TestCase):
    def validate(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            file.write(text)
            file.flush()
            command = [envoy_binary(), "--mode", "validate", "-c", file.name]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_the_sample_configuration_is_valid(self):
        self.validate((ROOT / "envoy/envoy.yaml").read_text())

    def test_the_sample_configuration_is_valid_with_bodies(self):
        self.validate(reading_bodies((ROOT / "envoy/envoy.yaml").read_text()))


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


class BodyTests(EnvoyCase):
    SIZE = 900_000

    def setUp(self):
        self.start(BODY, edit=reading_bodies)

    def test_a_policy_reads_all_of_a_body_of_900_kb(self):
        end = b"paid in full"
        status, _, answer = self.ask("POST", "/orders/alice", body=b"x" * (self.SIZE - len(end)) + end)
        self.assertEqual(status, 200, answer)
        self.assertEqual(json.loads(answer)["body_bytes"], self.SIZE)
        self.assertEqual(self.mpe.record()["porc"]["context"]["bytes"], self.SIZE)

    def test_a_policy_denies_by_the_body(self):
        status, _, answer = self.ask("POST", "/orders/alice", body=b"x" * self.SIZE)
        self.assertEqual((status, answer), (403, b"permission denied"))
        self.assertEqual(self.mpe.record()["porc"]["context"]["bytes"], self.SIZE)

    def test_a_body_over_the_limit_reaches_neither(self):
        status, _, _ = self.ask("POST", "/orders/alice", body=b"x" * 1_500_000)
        self.assertEqual(status, 413)
        self.assertIsNone(self.mpe.line(0.2))
