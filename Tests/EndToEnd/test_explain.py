"""`mpe explain` and `POST /explain`."""

import contextlib
import http.client
import json
import os
import pty
import subprocess
import tempfile
import unittest

from sandbox import ROOT, Program, default_binary, free_port

DENIED = {
    "principal": {"sub": "alice", "mroles": ["mrn:shop:role:customer"]},
    "operation": "shop:http:get",
    "resource": "mrn:http:shop/orders/bob",
}
GRANTED = {**DENIED, "resource": "mrn:http:shop/orders/alice"}
CHECK = {
    "attributes": {
        "source": {"address": {"socketAddress": {"address": "203.0.113.7", "portValue": 49152}}},
        "request": {
            "time": "2026-01-01T00:00:00.25Z",
            "http": {
                "method": "POST",
                "path": "/orders/alice",
                "host": "shop.example",
                "headers": {"authorization": "Bearer not-a-token-but-secret"},
            },
        },
    }
}


class ExplainTests(unittest.TestCase):
    def explain(self, *arguments, stdin=None):
        command = [default_binary(), "explain", "-b", "envoy/shop.yaml", *arguments]
        text = stdin if isinstance(stdin, str) else json.dumps(stdin)
        return subprocess.run(command, cwd=ROOT, input=text, capture_output=True, text=True, timeout=120)

    def test_a_denial_in_words(self):
        done = self.explain(stdin=DENIED)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("DENY  shop:http:get on mrn:http:shop/orders/bob, by alice\n"))
        for part in (
            "request.customer == input.principal.sub at envoy/shop.yaml:",
            'request.customer    = "bob"',
            "1. give the caller the role `mrn:shop:role:support`",
        ):
            self.assertIn(part, done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def test_a_denial_in_json_whose_patch_grants(self):
        done = self.explain("--format", "json", stdin=DENIED)
        self.assertEqual(done.returncode, 0, done.stderr)
        explained = json.loads(done.stdout)
        self.assertEqual(explained["decision"], "DENY")
        self.assertEqual([phase["outcome"] for phase in explained["phases"]], ["deferred", "granted", "denied", "granted"])
        operation = explained["remedies"]["sets"][0]["patch"][0]
        self.assertEqual(
            operation, {"op": "add", "path": "/principal/mroles/-", "value": "mrn:shop:role:support"}
        )
        changed = json.loads(json.dumps(DENIED))
        changed["principal"]["mroles"].append(operation["value"])
        again = self.explain("--format", "json", stdin=changed)
        self.assertEqual(json.loads(again.stdout)["decision"], "GRANT")

    def test_exit_codes(self):
        self.assertEqual(self.explain("--fail-on", "deny", stdin=DENIED).returncode, 1)
        self.assertEqual(self.explain("--fail-on", "deny", stdin=GRANTED).returncode, 0)
        for text in ("", "{", "null", "{}", "[1]"):
            done = self.explain(stdin=text)
            self.assertEqual(done.returncode, 1, text)
            self.assertEqual(done.stdout, "")
            self.assertTrue(done.stderr)
        self.assertEqual(self.explain("--porc", "--envoy", stdin=DENIED).returncode, 1)
        self.assertEqual(self.explain("--format", "xml", stdin=DENIED).returncode, 1)

    def test_what_envoy_sends_in_either_shape(self):
        with open(os.path.join(ROOT, "envoy/request.json"), encoding="utf-8") as file:
            mapper_input = json.load(file)
        done = self.explain("--format", "json", stdin=mapper_input)
        self.assertEqual(json.loads(done.stdout)["override"], "PUBLIC", done.stderr)
        done = self.explain("--format", "json", stdin=CHECK)
        explained = json.loads(done.stdout)
        self.assertEqual(explained["override"], "JWT_REQUIRED", done.stderr)
        self.assertEqual(explained["mapper"]["name"], "http")
        self.assertNotIn("not-a-token-but-secret", done.stdout)
        self.assertNotIn("not-a-token-but-secret", self.explain(stdin=CHECK).stdout)

    def test_colours_are_for_terminals_alone(self):
        leader, follower = pty.openpty()
        command = [default_binary(), "explain", "-b", "envoy/shop.yaml", "--max-changes", "0"]
        environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=follower, env=environment, text=True
        )
        os.close(follower)
        process.stdin.write(json.dumps(GRANTED))
        process.stdin.close()
        output = b""
        try:
            while chunk := os.read(leader, 4096):
                output += chunk
        except OSError:
            pass
        self.assertEqual(process.wait(60), 0)
        os.close(leader)
        self.assertIn(b"\x1b[1;32mGRANT", output)


class ExplainServiceTests(unittest.TestCase):
    """`POST /explain` of a running process."""

    def setUp(self):
        self.port = free_port()
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.records = os.path.join(folder, "records")
        command = [default_binary(), "serve", "-p", "generic", "-b", os.path.join(ROOT, "envoy/shop.yaml")]
        command += ["--port", self.port, "--records", f"file:{self.records}"]
        self.mpe = self.enterContext(contextlib.closing(Program("mpe", command)))
        self.mpe.wait_until_listening(self.port)

    def ask(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        return response.status, json.loads(text)

    def test_explanations_leave_no_record(self):
        for body in (DENIED, {"porc": DENIED}, {"input": CHECK}):
            status, explained = self.ask("/explain", body)
            self.assertEqual(status, 200)
            self.assertEqual(explained["decision"], "DENY")
        self.assertEqual(self.ask("/decision", DENIED)[1], {"allow": False})
        self.mpe.close()
        with open(self.records, encoding="utf-8") as file:
            self.assertEqual(len(file.readlines()), 1)
