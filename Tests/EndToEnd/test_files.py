"""Files that are none, as bundles, inputs and Rego files of references: one message and exit code 1, at once."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from policies import domain, write
from sandbox import default_binary

MPE = os.path.abspath(default_binary())

REFERENCE = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomainReference
metadata:
  name: files
spec:
  policies:
    - mrn: mrn:files:policy:gate
      name: gate
      rego_filename: {}
"""


class FileTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        write(self.folder / "gate.yaml", domain(1))
        write(self.folder / "porc.json", '{"principal": {}, "operation": "gate:http:get", "resource": "mrn:a:b"}')

    def run_mpe(self, *arguments, **options):
        return subprocess.run(
            [MPE, *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
            **options,
        )

    def decide(self, bundle, porc="porc.json", **options):
        return self.run_mpe("test", "decision", "-b", bundle, "-i", porc, **options)

    def make(self, kind):
        """A name of something that is no readable file, and what is said about it."""
        path = self.folder / kind
        if kind == "absent":
            return path, "no such file or directory"
        if kind == "circle":
            os.symlink(path, path)
            return path, "too many levels of symbolic links"
        if kind == "gigabyte":
            with open(path, "wb") as file:
                file.truncate(1 << 30)
            return path, "larger than 64 MiB"
        if kind == "binary":
            path.write_bytes(os.urandom(100_000))
            return path, ""
        if kind == "device":
            os.symlink("/dev/zero", path)
            return path, "is a device"
        if kind == "two\nlines":
            return path, "two\\nlines"
        raise ValueError(kind)

    def test_each_ends_in_one_message(self):
        for kind in ("absent", "circle", "gigabyte", "binary", "device", "two\nlines"):
            path, says = self.make(kind)
            write(self.folder / "files.yaml", REFERENCE.format(f'"{kind}"'.replace("\n", "\\n")))
            runs = {
                "bundle": lambda path=path: self.decide(path),
                "input": lambda path=path: self.decide("gate.yaml", path),
                "rego file": lambda: self.decide("files.yaml"),
                "served": lambda path=path: self.run_mpe("serve", "--admin", "off", "--port", "0", "-b", path),
            }
            for use, run in runs.items():
                with self.subTest(f"{kind} as {use}"):
                    done = run()
                    self.assertEqual((done.returncode, done.stdout), (1, b""), done.stderr)
                    text = done.stderr.decode("utf-8", "strict")
                    self.assertIn(says, text)
                    if kind != "binary":
                        self.assertEqual(len(text.splitlines()), 1, text)

    def test_a_pipe_that_nobody_writes_to_is_not_waited_for_for_ever(self):
        os.mkfifo(self.folder / "pipe")
        done = self.decide("pipe")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nobody writes to this pipe", done.stderr.decode())

    @unittest.skipUnless(os.geteuid() == 0, "another user's files are wanted, and only root has them")
    def test_a_file_of_another_user_is_named(self):
        os.chmod(self.folder, 0o755)
        os.chmod(self.folder / "gate.yaml", 0o600)
        try:
            done = self.decide("gate.yaml", user=65534)
        except PermissionError:
            self.skipTest("the program is where no other user may run it")
        self.assertEqual(done.returncode, 1)
        self.assertIn("open gate.yaml: permission denied", done.stderr.decode())

    def test_what_a_shell_gives_for_a_file_is_read(self):
        command = f"{MPE} test decision -b <(sleep 0.2; cat gate.yaml) -i <(cat porc.json)"
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"decision":"GRANT"', done.stdout)


