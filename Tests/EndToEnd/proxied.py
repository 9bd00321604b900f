"""Real Envoy in front of mpe, by one of the configurations of envoy/."""

import contextlib
import http.client
import json
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import NamedTuple

from sandbox import ROOT, DecisionPoint, Envoy, default_binary, envoy_binary

EXAMPLES = ROOT / "envoy/examples"


def patient(text):
    """A debug build on a busy machine may need longer than the file grants."""
    return text.replace("timeout: 0.25s\n", "timeout: 10s\n").replace("max_interval: 0.25s", "max_interval: 10s")


class Answer(NamedTuple):
    """What came back through Envoy."""

    status: int
    headers: dict
    body: bytes

    def seen(self):
        """What the upstream got, of an answer that it gave."""
        return json.loads(self.body)


class EnvoyCase(unittest.TestCase):
    def start(self, domain, edit=patient, **options):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.mpe = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), domain)))
        envoy = Envoy(self.mpe.port, self.folder, edit=edit, **options)
        self.envoy = self.enterContext(contextlib.closing(envoy))

    def start_example(self, name, edit=patient, domain=None, **options):
        folder = EXAMPLES / name
        self.start(domain or folder / "policydomain.yaml", edit, template=folder / "envoy.yaml", **options)

    def ask(self, method, path, headers=None, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.envoy.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers={"host": "shop.example"} | (headers or {}))
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())

    def assertDecided(self, answer, status, decision):
        """The status that came back, and the decision of the next AccessRecord, which is returned."""
        self.assertEqual(answer.status, status, answer.body)
        record = self.mpe.record()
        self.assertEqual(record["decision"], decision)
        return record

    def assertNotAsked(self):
        """mpe made no decision."""
        self.assertIsNone(self.mpe.line(0.2))


def validate(text):
    """What the real Envoy says of a configuration that it would not start by; None where it would."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        command = [envoy_binary(), "--mode", "validate", "--log-level", "warning", "-c", file.name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return None if done.returncode == 0 else done.stdout + done.stderr
