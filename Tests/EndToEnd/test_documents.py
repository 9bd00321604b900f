""".ci/docs-commands: documents that are right pass, and each way in which one can be wrong is told."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from sandbox import ROOT, default_binary

DOMAIN = (ROOT / "Examples/domains/api-quotas/policydomain.yaml").read_text(encoding="utf-8")


def fenced(language, *lines):
    return "\n".join([f"```{language}", *lines, "```", ""])


class DocumentTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "domain.yaml").write_text(DOMAIN, encoding="utf-8")

    def judge(self, *parts, arguments=()):
        """The exit status for a tree with this document, and everything that was said."""
        document = self.root / "guide.md"
        document.write_text("# Guide\n\n" + "\n".join(parts), encoding="utf-8")
        done = subprocess.run(
            [ROOT / ".ci/docs-commands", "--root", self.root, *arguments],
            env=os.environ | {"MPE": default_binary()},
            capture_output=True,
            text=True,
            timeout=120,
        )
        return done.returncode, done.stdout + done.stderr

    def passes(self, *parts):
        status, said = self.judge(*parts)
        self.assertEqual(status, 0, said)
        return said

    def fails(self, *parts, names):
        status, said = self.judge(*parts)
        self.assertEqual(status, 1, said)
        for name in names:
            self.assertIn(name, said)

    def test_runs_mpe_and_compares(self):
        said = self.passes(fenced("console", "$ mpe lint -f domain.yaml; mpe rego eval --format raw '1 + 1'", "…", "2"))
        self.assertIn("1 documents, 1 commands", said)

    def test_a_wrong_output_fails(self):
        self.fails(fenced("console", "$ echo one", "two"), names=["guide.md:4", "`echo one`", "-two", "+one"])

    def test_an_output_that_the_document_leaves_out_fails(self):
        self.fails(fenced("console", "$ echo one; echo two", "one"), names=["guide.md:4", "+two"])

    def test_a_command_that_fails_is_told(self):
        self.fails(fenced("sh", "true", "false"), names=["guide.md:5", "`false` ends with status 1"])
        self.fails(fenced("console", "$ false", "$ echo e", "e"), names=["guide.md:4", "`false` ends with status 1"])

    def test_a_status_that_is_shown_is_compared(self):
        self.passes(fenced("console", "$ mpe rego eval nonsense >errors 2>&1", "$ echo $?", "2"))
        self.fails(fenced("console", "$ mpe rego eval nonsense >errors 2>&1", "$ echo $?", "0"), names=["guide.md:5"])

    def test_a_command_that_ends_the_shell_is_told(self):
        self.fails(fenced("console", "$ exit 0", "$ echo one", "one"), names=["guide.md:4", "`exit 0`", "ends the shell"])

    def test_ellipses_stand_for_what_changes(self):
        lines = ["$ printf 'took 12 ms\\na\\nb\\nend\\n'", "took … ms", "…", "end"]
        self.passes(fenced("console", *lines))
        self.fails(fenced("console", *lines[:2], "…", "END"), names=["+end"])
        self.fails(fenced("console", "$ printf 'a\\nb\\n'", "a…b"), names=["guide.md:4"])

    def test_commands_may_have_several_lines(self):
        self.passes(fenced("console", "$ echo '1", "2' |", "  cat", "1", "2", "$ cat <<END", "3", "END", "3"))
        self.fails(fenced("console", "$ echo 'one", "$ echo two"), names=["not complete"])

    def test_a_document_is_one_session_in_a_tree_of_its_own(self):
        self.passes(
            fenced("sh", "mkdir sub", "cd sub", "WHO=me"),
            fenced("console", "$ echo $WHO ${PWD##*/}", "me sub"),
        )
        self.assertFalse((self.root / "sub").exists())

    def test_files_that_are_shown_are_there(self):
        self.passes(
            fenced("yaml", "# made/one.yaml", "a: 1"),
            fenced("yaml", "# made/one.yaml at its end", "b: 2"),
            "`made/two.json`:\n",
            fenced("json", "{}"),
            fenced("console", "$ cat made/*", "# made/one.yaml", "a: 1", "b: 2", "{}"),
        )

    def test_excerpts_have_to_be_true(self):
        self.passes(fenced("yaml", "# from domain.yaml", "kind: PolicyDomain", "…", "spec:"))
        self.fails(fenced("yaml", "# from domain.yaml", "kind: Domain"), names=["guide.md:4", "not in domain.yaml"])
        self.fails(fenced("yaml", "# from other.yaml", "kind: Domain"), names=["there is no other.yaml"])

    def test_what_runs_behind_is_waited_for_and_ended(self):
        said = self.passes(
            fenced("console", "$ mpe serve -b domain.yaml --port 9000 --admin off >records.jsonl &"),
            fenced(
                "console",
                "$ curl -s -H 'content-type: application/json' -d '{}' http://127.0.0.1:9000/decision",
                '{"allow":false}',
                "$ kill -0 $! && echo it runs",
                "it runs",
            ),
        )
        self.assertIn("3 commands", said)

    def test_ports_in_a_comment_are_those_of_the_program_that_starts_last(self):
        late = "(sleep 1; exec python3 -m http.server --bind 127.0.0.1 \"$PORT\" >log 2>&1)"
        self.passes(
            fenced("sh", "PORT=8123"),
            "<!-- ready: 8123 -->",
            fenced("console", "$ sleep 60 &", f"$ {late} &", "$ curl -s -o page http://127.0.0.1:8123/; echo $?", "0"),
        )

    def test_what_does_not_start_is_told(self):
        self.fails(
            fenced("console", "$ mpe serve -b nowhere.yaml --port 9000 &"),
            names=["guide.md:4", "nothing listens on port 9000", "nowhere.yaml"],
        )

    def test_what_is_not_run_needs_a_reason_and_is_listed(self):
        container = fenced("sh", "no-such-program up")
        self.fails(container, names=["no-such-program"])
        self.fails("<!-- not run: -->", container, names=["`not run:` says nothing"])
        said = self.passes("<!-- not run: needs a container engine -->", container)
        self.assertIn("guide.md:5: needs a container engine", said)
        said = self.passes("<!-- needs: no-such-program -->", container)
        self.assertIn("guide.md:5: no-such-program is not here", said)

    def test_commands_cannot_hide(self):
        self.fails(fenced("", "mpe serve"), names=["line 3", "no language"])
        self.fails(fenced("text", "mpe serve"), names=["line 4", "a command in a block that is not run"])
        self.fails("    mpe serve", names=["line 3", "without fences"])
        self.fails(fenced("bash", "mpe serve"), names=["line 3", "`sh`"])
        self.fails(fenced("console", "mpe serve"), names=["line 4", "begins with a command"])
        self.fails("```sh\nmpe serve\n", names=["line 3", "never closed"])

    def test_links_lead_somewhere(self):
        self.passes("[a](domain.yaml) [b](https://example.org/nowhere) `[c](nowhere)`\n", fenced("text", "[d](nowhere)"))
        self.fails("[a](domain.yaml)\n\n[b](nowhere.md#part)\n", names=["guide.md:5", "nowhere.md"])

    def test_a_tree_without_documents_fails(self):
        status, _ = self.judge(arguments=["--root", self.root / "none"])
        self.assertEqual(status, 1)

    def test_writes_what_was_printed(self):
        text = [fenced("console", "$ echo one", "two", "", "$ echo three", "three"), fenced("sh", "true")]
        self.assertEqual(self.judge(*text, arguments=["--write"])[0], 1)
        written = (self.root / "guide.md").read_text(encoding="utf-8")
        self.assertEqual(self.judge(written)[0], 0)
        self.assertIn("$ echo one\none\n$ echo three\nthree\n```", written)


if __name__ == "__main__":
    unittest.main()
