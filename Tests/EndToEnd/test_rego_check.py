"""`mpe rego check` and `mpe rego capabilities`, and the flags of compilers that `mpe rego eval` shares with them."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import default_binary

ANNOTATED = """package shop

# METADATA
# title: who may enter
# custom:
#   level: 3
allow := rego.metadata.rule().custom.level
"""


class RegoCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def rego(self, *arguments, stdin=""):
        command = [str(Path(default_binary()).resolve()), "rego", *arguments]
        return subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True, text=True, timeout=60)


class CheckTests(RegoCase):
    def test_nothing_is_printed_when_all_is_well(self):
        self.write("policy/a.rego", ANNOTATED)
        done = self.rego("check", "policy")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_errors_are_lines_or_a_document(self):
        self.write("a.rego", "package t\n\np if x > 1\n\nq := nope(1)\n")
        done = self.rego("check", "a.rego")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("1 error occurred: a.rego:5: rego_type_error: undefined function nope", done.stderr)
        done = self.rego("check", "--format", "json", "a.rego")
        self.assertEqual(done.returncode, 1)
        (error,) = json.loads(done.stderr)["errors"]
        self.assertEqual(error["location"]["row"], 5)

    def test_strict_mode_and_versions(self):
        self.write("unused.rego", "package t\n\nimport data.x\n\np := 1\n")
        self.assertEqual(self.rego("check", "unused.rego").returncode, 0)
        self.assertIn("import data.x unused", self.rego("check", "-S", "unused.rego").stderr)
        self.write("old.rego", "package t\n\np { true }\n")
        self.assertEqual(self.rego("check", "old.rego").returncode, 1)
        self.assertEqual(self.rego("check", "--v0", "old.rego").returncode, 0)

    def test_annotations_are_read(self):
        self.write("a.rego", "package t\n\n# METADATA\n# scope: galaxy\np := 1\n")
        self.assertIn("invalid annotation scope 'galaxy'", self.rego("check", "a.rego").stderr)
        self.write("b.rego", ANNOTATED)
        done = self.rego("eval", "--format", "raw", "-d", "b.rego", "data.shop.allow")
        self.assertEqual(done.stdout, "3\n", done.stderr)

    def test_what_is_not_there_is_named(self):
        self.assertIn("gone.rego", self.rego("check", "gone.rego").stderr)
        self.write("a.rego", "package t\n")
        for flag in ["--schema", "--capabilities"]:
            done = self.rego("check", flag, "gone.json", "a.rego")
            self.assertEqual(done.returncode, 1)
            self.assertIn("gone.json: no such file or directory", done.stderr)


class CapabilitiesTests(RegoCase):
    def test_what_is_printed_can_be_given_back(self):
        document = json.loads(self.rego("capabilities").stdout)
        names = [builtin["name"] for builtin in document["builtins"]]
        self.assertEqual(names, sorted(names))
        self.assertIn("rego_v1", document["features"])
        document["builtins"] = [builtin for builtin in document["builtins"] if builtin["name"] != "upper"]
        self.write("less.json", json.dumps(document))
        self.write("a.rego", 'package t\n\np := upper("a")\n')
        self.assertEqual(self.rego("check", "--capabilities", "current", "a.rego").returncode, 0)
        done = self.rego("check", "--capabilities", "less.json", "a.rego")
        self.assertIn("undefined function upper", done.stderr)

    def test_v0_has_its_keywords(self):
        document = json.loads(self.rego("capabilities", "--v0").stdout)
        self.assertEqual(document["future_keywords"], ["contains", "every", "if", "in"])

    def test_a_file_that_is_none_is_refused(self):
        self.write("a.rego", "package t\n")
        self.write("none.json", '{"features": 1}')
        self.assertIn("none.json: `features`", self.rego("check", "--capabilities", "none.json", "a.rego").stderr)

    def test_built_ins_may_be_unsafe(self):
        self.write("a.rego", 'package t\n\np := upper("a")\n')
        done = self.rego("check", "--unsafe-builtin", "upper", "a.rego")
        self.assertIn("unsafe built-in function calls in expression: upper", done.stderr)


class QueryTests(RegoCase):
    def test_formats(self):
        query = "x := [1, 2][_]"
        table = "+---+\n| x |\n+---+\n| 1 |\n| 2 |\n+---+\n"
        cases = {
            "pretty": table,
            "bindings": '{\n  "x": 1\n}\n{\n  "x": 2\n}\n',
            "values": "[\n  true\n]\n[\n  true\n]\n",
            "raw": "true\ntrue\n",
            "discard": "{}\n",
        }
        for name, text in cases.items():
            with self.subTest(name):
                self.assertEqual(self.rego("eval", "--format", name, query).stdout, text)
        self.assertEqual(self.rego("eval", "-f", "pretty", "[1]").stdout, "[\n  1\n]\n")
        self.assertEqual(self.rego("eval", "-f", "pretty", "1 > 2; true == false").stdout, "undefined\n")

    def test_exit_codes_tell_whether_there_is_a_result(self):
        for arguments, code in [
            (["--fail", "input.x"], 1),
            (["--fail", "true"], 0),
            (["--fail-defined", "true"], 1),
            (["--fail-defined", "input.x"], 0),
            (["--fail", "nope(1)"], 2),
        ]:
            with self.subTest(arguments):
                self.assertEqual(self.rego("eval", *arguments).returncode, code)

    def test_standard_input_is_the_query_or_the_input(self):
        self.assertEqual(self.rego("eval", "-f", "raw", "--stdin", stdin="1 + 1").stdout, "2\n")
        self.assertEqual(self.rego("eval", "-f", "raw", "-I", "input.a", stdin='{"a": 3}').stdout, "3\n")
        self.assertNotEqual(self.rego("eval").returncode, 0)

    def test_a_query_stands_in_a_package_with_imports(self):
        self.write("a.rego", "package shop.one\n\np := 1\n\nf(x) := x + 1\n")
        done = self.rego("eval", "-f", "raw", "-d", "a.rego", "--package", "shop.one", "f(p)")
        self.assertEqual(done.stdout, "2\n", done.stderr)
        done = self.rego("eval", "-f", "raw", "-d", "a.rego", "--import", "data.shop.one as o", "o.p")
        self.assertEqual(done.stdout, "1\n", done.stderr)


if __name__ == "__main__":
    unittest.main()
