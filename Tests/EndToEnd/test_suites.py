"""`mpe test … --watch`: a process that waits for files to change, and for a signal."""

import json
import os
import pty
import signal
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from sandbox import ROOT, default_binary

DOMAIN = """
apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomainReference
metadata: {name: d}
spec:
  policies:
    - {mrn: p, rego_filename: p.rego}
  operations:
    - {name: all, selector: [".*"], policy: p}
"""
SUITE = "tests: [{name: t, porc: {principal: {}, operation: o, resource: r}, result: {allow: true}}]\n"


class Watched:
    """mpe in the background, and the lines that it has printed."""

    def __init__(self, *arguments, cwd, stdin=None):
        self.process = subprocess.Popen(
            [default_binary(), *arguments],
            cwd=cwd,
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def wait_for(self, text, count=1):
        """Waits until so many lines hold the text."""
        with self.changed:
            seen = self.changed.wait_for(lambda: sum(text in line for line in self.lines) >= count, timeout=60)
        if not seen:
            raise AssertionError(f"`{text}` was not printed {count} times: {self.lines}")

    def end(self, number):
        self.process.send_signal(number)
        status = self.process.wait(timeout=60)
        self.reader.join(timeout=60)
        self.process.stdout.close()
        return status


class WatchTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.put("d.yml", DOMAIN)
        self.put("p.rego", "package authz\nallow = 1\n")
        self.put("s.yaml", SUITE)

    def put(self, name, text):
        """Replaces a file as editors do."""
        (self.folder / f".{name}.new").write_text(text)
        os.replace(self.folder / f".{name}.new", self.folder / name)

    def watch(self, *arguments, **options):
        watched = Watched("test", *arguments, "--watch", cwd=self.folder, **options)
        self.addCleanup(watched.process.kill)
        return watched

    def test_a_suite_runs_again_when_what_it_reads_changes(self):
        watched = self.watch("decisions", "-b", "d.yml", "-i", "s.yaml")
        watched.wait_for("1/1 tests passed")
        watched.wait_for("watching 3 files", 1)
        self.put("p.rego", "package authz\nallow = -1\n")
        watched.wait_for("0/1 tests passed")
        watched.wait_for("watching 3 files", 2)
        self.put("s.yaml", SUITE.replace("true", "false"))
        watched.wait_for("1/1 tests passed", 2)
        watched.wait_for("watching 3 files", 3)
        self.put("d.yml", "kind: [")
        watched.wait_for("failed to parse YAML")
        watched.wait_for("watching 2 files", 1)
        self.put("d.yml", DOMAIN)
        watched.wait_for("1/1 tests passed", 3)
        self.assertEqual(watched.end(signal.SIGINT), 0)

    def test_a_file_that_comes_later_is_seen(self):
        os.remove(self.folder / "p.rego")
        watched = self.watch("decisions", "-b", ".", "-i", "s.yaml")
        watched.wait_for("failed to read rego file 'p.rego'")
        watched.wait_for("watching", 1)
        self.put("p.rego", "package authz\nallow = 1\n")
        watched.wait_for("expected PolicyDomain got", 1)
        self.assertEqual(watched.end(signal.SIGTERM), 0)

    def test_a_decision_from_standard_input_is_made_again(self):
        self.put("in.json", json.dumps({"principal": {}, "operation": "o", "resource": "r"}))
        with open(self.folder / "in.json") as stdin:
            watched = self.watch("decision", "-b", "d.yml", stdin=stdin)
        watched.wait_for('"GRANT"')
        watched.wait_for("watching 2 files", 1)
        self.put("p.rego", "package authz\nallow = -1\n")
        watched.wait_for('"denyReason":"JWT_REQUIRED"')
        self.assertEqual(watched.end(signal.SIGINT), 0)


class ProgressTests(unittest.TestCase):
    def test_a_long_suite_shows_its_progress_on_a_terminal(self):
        with tempfile.TemporaryDirectory() as folder:
            suite = Path(folder) / "s.yaml"
            test = "- {name: t, porc: {principal: {}, operation: 'shop:http:get', resource: r}, result: {allow: true}}\n"
            suite.write_text("tests:\n" + test * 30_000)
            terminal, side = pty.openpty()
            arguments = [default_binary(), "test", "decisions", "-b", "envoy/shop.yaml", "-i", str(suite)]
            process = subprocess.Popen(
                [*arguments, "--format", "json"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=side
            )
            os.close(side)
            seen = b""
            while True:
                try:
                    chunk = os.read(terminal, 4096)
                except OSError:
                    break
                if not chunk:
                    break
                seen += chunk
            os.close(terminal)
            process.wait(timeout=60)
        self.assertIn(b"/30000 tests", seen)
        self.assertTrue(seen.endswith(b"\r\x1b[K"), seen[-40:])


class ExampleTests(unittest.TestCase):
    def test_the_suite_that_the_documentation_shows(self):
        text = (ROOT / "docs" / "suites.md").read_text().split("```yaml\n")[1].split("```")[0]
        with tempfile.TemporaryDirectory() as folder:
            suite = Path(folder) / "s.yaml"
            suite.write_text(text)
            done = subprocess.run(
                [default_binary(), "test", "decisions", "-b", "envoy/shop.yaml", "-i", str(suite)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=60,
            )
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertTrue(done.stdout.endswith("\n3/3 tests passed\n"), done.stdout)
