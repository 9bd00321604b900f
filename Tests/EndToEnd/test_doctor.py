"""`mpe doctor` over everything that is shipped, and over what a real Envoy says that it runs."""

import contextlib
import json
import re
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path

from sandbox import ROOT, DecisionPoint, Envoy, default_binary
from test_envoy import patient

SHOP = ROOT / "envoy/shop.yaml"


def doctor(*arguments, stdin=None):
    command = [str(Path(default_binary()).resolve()), "doctor", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120)


def findings(*arguments, stdin=None, status=0):
    done = doctor(*arguments, "--format", "json", stdin=stdin)
    if done.returncode != status:
        raise AssertionError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)["findings"]


def severe(found):
    return [f"{item['file']}:{item['line']} {item['code']}: {item['message']}" for item in found if item["severity"] != "note"]


class ShippedTests(unittest.TestCase):
    def test_each_configuration_of_envoy_fits_its_domain(self):
        configurations = [ROOT / "envoy/envoy.yaml", *sorted(ROOT.glob("envoy/examples/*/envoy.yaml"))]
        for path in configurations:
            own = path.parent / "policydomain.yaml"
            with self.subTest(path.relative_to(ROOT)):
                self.assertEqual(severe(findings(path, own if own.exists() else SHOP)), [])

    def test_the_sample_finds_where_mpe_listens(self):
        configuration = ROOT / "envoy/envoy.yaml"
        self.assertEqual(severe(findings(configuration, SHOP, "--listen", "tcp:127.0.0.1:9000")), [])
        codes = [item["code"] for item in findings(configuration, SHOP, "--listen", ":9001", status=1)]
        self.assertIn("address-mismatch", codes)


class ConfigDumpTests(unittest.TestCase):
    """What Envoy's admin interface says, which is JSON and not what was written."""

    def dump(self, edit):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        with contextlib.ExitStack() as stack:
            point = stack.enter_context(contextlib.closing(DecisionPoint(default_binary(), SHOP)))
            stack.enter_context(contextlib.closing(Envoy(point.port, folder, edit=edit)))
            text = (Path(folder) / "envoy.yaml").read_text(encoding="utf-8")
            admin = re.search(r"^admin:\n.*port_value: (\d+)", text, re.MULTILINE).group(1)
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}/config_dump", timeout=30) as answer:
                return answer.read().decode(), point.port

    def test_a_dump_says_what_the_file_says(self):
        dump, port = self.dump(patient)
        found = findings("-", "-b", SHOP, "--listen", f":{port}", stdin=dump)
        self.assertEqual([item["code"] for item in found if item["severity"] == "error"], [])
        self.assertEqual({item["file"] for item in found}, {"<stdin>"})
        wrong = findings("-", "-b", SHOP, "--listen", ":1", stdin=dump, status=1)
        self.assertIn("address-mismatch", [item["code"] for item in wrong])

    def test_a_dump_with_faults_is_told(self):
        def faulty(text):
            text = patient(text).replace("failure_mode_allow: false", "failure_mode_allow: true")
            return text.replace("- name: envoy.filters.http.router\n", LUA + " " * 18 + "- name: envoy.filters.http.router\n")

        dump, _ = self.dump(faulty)
        lines = dump.splitlines()
        found = {item["code"]: item for item in findings("-", SHOP, stdin=dump, status=1)}
        self.assertIn('"failure_mode_allow": true', lines[found["fails-open"]["line"] - 1])
        self.assertIn('"envoy.filters.http.lua"', "".join(lines[found["route-cache-cleared"]["line"] - 8 :][:16]))


LUA = """- name: envoy.filters.http.lua
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
                      default_source_code:
                        inline_string: |
                          function envoy_on_request(handle)
                            handle:clearRouteCache()
                          end
"""


class CommandTests(unittest.TestCase):
    def test_options_that_make_no_sense_end_with_2(self):
        for arguments in [[], ["--format", "xml", SHOP], ["--listen", "nowhere", SHOP], ["--no-such", SHOP]]:
            done = doctor(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, ""), arguments)
            self.assertNotEqual(done.stderr, "")

    def test_a_file_that_is_not_there_is_one_finding(self):
        done = doctor("gone.yaml", ROOT / "envoy/envoy.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("✗ error unreadable-file  gone.yaml\n  the file cannot be read: open gone.yaml: no such file", done.stdout)
        self.assertIn("Envoy bootstrap", done.stdout)

    def test_folders_and_patterns_name_files(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for name in ["a.yaml", "b.yml"]:
            (folder / name).write_text((ROOT / "envoy/envoy.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        for argument in [folder, folder / "*.y*ml"]:
            self.assertIn("b.yml: Envoy bootstrap", doctor(argument).stdout)

    def test_output_that_is_no_terminal_has_no_colours(self):
        self.assertNotIn("\x1b", doctor(ROOT / "envoy/envoy.yaml", SHOP).stdout)

    def test_a_large_dump_is_read(self):
        cluster = {"cluster": {"name": "c", "connect_timeout": "1s", "metadata": {"a": "x" * 50}}}
        section = {"@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump", "dynamic_active_clusters": [cluster] * 20_000}
        found = findings("-", SHOP, stdin=json.dumps({"configs": [section]}, indent=1), status=1)
        self.assertEqual([item["code"] for item in found], ["no-check"])
