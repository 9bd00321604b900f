"""`mpe lint` and `mpe schema` as programs: exit codes, streams, files that are mended in place."""

import json
import os
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import default_binary

HEAD = "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata:\n  name: {name}\nspec:\n"
GOOD = HEAD + """  policies:
    - mrn: mrn:iam:policy:op
      rego: |
        package authz
        default allow := 0
  operations:
    - name: all
      selector: [".*"]
      policy: mrn:iam:policy:op
"""


class LintCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def mpe(self, *arguments, stdin=""):
        command = [str(Path(default_binary()).resolve()), *arguments]
        return subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True, text=True, timeout=60)

    def lint(self, *arguments, stdin=""):
        return self.mpe("lint", *arguments, stdin=stdin)


class LintTests(LintCase):
    def test_a_clean_file_prints_what_the_original_prints(self):
        self.write("d.yml", GOOD.format(name="d"))
        done = self.lint("-f", "d.yml")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(
            done.stdout,
            "Linting YAML files...\n\n---\n✓ d.yml: Valid Rego in policy 'mrn:iam:policy:op'\n"
            "All checks passed: 1 file(s) validated successfully\n",
        )

    def test_warnings_go_to_standard_error_and_change_nothing(self):
        self.write("d.yml", GOOD.format(name="d") + "  roles: [{mrn: mrn:iam:role:r}]\n  extra: 1\n")
        done = self.lint("-f", "d.yml")
        self.assertEqual(done.returncode, 0)
        self.assertIn("All checks passed", done.stdout)
        self.assertNotIn("missing-policy", done.stdout)
        self.assertIn("⚠ d.yml:15:11 (missing-policy: ", done.stderr)
        self.assertIn("⚠ d.yml:16:3 (unknown-key: ", done.stderr)

    def test_errors_end_with_1_and_the_count(self):
        self.write("d.yml", GOOD.format(name="d") + "  roles: [{mrn: mrn:iam:role:r, policy: nope}]\n")
        done = self.lint("-f", "d.yml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("✗ d.yml (policy reference 'nope' not found in domain 'd')\n  At: d.yml:15:41\n", done.stdout)
        self.assertRegex(done.stderr, r"\d linting failed: 1 error\(s\)\n$")

    def test_files_of_other_types_are_passed_over(self):
        self.write("d.txt", "x")
        done = self.lint("-f", "d.txt")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(
            done.stdout.startswith("⚠ d.txt: Unsupported file type (only .yml, .yaml supported)\n\nLinting"), done.stdout
        )
        self.assertIn("All checks passed: 0 file(s) validated successfully", done.stdout)

    def test_files_come_from_folders_patterns_lists_and_standard_input(self):
        for name in ["a/x.yml", "a/y.yaml", "b.yml"]:
            self.write(name, GOOD.format(name=name.replace("/", "-")))
        for arguments in [["-f", "a", "-f", "b.yml"], ["-f", "a/*,b.yml"]]:
            done = self.lint(*arguments)
            self.assertIn("All checks passed: 3 file(s)", done.stdout, done.stderr)
        done = self.lint("-f", "-", stdin="kind: Nothing\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("✗ <stdin>:1:7 (registry: ", done.stdout)

    def test_a_file_that_is_not_there_is_one_finding(self):
        self.write("d.yml", GOOD.format(name="d"))
        done = self.lint("-f", "gone.yml", "-f", "d.yml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("✗ gone.yml (YAML)\n  Error: failed to read file: ", done.stdout)
        self.assertIn("✓ d.yml: ", done.stdout)

    def test_without_files_help_says_so(self):
        done = self.lint()
        self.assertEqual(done.returncode, 1)
        self.assertIn('Required flag "file" not set', done.stderr)

    def test_options_of_ours_that_make_no_sense_end_with_2(self):
        self.write("d.yml", GOOD.format(name="d"))
        for arguments in [["--format", "xml"], ["--disable", "no-such"], ["--enable", "unused-role=loud"]]:
            done = self.lint("-f", "d.yml", *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertEqual(done.stdout, "")

    def test_the_commands_flags_decide_what_rego_is(self):
        v1 = GOOD.replace("default allow := 0", "allow := 0 if true").format(name="d")
        http = GOOD.format(name="d").replace("default allow := 0", 'allow = http.send({"url": "x", "method": "get"}).x')
        self.write("v1.yml", v1)
        self.write("http.yml", http)
        self.assertEqual(self.lint("-f", "v1.yml").returncode, 1)
        self.assertEqual(self.lint("-f", "v1.yml", "--no-opa-flags").returncode, 0)
        self.assertEqual(self.lint("-f", "v1.yml", "--opa-flags", "--v1-compatible").returncode, 0)
        self.assertEqual(self.lint("-f", "http.yml").returncode, 1)
        self.assertEqual(self.lint("-f", "http.yml", "--allow-builtin", "http.send").returncode, 0)
        self.assertEqual(self.lint("-f", "http.yml", "--no-opa-flags").returncode, 0)

    def test_levels_come_from_the_file_above_and_the_command_line(self):
        self.write("a/b/d.yml", GOOD.format(name="d") + "  extra: 1\n")
        self.assertEqual(self.lint("-f", "a/b/d.yml", "--enable", "unknown-key=error").returncode, 1)
        self.write("a/.mpe-lint.yaml", "rules:\n  unknown-key: error\n  unused-rol: off\n")
        done = self.lint("-f", "a/b/d.yml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("rule `unused-rol` is unknown, did you mean `unused-role`?", done.stderr)
        self.assertEqual(self.lint("-f", "a/b/d.yml", "--disable", "unknown-key").returncode, 0)
        self.write("a/.mpe-lint.yaml", "exclude: [b]\n")
        self.assertIn("All checks passed: 0 file(s)", self.lint("-f", "a/b/d.yml").stdout)

    def test_documents_go_to_standard_output_alone(self):
        self.write("d.yml", GOOD.format(name="d") + "  extra: 1\n")
        report = json.loads(self.lint("-f", "d.yml", "--format", "json").stdout)
        (finding,) = [item for item in report["findings"] if item["rule"] == "unknown-key"]
        self.assertEqual((finding["line"], finding["column"], finding["severity"]), (15, 3, "warning"))
        sarif = json.loads(self.lint("-f", "d.yml", "--format", "sarif").stdout)
        self.assertEqual(sarif["version"], "2.1.0")
        driver = sarif["runs"][0]["tool"]["driver"]
        for result in sarif["runs"][0]["results"]:
            self.assertEqual(driver["rules"][result["ruleIndex"]]["id"], result["ruleId"])

    def test_rules_are_listed(self):
        listing = self.lint("--list-rules").stdout
        for rule in ["unused-policy", "yaml-syntax", "unreachable-selector"]:
            self.assertIn(f"  {rule} ", listing)


class FixTests(LintCase):
    BROKEN = GOOD.replace("iamlite.manetu.io", "manetu.io").replace("selector:", "selectors:")

    def test_what_can_be_mended_is_mended_in_place(self):
        target = self.write("real/d.yml", self.BROKEN.format(name="d"))
        target.chmod(0o640)
        os.symlink("real/d.yml", self.folder / "d.yml")
        done = self.lint("-f", "d.yml", "--fix")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(target.read_text(), GOOD.format(name="d"))
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o640)
        self.assertTrue((self.folder / "d.yml").is_symlink())
        self.assertEqual(sorted(path.name for path in target.parent.iterdir()), ["d.yml"])
        self.assertIn("fixed d.yml: 2 finding(s) of unknown-key, unloadable-domain", done.stderr)

    def test_a_dry_run_shows_and_changes_nothing(self):
        target = self.write("d.yml", self.BROKEN.format(name="d"))
        done = self.lint("-f", "d.yml", "--fix", "--dry-run")
        self.assertEqual(target.read_text(), self.BROKEN.format(name="d"))
        self.assertIn("+apiVersion: iamlite.manetu.io/v1beta1", done.stderr)

    def test_a_file_that_cannot_be_written_is_said(self):
        target = self.write("d.yml", self.BROKEN.format(name="d"))
        if os.geteuid() == 0:
            self.skipTest("root may write everything")
        target.chmod(0o400)
        done = self.lint("-f", "d.yml", "--fix")
        self.assertEqual(done.returncode, 1)
        self.assertIn("d.yml: permission denied", done.stderr)


class SchemaTests(LintCase):
    def test_each_version_has_a_schema(self):
        for version in ["v1alpha3", "v1alpha4", "v1beta1", "iamlite.manetu.io/v1beta1"]:
            schema = json.loads(self.mpe("schema", version).stdout)
            self.assertTrue(schema["properties"]["apiVersion"]["const"].endswith(version))
        self.assertEqual(json.loads(self.mpe("schema", "--reference").stdout)["properties"]["kind"]["const"], "PolicyDomainReference")
        done = self.mpe("schema", "v9")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
