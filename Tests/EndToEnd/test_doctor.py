"""`mpe doctor` over everything that is shipped, and over what a real Envoy says that it runs."""

import json
import subprocess
import tempfile
import unittest
import urllib.request
from pathlib import Path

from proxied import EXAMPLES, EnvoyCase, patient
from sandbox import ROOT, default_binary

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


# What is applied together, of k8s/.
MESH = ["istio/mesh/mesh-config.yaml", "istio/mesh/service-entry.yaml", "istio/workload/*.yaml", "base/policies/domain.yaml"]
FORMS = {
    "central": MESH + ["components/decision-point/pod.yaml", "overlays/central/[!k]*.yaml"],
    "node-local": MESH + ["components/decision-point/pod.yaml", "overlays/node-local/[!k]*.yaml"],
    "sidecar": MESH + ["components/sidecar/pod.yaml", "overlays/sidecar/[!k]*.yaml"],
    "sidecar-envoy": ["base/policies/domain.yaml", "overlays/sidecar-envoy/[!k]*.yaml"],
}


class ShippedTests(unittest.TestCase):
    def test_each_configuration_of_envoy_fits_its_domain(self):
        configurations = [ROOT / "envoy/envoy.yaml", *sorted(EXAMPLES.glob("*/envoy.yaml"))]
        self.assertGreater(len(configurations), 1)
        for path in configurations:
            own = path.parent / "policydomain.yaml"
            with self.subTest(path.relative_to(ROOT)):
                self.assertEqual(severe(findings(path, own if own.exists() else SHOP)), [])

    def test_each_form_for_kubernetes_fits_its_domain(self):
        for form, patterns in FORMS.items():
            files = [path for pattern in patterns for path in sorted((ROOT / "k8s").glob(pattern))]
            with self.subTest(form):
                self.assertGreater(len(files), 2)
                found = [item for item in findings(*files) if item["code"] != "unused-provider"]
                self.assertEqual(severe(found), [])

    def test_the_sample_finds_where_mpe_listens(self):
        configuration = ROOT / "envoy/envoy.yaml"
        self.assertEqual(severe(findings(configuration, SHOP, "--listen", "tcp:127.0.0.1:9000")), [])
        codes = [item["code"] for item in findings(configuration, SHOP, "--listen", ":9001", status=1)]
        self.assertIn("address-mismatch", codes)


class ConfigDumpTests(EnvoyCase):
    """What Envoy's admin interface says, which is JSON and not what was written."""

    def dump(self):
        url = f"http://127.0.0.1:{self.envoy.admin_port}/config_dump"
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.read().decode()

    def test_a_dump_says_what_the_file_says(self):
        self.start(SHOP)
        dump = self.dump()
        found = findings("-", "-b", SHOP, "--listen", f":{self.mpe.port}", stdin=dump)
        # The tests wait longer for mpe than the file does.
        self.assertEqual({item["code"] for item in found}, {"long-timeout"})
        self.assertEqual({item["file"] for item in found}, {"<stdin>"})
        wrong = findings("-", "-b", SHOP, "--listen", ":1", stdin=dump, status=1)
        self.assertIn("address-mismatch", [item["code"] for item in wrong])

    def test_a_dump_with_faults_is_told(self):
        def faulty(text):
            text = patient(text).replace("failure_mode_allow: false", "failure_mode_allow: true")
            return text.replace("- name: envoy.filters.http.router\n", LUA + " " * 18 + "- name: envoy.filters.http.router\n")

        self.start(SHOP, faulty)
        dump = self.dump()
        lines = dump.splitlines()
        found = {item["code"]: item for item in findings("-", SHOP, stdin=dump, status=1)}
        self.assertIn('"failure_mode_allow": true', lines[found["fails-open"]["line"] - 1])
        self.assertIn('"envoy.filters.http.lua"', "".join(lines[found["route-cache-cleared"]["line"] - 8 :][:16]))

    def test_a_dump_of_a_gateway_fits_its_domain(self):
        keys = str(EXAMPLES / "jwks.json")
        self.start_example(
            "gateway", lambda text: patient(text).replace("/etc/envoy/jwks.json", keys), upstreams=(8080, 8081)
        )
        found = findings("-", EXAMPLES / "gateway/policydomain.yaml", stdin=self.dump())
        self.assertEqual({item["code"] for item in found} - {"long-timeout"}, {"route-disabled"})


class FactTests(EnvoyCase):
    """What the doctor says of Envoy is so."""

    DOMAIN = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {name: facts}
spec:
  mappers:
    - name: http
      selector: [".*"]
      rego: |
        package mapper

        import rego.v1

        porc := {
          "principal": {}, "operation": "facts:http:any", "resource": "mrn:facts:any",
          "context": {"members": [name | some name, _ in input.request.http]},
        }
  operations:
    - {name: all, selector: [".*"], policy: "mrn:facts:policy:all"}
  policies:
    - mrn: mrn:facts:policy:all
      name: all
      rego: |
        package authz

        allow := 1
"""

    def members(self, setting, body=None):
        """What a request holds that Envoy sends by a setting."""
        domain = Path(self.enterContext(tempfile.TemporaryDirectory())) / "domain.yaml"
        domain.write_text(self.DOMAIN, encoding="utf-8")
        place = "transport_api_version: V3\n"
        self.start(domain, lambda text: patient(text).replace(place, f"{place}{' ' * 22}{setting}\n"))
        self.assertEqual(self.ask("POST", "/", body=body).status, 200)
        return set(self.mpe.record()["porc"]["context"]["members"])

    def test_headers_stand_in_one_place(self):
        self.assertTrue({"headers", "header_map"} & self.members("encode_raw_headers: false") == {"headers"})

    def test_raw_headers_stand_in_the_other(self):
        self.assertTrue({"headers", "header_map"} & self.members("encode_raw_headers: true") == {"header_map"})

    def test_bodies_are_text(self):
        sent = self.members("with_request_body: {max_request_bytes: 1024}", b"text")
        self.assertEqual({"body", "raw_body"} & sent, {"body"})

    def test_packed_bodies_are_bytes(self):
        sent = self.members("with_request_body: {max_request_bytes: 1024, pack_as_bytes: true}", b"text")
        self.assertEqual({"body", "raw_body"} & sent, {"raw_body"})

    def test_without_mpe_and_a_status_a_caller_is_told_403(self):
        self.start(SHOP, lambda text: patient(text).replace("status_on_error: {code: ServiceUnavailable}", ""))
        self.mpe.stop()
        self.assertEqual(self.ask("GET", "/catalogue").status, 403)


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

    def test_a_file_that_says_nothing_does_not_pass(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for content in ["", "\n# nothing\n", "services: {web: {}}\n", "[]", "{}"]:
            (folder / "a.yaml").write_text(content, encoding="utf-8")
            for arguments in [[folder / "a.yaml"], ["-"], ["--envoy", folder / "a.yaml"], [folder / "a.yaml", SHOP]]:
                found = findings(*arguments, stdin=content, status=1)
                self.assertEqual([item["code"] for item in found], ["unknown-file"], (content, arguments))
            self.assertEqual({item["code"] for item in findings(folder, status=1)}, {"foreign-file", "nothing-looked-at"})
            self.assertEqual([item["code"] for item in findings(folder, SHOP)], ["foreign-file"])

    def test_names_of_files_do_not_steer_the_terminal(self):
        done = doctor("-", stdin='static_resources: {listeners: [{name: "a"}], clusters: []}\nx: "\x1b[31m"\n')
        self.assertNotIn("\x1b", done.stdout)
        self.assertNotIn("\x1b", doctor("\x1b[2J.yaml").stdout)

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
