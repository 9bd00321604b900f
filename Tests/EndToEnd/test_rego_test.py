"""`mpe rego test`: what it prints in each format, how it exits, and what hostile files come to."""

import base64
import json
import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from sandbox import default_binary

POLICY = """package shop

default allow := false

allow if input.user in data.staff

discount(n) := 5 if n >= 12

discount(n) := 0 if n < 12
"""

TESTS = """package shop_test

import data.shop

test_staff if shop.allow with input as {"user": "eve"}

test_others if { print("asking"); shop.allow with input as {"user": "mallory"} }

test_discount[name] if {
	some name, c in {"one": {"n": 1, "want": 0}, "ten": {"n": 10, "want": 5}}
	shop.discount(c.n) == c.want
}

todo_test_returns if false
"""


class TestCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.write("p/shop.rego", POLICY)
        self.write("p/data.json", '{"staff": ["eve"]}')

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def test(self, *arguments):
        command = [str(Path(default_binary()).resolve()), "rego", "test", *arguments]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120)

    def check(self, code, *arguments):
        done = self.test(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done


class OutcomeTests(TestCase):
    def test_all_passed(self):
        self.write("p/a_test.rego", "package a\n\ntest_x := true\n\ntest_y if true\n")
        done = self.check(0, "p")
        self.assertEqual((done.stdout, done.stderr), ("PASS: 2/2\n", ""))

    def test_failures_have_their_place_cases_and_output(self):
        self.write("p/shop_test.rego", TESTS)
        done = self.check(2, "p")
        self.assertEqual(done.stderr, "")
        self.assertIn("p/shop_test.rego:7:\ndata.shop_test.test_others: FAIL (", done.stdout)
        self.assertIn("\n\n  asking\n\n", done.stdout)
        self.assertIn("p/shop_test.rego:9:\ndata.shop_test.test_discount: FAIL (", done.stdout)
        self.assertIn("\n  ten: FAIL\n", done.stdout)
        self.assertIn("data.shop_test.todo_test_returns: SKIPPED\n", done.stdout)
        self.assertNotIn("one: PASS", done.stdout)
        self.assertNotIn("test_staff", done.stdout)
        self.assertTrue(done.stdout.endswith("PASS: 2/5\nFAIL: 2/5\nSKIPPED: 1/5\n"), done.stdout)

    def test_verbose_has_every_test_and_why_it_failed(self):
        self.write("p/shop_test.rego", TESTS)
        done = self.check(2, "-v", "p")
        self.assertIn("data.shop_test.test_staff: PASS (", done.stdout)
        self.assertIn("\n  one: PASS\n  ten: FAIL\n", done.stdout)
        self.assertIn("FAILURES", done.stdout)
        self.assertRegex(done.stdout, r"p/shop_test\.rego:7 +\| \| Fail data\.shop\.allow with input as")
        self.assertEqual(done.stdout.count("asking"), 1, done.stdout)

    def test_skipped_tests_alone(self):
        self.write("p/a_test.rego", "package a\n\ntodo_test_x := 1\n\ntest_y := true\n")
        self.check(2, "p")
        self.check(0, "-z", "p")

    def test_run_chooses_by_name(self):
        self.write("p/shop_test.rego", TESTS)
        done = self.check(0, "--run", r"shop_test\.test_st", "p")
        self.assertEqual(done.stdout, "PASS: 1/1\n")
        self.check(0, "-r", "staff$", "p")
        done = self.check(0, "-r", "nothing", "p")
        self.assertIn("no tests were run: `--run` matches none", done.stderr)
        self.check(1, "--fail-on-empty", "-r", "nothing", "p")
        self.assertIn("error parsing regexp", self.check(2, "--run", "(", "p").stderr)

    def test_a_file_that_is_named_twice_counts_once(self):
        self.write("p/a_test.rego", "package a\n\ntest_x := true\n")
        self.assertEqual(self.check(0, "p", "p/a_test.rego").stdout, "PASS: 1/1\n")

    def test_no_test(self):
        done = self.check(0, "p")
        self.assertEqual((done.stdout, done.stderr), ("", "no tests were run: there are none\n"))
        self.assertEqual(json.loads(self.check(0, "--format", "json", "p").stdout), [])

    def test_rules_of_version_0(self):
        self.write("old.rego", "package old\n\ntest_x { true }\n")
        self.check(1, "old.rego")
        self.check(0, "--v0", "old.rego")


class FormatTests(TestCase):
    def test_json(self):
        self.write("p/shop_test.rego", TESTS)
        self.write("p/error_test.rego", "package e\n\ntest_f(x) if x\n\ntest_torn if v\n\nv := x if some x in [1, 2]\n")
        results = {entry["name"]: entry for entry in json.loads(self.check(2, "--format", "json", "p").stdout)}
        others = results["test_others"]
        self.assertEqual(others["location"], {"file": "p/shop_test.rego", "row": 7, "col": 1})
        self.assertEqual((others["package"], others["fail"]), ("data.shop_test", True))
        self.assertEqual(base64.b64decode(others["output"]), b"asking\n")
        self.assertGreater(others["duration"], 0)
        cases = {"one": {"name": "one"}, "ten": {"name": "ten", "fail": True}}
        self.assertEqual(results["test_discount"]["sub_results"], cases)
        self.assertEqual(results["todo_test_returns"]["skip"], True)
        self.assertNotIn("fail", results["test_staff"])
        self.assertEqual(results["test_f"]["error"][0]["code"], "rego_type_error")
        self.assertEqual(results["test_torn"]["error"]["code"], "eval_conflict_error")
        verbose = json.loads(self.check(2, "-v", "--format", "json", "p").stdout)
        self.assertTrue(any("Fail" in line for entry in verbose for line in entry.get("trace", [])))

    def test_junit(self):
        self.write("p/shop_test.rego", TESTS)
        root = ElementTree.fromstring(self.check(2, "--format", "junit", "p").stdout)
        self.assertEqual({key: root.get(key) for key in ("tests", "failures", "errors", "skipped")},
                         {"tests": "4", "failures": "2", "errors": "0", "skipped": "1"})
        cases = {case.get("name"): case for case in root.iter("testcase")}
        self.assertEqual(cases["test_discount"].find("failure").get("message"), "cases failed: ten")
        self.assertEqual(cases["test_others"].find("system-out").text, "asking\n")
        self.assertEqual(cases["test_staff"].get("classname"), "data.shop_test")

    def test_coverage(self):
        self.write("p/shop_test.rego", "package shop_test\n\ntest_a if data.shop.allow with input as {\"user\": \"eve\"}\n")
        report = json.loads(self.check(0, "-c", "p").stdout)
        self.assertEqual(report["files"]["p/shop.rego"]["covered"], [{"start": {"row": 5}, "end": {"row": 5}}])
        self.assertLess(report["coverage"], 100)
        self.check(0, "--threshold", "10", "p")
        done = self.check(2, "--threshold", "99", "-v", "p")
        self.assertEqual(done.stdout, "")
        self.assertIn("less than the threshold of 99.00 %", done.stderr)
        self.assertIn("p/shop.rego: not evaluated: 3, 7, 9", done.stderr)
        self.write("p/b_test.rego", "package b\n\ntest_b := false\n")
        done = self.check(2, "-c", "p")
        self.assertEqual(done.stdout, "")
        self.assertIn("data.b.test_b: FAIL", done.stderr)
        self.assertIn("from 0 to 100", self.check(2, "--threshold", "101", "p").stderr)


class HostileTests(TestCase):
    def test_what_does_not_load(self):
        done = self.check(1, "nowhere")
        self.assertIn("open nowhere: no such file or directory", done.stderr)
        self.write("p/bad_test.rego", "package b\n\ntest_x if {\n")
        done = self.check(1, "p")
        self.assertIn("p/bad_test.rego:4: rego_parse_error", done.stderr)
        self.assertEqual(done.stdout, "")
        done = self.check(1, "--format", "json", "p")
        self.assertEqual(json.loads(done.stderr)["errors"][0]["location"]["file"], "p/bad_test.rego")

    def test_a_compile_error_in_any_file_ends_the_run(self):
        self.write("p/a_test.rego", "package a\n\ntest_x := true\n")
        self.write("p/b_test.rego", "package b\n\ntest_x if nope(1)\n")
        done = self.check(1, "p")
        self.assertEqual(done.stdout, "")
        self.assertIn("p/b_test.rego:3: rego_type_error: undefined function nope", done.stderr)

    def test_tests_without_end_are_errors(self):
        self.write("p/long_test.rego", "package l\n\nxs := numbers.range(1, 20000)\n\n"
                   "test_x if { some a in xs; some b in xs; a + b < 0 }\n\ntest_y := true\n")
        done = self.check(2, "p")
        self.assertRegex(done.stdout, "eval_limit_error|eval_cancel_error")
        self.assertTrue(done.stdout.endswith("PASS: 1/2\nERROR: 1/2\n"), done.stdout)
        done = self.check(2, "--timeout", "1ms", "--run", "test_x", "p")
        self.assertIn("eval_cancel_error: caller cancelled query execution", done.stdout)

    def test_special_files_end_in_an_error(self):
        os.mkfifo(self.folder / "p/pipe.txt")
        self.write("p/a_test.rego", "package a\n\ntest_x := true\n")
        self.check(0, "p")
        os.symlink("/dev/zero", self.folder / "p/zero.rego")
        self.assertIn("read p/zero.rego: is a device, not a file", self.check(1, "p").stderr)
        os.unlink(self.folder / "p/zero.rego")
        with open(self.folder / "p/large.json", "wb") as file:
            file.truncate((64 << 20) + 1)
        self.assertIn("p/large.json: it is larger than 64 MiB", self.check(1, "p").stderr)

    def test_a_directory_that_leads_back_to_itself(self):
        os.symlink("..", self.folder / "p/again")
        self.write("p/a_test.rego", "package a\n\ntest_x := true\n")
        self.assertIn("it leads back to a directory that it lies in", self.check(1, ".").stderr)

    def test_output_without_end_is_cut(self):
        self.write("p/a_test.rego", "package a\n\ntest_x if { some x in numbers.range(1, 200000); print(x, x, x); x < 0 }\n")
        done = self.check(2, "p")
        self.assertIn("what else was printed is left out", done.stdout)
        self.assertLess(len(done.stdout), 2 << 20)

    def test_eval_reads_files_the_same_way(self):
        os.symlink("/dev/zero", self.folder / "zero.json")
        command = [str(Path(default_binary()).resolve()), "rego", "eval", "-d", "zero.json", "data"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("read zero.json: is a device, not a file", done.stdout)


if __name__ == "__main__":
    unittest.main()
