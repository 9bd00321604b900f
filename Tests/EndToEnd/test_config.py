"""Settings and logs of a running service: what the file does, and that logs keep tokens to themselves."""

import contextlib
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import http2
import wire
from sandbox import ROOT, DecisionPoint, default_binary, free_port

SHOP = ROOT / "envoy/shop.yaml"

# Grants everything, and records the whole request.
ALL = """
apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {name: all}
spec:
  policies:
    - {mrn: open, name: open, rego: "package authz\\ndefault allow = 1\\n"}
  resource-groups:
    - {mrn: rg, name: rg, policy: open, default: true}
  operations:
    - {name: all, selector: [".*"], policy: open}
  mappers:
    - name: m
      selector: [".*"]
      rego: |
        package mapper
        porc = {"principal": {}, "operation": "a:b:c", "resource": "mrn:x", "context": input}
"""


class ConfigurationTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.file = self.folder / "mpe-config.yaml"

    def start(self, bundle=SHOP, **variables):
        """A service whose settings are the folder's file and these variables."""
        os.environ.update({"MPE_CONFIG_PATH": str(self.folder), "MPE_ADMIN": "off", **variables})
        for name in ("MPE_CONFIG_PATH", "MPE_ADMIN", *variables):
            self.addCleanup(os.environ.pop, name, None)
        return self.enterContext(contextlib.closing(DecisionPoint(default_binary(), bundle)))

    def check(self, mpe, **request):
        body = wire.framed(wire.check_request(**request))
        with contextlib.closing(http2.Connection(mpe.port)) as connection:
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            connection.send(headers + http2.frame(http2.DATA, http2.END_STREAM, 1, body))
            wire.check_response(connection.message(1))
        return mpe.record()

    def test_a_service_starts_and_decides_whatever_is_where_its_file_should_be(self):
        def nothing():
            pass

        cases = {
            "no file": nothing,
            "a directory": self.file.mkdir,
            "a loop of links": lambda: self.file.symlink_to(self.file),
            "too large": lambda: self.file.write_bytes(b"#" * (2 << 20)),
            "binary": lambda: self.file.write_bytes(bytes(range(256)) * 16),
            "no end": lambda: self.file.symlink_to("/dev/zero"),
        }
        for name, make in cases.items():
            with self.subTest(name):
                make()
                mpe = self.start()
                self.assertEqual(self.check(mpe, path="/catalogue")["decision"], "GRANT")
                mpe.stop()
                warned = "error reading config; using defaults: " in mpe.error_text()
                self.assertEqual(warned, name != "no file", mpe.error_text())
                if self.file.is_dir() and not self.file.is_symlink():
                    self.file.rmdir()
                else:
                    self.file.unlink(missing_ok=True)

    def test_a_wrong_limit_ends_it_with_its_place(self):
        self.file.write_text("max-message: 4 elephants\n")
        done = subprocess.run(
            [default_binary(), "serve", "-p", "envoy", "-b", SHOP, "--port", str(free_port())],
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
            env={**os.environ, "MPE_CONFIG_PATH": str(self.folder)},
        )
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"{self.file}:1:14: invalid value \"4 elephants\" for `max-message`: ", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_records_hold_what_audit_env_says(self):
        (self.folder / "labels").write_text('app="shop"\nbroken\n')
        self.file.write_text(
            "audit:\n  k8s: {podinfo: %s}\n  env:\n" % self.folder
            + "    - {name: app, type: k8s-label, value: app}\n    - {name: gone, type: k8s-annot, value: x}\n"
            + "    - {name: node, type: env, value: MPE_TEST_NODE}\n"
        )
        record = self.check(self.start(MPE_TEST_NODE="n-7"), path="/catalogue")
        self.assertEqual(record["metadata"]["env"], {"app": "shop", "gone": "", "node": "n-7"})

    def test_at_debug_logs_show_decisions_without_tokens(self):
        token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9."
        bundle = self.folder / "all.yaml"
        bundle.write_text(ALL)
        mpe = self.start(bundle, MPE_LOG_LEVEL="debug")
        headers = [("authorization", f"Bearer {token}"), ("cookie", "session=s3cret"), ("x-shown", "shown")]
        record = self.check(mpe, path="/orders/alice?access_token=s3cret", headers=headers)
        self.assertIn(token, json.dumps(record["porc"]))
        mpe.stop()
        lines = [json.loads(line) for line in mpe.error_text().splitlines()]
        decisions = [line for line in lines if line["msg"] == "decision"]
        self.assertEqual([line["level"] for line in decisions], ["debug"])
        self.assertEqual(decisions[0]["record"]["operation"], "a:b:c")
        self.assertIn("shown", json.dumps(decisions[0]["record"]["porc"]))
        self.assertNotIn(token, mpe.error_text())
        self.assertNotIn("s3cret", mpe.error_text())
