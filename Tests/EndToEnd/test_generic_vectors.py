"""The recorded requests of the original's HTTP service, asked of ours."""

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import http1
from sandbox import ROOT, Program, default_binary, free_port

SHARED = Path(os.environ.get("MPE_SHARED", ROOT.parent / "shared"))
START_GROUPS = sorted(SHARED.glob("vectors/serve/port-in-use-*.json"))
GROUPS = sorted(SHARED.glob("vectors/serve/generic-*.json"))

# Where ours answers otherwise by choice: the deviation's number in the list beside the vectors, and our status.
DEVIATIONS = {
    "content-type 'APPLICATION/JSON'": (16, 200),
    "body trailing": (16, 400),
    "body trailing-object": (16, 400),
    "body null": (2, 400),
    "body empty": (2, 400),
    "chunked-null": (2, 400),
    "empty-no-content-type": (2, 400),
    "panic-null": (2, 400),
}
# Pages that are ours, with paths of ours.
OWN_TEXT = {"GET /openapi.yaml", "GET /swagger-ui/"}
# Texts that come from the original's HTTP framework and JSON decoder, not from itself.
FOREIGN_TEXTS = ("Syntax error:", "Unmarshal type error:")
PHASES = {"SYSTEM": 1, "IDENTITY": 2, "RESOURCE": 3, "SCOPE": 4}


def normalised(record):
    """A record without times, identifiers and reasons in words; references by phase."""
    record = dict(record)
    record.pop("duration", None)
    metadata = {"env": record["metadata"]["env"]} if "env" in record.get("metadata", {}) else None
    record.pop("metadata", None)
    references = [
        {key: value for key, value in reference.items() if key not in ("duration", "reason")}
        for reference in record.get("references", [])
    ]
    references.sort(key=lambda one: (PHASES.get(one.get("phase", "SYSTEM"), 9), one.get("id", ""), json.dumps(one)))
    return record | {"references": references} | ({"metadata": metadata} if metadata else {})


def records(text):
    # Numbers of the original went through a 64-bit float, ours keep their digits.
    decoder, found, position = json.JSONDecoder(parse_int=float), [], 0
    while (position := text.find("{", position)) >= 0:
        record, position = decoder.raw_decode(text, position)
        found.append(normalised(record))
    return found


def shape(body):
    """What of a body is compared: messages of a framework's making by how they begin."""
    for start in FOREIGN_TEXTS:
        if start in body:
            return start
    return body


@unittest.skipUnless(GROUPS, f"no recorded requests: set MPE_SHARED, or put them at {SHARED}")
class GenericVectorTests(unittest.TestCase):
    def serve(self, group):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name, text in group["files"].items():
            (folder / name).write_text(text, encoding="utf-8")
        port = free_port()
        arguments = [str(port) if word == "<PORT>" else word for word in group["args"]]
        arguments = [str(folder / word) if word in group["files"] else word for word in arguments]
        records_file = folder / "records"
        command = [default_binary(), "serve", *arguments, "--records", f"file:{records_file}", "--admin", "off"]
        mpe = self.enterContext(contextlib.closing(Program("mpe", command)))
        mpe.wait_until_listening(port)
        return mpe, port, records_file

    def check(self, case, answer):
        wanted = case.get("response") or {}
        deviation = DEVIATIONS.get(case["id"])
        self.assertIsNotNone(answer, "no response")
        if deviation:
            self.assertEqual(answer.status, deviation[1], answer)
            return
        self.assertEqual(answer.status, wanted["status"], answer)
        for name in ("content-type", "allow", "location"):
            self.assertEqual(answer.headers.get(name), wanted["headers"].get(name), name)
        if case["id"] not in OWN_TEXT:
            self.assertEqual(shape(answer.body.decode()), shape(wanted["body"]))

    def test_every_recorded_request_is_answered_and_recorded_as_it_was(self):
        for path in GROUPS:
            group = json.loads(path.read_text(encoding="utf-8"))
            mpe, port, records_file = self.serve(group)
            wanted_records = []
            for case in group["cases"]:
                asked = case["request"]
                answer = http1.ask(
                    port, asked["method"], asked["path"], asked["headers"], asked["body"], asked.get("chunked", False)
                )
                with self.subTest(f"{path.stem}#{case['id']}"):
                    self.check(case, answer)
                # Trailing garbage is no PORC here; letters of a media type may be large.
                if DEVIATIONS.get(case["id"], (0, 0))[1] == 400:
                    continue
                if case["id"] == "content-type 'APPLICATION/JSON'":
                    wanted_records.append(None)
                wanted_records += map(normalised, case["access_log"])
            self.assertTrue(mpe.running(), mpe.error_text())
            self.assertEqual(mpe.stop(), group["sigint_exit"], mpe.error_text())
            wanted_records = json.loads(json.dumps(wanted_records), parse_int=float)
            got = records(records_file.read_text(encoding="utf-8"))
            self.assertEqual(len(got), len(wanted_records), path.stem)
            for number, (one, wanted) in enumerate(zip(got, wanted_records, strict=True)):
                with self.subTest(f"{path.stem}: record {number}"):
                    if wanted is not None:
                        self.assertEqual(one, wanted)

    def test_a_port_in_use_ends_it_as_it_was(self):
        for path in START_GROUPS:
            group = json.loads(path.read_text(encoding="utf-8"))
            folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
            for name, text in group["files"].items():
                (folder / name).write_text(text, encoding="utf-8")
            for case in group["cases"]:
                with self.subTest(path.stem), socket.socket() as taken:
                    taken.bind(("", 0))
                    taken.listen()
                    port = str(taken.getsockname()[1])
                    protocol = path.stem.rpartition("-")[2]
                    command = [os.path.abspath(default_binary()), "serve", "-p", protocol, "-b", *group["files"], "--port", port]
                    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, case["exit"], done.stderr)
                    self.assertIn("address already in use", done.stderr)
                    # Standard output is for records; the original prints a banner there.
                    self.assertEqual(done.stdout, "")
