"""Rule sets as policies of a PolicyDomain: `mpe rune domain`, and what the program and a real Envoy make of it."""

import contextlib
import http.client
import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import ROOT, DecisionPoint, Envoy, default_binary, signing_key, token

SHOP = ROOT / "envoy/shop.yaml"
REFUNDS = ROOT / "envoy/refunds.yaml"

# One bundle whose rule set says what the resource's name says; `level` is asked by the operation, `allow` by a group.
RULES = """package policy.words

import rego.v1

metadata := {"name": "words", "resolution_strategy": "STRATEGY"}

word := split(input.resource.id, "/")[1]

allow contains {"id": "a"} if word == "allowed"

deny contains {"id": "d"} if word == "denied"

deny contains {"id": "m", "enforce": "monitor"} if word == "monitored"

deny contains {"msg": "a result without id"} if word == "broken"
"""
DOMAIN = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {name: d}
spec:
  operations:
    - {name: level, selector: ["level"], policy: "rules/mrn:rules:policy:rune-level"}
    - {name: other, selector: [".*"], policy: p}
  policies:
    - {mrn: p, rego: "package authz\\nallow := 0"}
    - {mrn: yes, rego: "package authz\\nallow := true"}
    - {mrn: no, rego: "package authz\\nallow := false"}
  roles:
    - {mrn: r, name: r, policy: "yes"}
    - {mrn: n, name: n, policy: "no"}
  resource-groups:
    - {mrn: g, name: g, default: true, policy: "rules/mrn:rules:policy:rune"}
"""


def mpe(*arguments, stdin=None):
    command = [str(word) for word in (default_binary(), *arguments)]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=120)


class RuneDomainTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, path, text):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def domain(self, strategy="default-allow", rules=RULES):
        self.write("rules/words.rego", rules.replace("STRATEGY", strategy))
        path = self.folder / "rules.yaml"
        done = mpe("rune", "domain", self.folder / "rules", "-o", path)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        return path

    def decide(self, rules, word, operation="other", role="r"):
        domain = self.write("domain.yaml", DOMAIN)
        porc = {"principal": {"sub": "s", "mroles": [role]}, "operation": operation, "resource": f"mrn:x:y/{word}"}
        done = mpe("test", "decision", "-b", domain, "-b", rules, stdin=json.dumps(porc))
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)["decision"]

    def test_a_boolean_policy_allows_where_the_bundle_does(self):
        rules = self.domain("default-deny-overrule")
        answers = {word: self.decide(rules, word) for word in ("allowed", "denied", "neither", "broken")}
        self.assertEqual(answers, {"allowed": "GRANT", "denied": "DENY", "neither": "DENY", "broken": "DENY"})

    def test_what_is_monitored_does_not_decide(self):
        self.assertEqual(self.decide(self.domain(), "monitored"), "GRANT")

    def test_a_rule_set_in_error_denies_although_its_strategy_allows(self):
        rules = self.domain("default-allow")
        self.assertEqual(self.decide(rules, "neither"), "GRANT")
        self.assertEqual(self.decide(rules, "broken"), "DENY")
        self.assertEqual(self.decide(rules, "broken", operation="level"), "DENY")

    def test_a_level_grants_denies_or_leaves_it_to_the_others(self):
        rules = self.domain("default-allow")
        # The role denies: only what the operation grants outright passes.
        answers = {word: self.decide(rules, word, "level", "n") for word in ("allowed", "denied", "neither")}
        self.assertEqual(answers, {"allowed": "GRANT", "denied": "DENY", "neither": "DENY"})
        self.assertEqual(self.decide(rules, "neither", "level", "r"), "GRANT")
        self.assertEqual(self.decide(rules, "denied", "level", "r"), "DENY")

    def test_rule_sets_of_either_version_load(self):
        self.write("rules/old.rego", 'package policy.old\n\nmetadata = {"name": "old", "resolution_strategy": '
                   '"default-deny"}\n\nallow[x] { x := {"id": 1}; input.resource.id == "mrn:x:y/old" }\n')
        rules = self.domain("default-deny", RULES.replace("import rego.v1\n\n", ""))
        self.assertIn("import rego.v1", rules.read_text())
        self.assertEqual(self.decide(rules, "old"), "GRANT")
        self.assertEqual(self.decide(rules, "allowed"), "GRANT")
        self.assertEqual(self.decide(rules, "neither"), "DENY")

    def test_lint_and_build_take_it(self):
        rules = self.domain()
        done = mpe("lint", "-f", rules)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        done = mpe("build", "-f", rules, "-o", self.folder / "built.yaml")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.decide(self.folder / "built.yaml", "denied"), "DENY")

    def test_the_same_sources_give_the_same_text(self):
        self.write("rules/words.rego", RULES.replace("STRATEGY", "default-deny"))
        first, second = (mpe("rune", "domain", self.folder / "rules") for _ in range(2))
        self.assertEqual(first.returncode, 0, first.stderr)
        self.assertEqual(first.stdout, second.stdout)

    def test_data_that_no_domain_can_say_is_named(self):
        self.write("rules/data.json", '{"limit": 3}')
        self.write("rules/words.rego", RULES.replace("STRATEGY", "default-deny"))
        done = mpe("rune", "domain", self.folder / "rules")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("error: data.limit cannot be said in a PolicyDomain, which has no data", done.stderr)

    def test_a_name_with_a_slash_is_refused(self):
        self.write("rules/words.rego", RULES.replace("STRATEGY", "default-deny"))
        done = mpe("rune", "domain", self.folder / "rules", "--name", "a/b")
        self.assertEqual(done.returncode, 1)
        self.assertIn("`a/b` cannot be a domain's name", done.stderr)


class RefundTests(unittest.TestCase):
    """The shop's refunds, behind a real Envoy."""

    def test_envoy_lets_pass_what_rule_sets_allow(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        rules = Path(folder) / "refunds-rules.yaml"
        done = mpe("rune", "domain", ROOT / "envoy/refunds", "--name", "refunds-rules", "-o", rules)
        self.assertEqual(done.returncode, 0, done.stderr)
        point = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), SHOP, REFUNDS, rules)))
        envoy = self.enterContext(contextlib.closing(Envoy(point.port, folder)))
        issuer = {"iss": "https://login.shop.example", "aud": "shop", "roles": ["manager"]}
        key = signing_key(SHOP)
        moderate = token({**issuer, "sub": "max", "clearance": "MODERATE"}, key)
        high = token({**issuer, "sub": "mia", "clearance": "HIGH"}, key)
        for path, bearer, status in (
            ("/refunds/alice/100", moderate, 200),
            ("/refunds/alice/101", moderate, 403),
            ("/refunds/alice/101", high, 200),
            ("/refunds/mia/5", high, 403),
            ("/refunds/alice/-5", high, 403),
            ("/refunds/alice/much", high, 403),
            ("/refunds/alice", high, 403),
        ):
            with self.subTest(path):
                connection = http.client.HTTPConnection("127.0.0.1", envoy.port, timeout=10)
                with contextlib.closing(connection):
                    connection.request("POST", path, headers={"authorization": f"Bearer {bearer}"})
                    self.assertEqual(connection.getresponse().status, status)
                record = point.record()
                self.assertEqual(record["decision"], "GRANT" if status == 200 else "DENY")


if __name__ == "__main__":
    unittest.main()
