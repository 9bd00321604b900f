"""`mpe rego eval`: what it prints and how it exits, file by file and format by format."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import default_binary

POLICY = """package shop

default allow := false

allow if input.user in data.staff.names

small contains x if {
	some x in data.numbers
	x < 3
}

bad := 1 / input.zero

torn := x if some x in [1, 2]
"""


class EvalCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.write("shop.rego", POLICY)
        self.write("data.json", '{"staff": {"names": ["eve"]}, "numbers": [1, 2, 3]}')
        self.write("input.json", '{"user": "eve", "zero": 0}')

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def eval(self, *arguments, stdin=""):
        command = [str(Path(default_binary()).resolve()), "rego", "eval", *arguments]
        return subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True, text=True, timeout=60)

    def value(self, *arguments, stdin=""):
        """The value of the query's only expression in its only result."""
        done = self.eval(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        (result,) = json.loads(done.stdout)["result"]
        (expression,) = result["expressions"]
        return expression["value"]

    def errors(self, *arguments, stdin=""):
        done = self.eval(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(list(document), ["errors"])
        return document["errors"]


class ResultTests(EvalCase):
    def test_an_expression_has_its_value_text_and_location(self):
        done = self.eval("  1 + 1")
        self.assertEqual(done.returncode, 0, done.stderr)
        expression = {"value": 2, "text": "1 + 1", "location": {"row": 1, "col": 3}}
        self.assertEqual(json.loads(done.stdout), {"result": [{"expressions": [expression]}]})

    def test_each_solution_has_its_bindings(self):
        done = self.eval("x = [5, 6][i]; y := x * 2")
        results = json.loads(done.stdout)["result"]
        self.assertEqual(
            [result["bindings"] for result in results], [{"i": 0, "x": 5, "y": 10}, {"i": 1, "x": 6, "y": 12}]
        )
        self.assertEqual([len(result["expressions"]) for result in results], [2, 2])
        self.assertEqual(results[0]["expressions"][1]["location"], {"row": 1, "col": 16})

    def test_what_is_undefined_is_an_empty_object_and_no_error(self):
        for query in ["data.no.such", "input.x", "1 > 2; true", "x := 1; x == 2"]:
            with self.subTest(query):
                done = self.eval(query)
                self.assertEqual((done.returncode, json.loads(done.stdout), done.stderr), (0, {}, ""))

    def test_false_is_a_result(self):
        self.assertEqual(self.value("1 > 2"), False)

    def test_markup_is_escaped_in_json(self):
        done = self.eval('"<a>&"')
        self.assertIn('"\\u003ca\\u003e\\u0026"', done.stdout)
        self.assertEqual(json.loads(done.stdout)["result"][0]["expressions"][0]["value"], "<a>&")

    def test_numbers_keep_their_digits(self):
        self.assertIn("123456789012345678901234567890.50", self.eval("123456789012345678901234567890.50").stdout)


class FileTests(EvalCase):
    def test_policies_data_and_input(self):
        files = ["-d", "shop.rego", "--data", "data.json"]
        self.assertEqual(self.value(*files, "-i", "input.json", "data.shop.allow"), True)
        self.assertEqual(self.value(*files, "--input", "-", "data.shop.allow", stdin='{"user": "mallory"}'), False)
        self.assertEqual(self.value(*files, "data.shop.small"), [1, 2])

    def test_a_directory_puts_documents_under_its_folders(self):
        self.write("bundle/policy/shop.rego", POLICY)
        self.write("bundle/data.json", '{"numbers": [0]}')
        self.write("bundle/staff/data.yaml", "names:\n  - bob\n")
        self.write("bundle/staff/more/list.yml", "x: 1\n")
        self.write("bundle/README.txt", "no policy")
        self.write("bundle/.hidden/data.json", '{"hidden": 1}')
        self.write("in.yaml", "user: bob\n")
        self.assertEqual(self.value("-d", "bundle", "-i", "in.yaml", "data.shop.allow"), True)
        self.assertEqual(self.value("-d", "bundle", "data.staff"), {"names": ["bob"], "more": {"x": 1}})
        self.assertEqual(self.eval("-d", "bundle", "data.hidden").stdout.strip(), "{}")

    def test_a_prefix_puts_a_document_at_a_path(self):
        self.write("list.json", "[1, 2]")
        self.write("conf.yaml", "k: v\n")
        self.assertEqual(self.value("-d", "a.b:list.json", "data.a.b[1]"), 2)
        both = self.value("-d", "a.b:list.json", "-d", "a.c:conf.yaml", "data.a")
        self.assertEqual(both, {"b": [1, 2], "c": {"k": "v"}})

    def test_documents_are_merged_and_must_not_contradict(self):
        self.write("more.json", '{"staff": {"count": 1}}')
        self.write("other.json", '{"staff": 5}')
        merged = self.value("-d", "data.json", "-d", "more.json", "data.staff")
        self.assertEqual(merged, {"names": ["eve"], "count": 1})
        (error,) = self.errors("-d", "data.json", "-d", "other.json", "data")
        self.assertIn("other.json", error["message"])
        self.assertIn("merge error", error["message"])

    def test_what_is_missing_or_no_document_is_named(self):
        self.write("broken.json", '{\n  "a": tru\n}')
        self.write("list.json", "[1]")
        self.write("notes.txt", "")
        cases = {
            ("-d", "gone.rego", "1"): "open gone.rego: no such file or directory",
            ("-d", "a.b:gone.json", "1"): "open gone.json: no such file or directory",
            ("-i", "gone.json", "1"): "open gone.json: no such file or directory",
            ("-d", "broken.json", "1"): "broken.json:2:8: ",
            ("-i", "broken.json", "1"): "broken.json:2:8: ",
            ("-d", "list.json", "1"): "list.json: document must be of type object",
            ("-d", "notes.txt", "1"): "notes.txt: unrecognized file",
        }
        for arguments, text in cases.items():
            with self.subTest(text):
                (error,) = self.errors(*arguments)
                self.assertIn(text, error["message"])


class ErrorTests(EvalCase):
    def test_a_parse_error_has_code_message_and_location(self):
        self.write("wrong.rego", "package t\n\nallow if {\n\tx ==\n}\n")
        error = self.errors("-d", "wrong.rego", "data.t.allow")[0]
        self.assertEqual(error["code"], "rego_parse_error")
        self.assertEqual(error["location"]["file"], "wrong.rego")
        self.assertEqual(error["location"]["row"], 5)
        self.assertIn("unexpected", error["message"])

    def test_every_compile_error_is_listed(self):
        self.write("unsafe.rego", "package t\n\na if x > 1\n\nb if y > 1\n")
        errors = self.errors("-d", "unsafe.rego", "data.t.a")
        self.assertEqual([error["code"] for error in errors], ["rego_unsafe_var_error"] * 2)
        self.assertEqual([error["location"]["row"] for error in errors], [3, 5])
        self.assertEqual(errors[0]["message"], "var x is unsafe")

    def test_an_evaluation_error(self):
        (error,) = self.errors("-d", "shop.rego", "data.shop.torn")
        self.assertEqual(error["code"], "eval_conflict_error")
        self.assertEqual(error["message"], "complete rules must not produce multiple outputs")
        self.assertEqual(error["location"]["file"], "shop.rego")
        self.assertEqual(error["location"]["row"], 14)

    def test_a_query_may_be_wrong_too(self):
        self.assertEqual(self.errors("x > 1")[0]["code"], "rego_unsafe_var_error")
        self.assertEqual(self.errors("1 +")[0]["code"], "rego_parse_error")

    def test_a_failing_builtin_is_undefined_unless_strict(self):
        arguments = ["-d", "shop.rego", "-i", "input.json", "data.shop.bad"]
        self.assertEqual(self.eval(*arguments).stdout.strip(), "{}")
        (error,) = self.errors("--strict-builtin-errors", *arguments)
        self.assertEqual((error["code"], error["message"]), ("eval_builtin_error", "div: divide by zero"))
        self.assertEqual(error["location"]["row"], 12)

    def test_an_endless_query_ends_by_its_bounds(self):
        query = "count([1 | some x in numbers.range(1, 99999); some y in numbers.range(1, 99999); x < 0])"
        (error,) = self.errors(query)
        self.assertEqual(error["code"], "eval_limit_error")

    def test_strict_mode_refuses_what_is_unused(self):
        self.write("unused.rego", "package t\n\nimport data.staff\n\np if {\n\tx := 1\n}\n")
        self.assertEqual(self.value("-d", "unused.rego", "data.t.p"), True)
        errors = self.errors("--strict", "-d", "unused.rego", "data.t.p")
        self.assertEqual({error["code"] for error in errors}, {"rego_compile_error"})

    def test_unknown_options_exit_with_a_usage_error(self):
        done = self.eval("--no-such-option", "1")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn("--no-such-option", done.stderr)


class FormatTests(EvalCase):
    def test_pretty_prints_values_or_bindings(self):
        self.assertEqual(self.eval("--format", "pretty", "{1, 2}").stdout, "[\n  1,\n  2\n]\n")
        table = '+-------+\n|   x   |\n+-------+\n| "<b>" |\n+-------+\n'
        self.assertEqual(self.eval("--format", "pretty", 'x := "<b>"').stdout, table)
        self.assertEqual(self.eval("--format", "pretty", "data.no").stdout, "undefined\n")

    def test_raw_prints_strings_bare(self):
        self.assertEqual(self.eval("--format", "raw", 'concat("", ["a", "\\n", "b"])').stdout, "a\nb\n")
        self.assertEqual(self.eval("--format", "raw", '{"k": ["v"]}').stdout, '{"k":["v"]}\n')
        self.assertEqual(self.eval("--format", "raw", '"a"; "b"').stdout, "a b\n")
        self.assertEqual(self.eval("--format", "raw", "data.no").stdout, "")

    def test_errors_of_other_formats_go_to_standard_error(self):
        done = self.eval("--format", "pretty", "x > 1")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("1 error occurred: 1:1: rego_unsafe_var_error: var x is unsafe", done.stderr)

    def test_print_goes_to_standard_error(self):
        self.write("say.rego", 'package t\n\np if print("seen", input.x, [1])\n')
        done = self.eval("-d", "say.rego", "data.t.p")
        self.assertEqual(json.loads(done.stdout)["result"][0]["expressions"][0]["value"], True)
        self.assertEqual(done.stderr, "seen <undefined> [1]\n")


class VersionTests(EvalCase):
    def test_v0_modules_are_read_on_demand(self):
        self.write("old.rego", "package old\n\np[x] { x := [1, 2][_] }\n")
        for option in ["--v0", "--v0-compatible"]:
            with self.subTest(option):
                self.assertEqual(self.value(option, "-d", "old.rego", "data.old.p"), [1, 2])
        self.assertEqual(self.errors("-d", "old.rego", "data.old.p")[0]["code"], "rego_parse_error")

    def test_a_v0_module_with_import_rego_v1_is_v1(self):
        self.write("new.rego", "package new\n\nimport rego.v1\n\np if true\n")
        self.assertEqual(self.value("--v0", "-d", "new.rego", "data.new.p"), True)
