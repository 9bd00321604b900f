"""The commands that README.md shows, on the files that it names."""

import json
import subprocess
import unittest

from sandbox import ROOT, default_binary


class ReadmeTests(unittest.TestCase):
    def run_mpe(self, *arguments, stdin=""):
        command = [default_binary(), *arguments]
        return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=60)

    def test_a_decision_from_standard_input(self):
        porc = {"principal": {}, "operation": "shop:http:get", "resource": "mrn:http:shop/catalogue/lamp"}
        done = self.run_mpe("test", "decision", "-b", "envoy/shop.yaml", stdin=json.dumps(porc))
        self.assertEqual(done.returncode, 0, done.stderr)
        record = json.loads(done.stdout)
        self.assertEqual((record["decision"], record["grantReason"]), ("GRANT", "PUBLIC"))

    def test_what_the_mapper_makes_of_a_request(self):
        done = self.run_mpe("test", "mapper", "-b", "envoy/shop.yaml", "-i", "envoy/request.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        expected = {
            "principal": {},
            "operation": "shop:http:get",
            "resource": "mrn:http:shop/catalogue/lamp",
            "context": {"host": "shop.example"},
        }
        self.assertEqual(json.loads(done.stdout), expected)

    def test_a_request_as_envoy_sends_it(self):
        done = self.run_mpe("test", "envoy", "-b", "envoy/shop.yaml", "-i", "envoy/request.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["decision"], "GRANT")

    def test_an_expression(self):
        done = self.run_mpe("rego", "eval", "--format", "json", "[x | some x in numbers.range(1, 5); x % 2 == 1]")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["result"][0]["expressions"][0]["value"], [1, 3, 5])
