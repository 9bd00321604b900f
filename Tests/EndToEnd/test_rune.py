"""`mpe rune`: bundles of rule sets, what they come to, why, and that the same modules mean the same elsewhere."""

import gzip
import io
import json
import os
import pty
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

import regorus
from sandbox import default_binary

MOVIES = """package policy.movies

import rego.v1

metadata := {"name": "Movies", "resolution_strategy": "default-deny-overrule"}

allow contains {"id": "A-1", "msg": "editors may"} if "editor" in input.roles

deny contains {"id": "D-1", "msg": "too young"} if input.age < 18

deny contains {"id": "D-2", "msg": "soon too young", "enforce": "monitor"} if input.age < 21
"""

# In the language's first version, in a package of its own, with the other name of metadata.
ORDERS = """package shop.orders

rule_set := {"name": "Orders", "resolution_strategy": "default-deny"}

allow[result] {
	input.order == input.user
	result := {"id": "O-1", "msg": sprintf("the order of %s", [input.user])}
}
"""

BOTH = """package shop.both

import rego.v1

metadata := {"name": "Both", "resolution_strategy": "STRATEGY", "rule_sets": ["movies", "shop.orders"]}
"""

STRATEGY = """package rune.strategies

import rego.v1

two_of_two(allows, _) if count(allows) == 2
"""

EDITOR = {"roles": ["editor"], "age": 30, "user": "eve", "order": "bob"}
YOUNG = {"roles": ["editor"], "age": 17, "user": "eve", "order": "eve"}
CUSTOMER = {"roles": [], "age": 30, "user": "eve", "order": "eve"}
INPUTS = [EDITOR, YOUNG, CUSTOMER, {}]

# A framework as authors of rule sets wrote them in the language's first version.
OLD_FRAMEWORK = """package rune

import future.keywords.in

results := {"result": outcome, "rule_sets": sets}

sets[id] := {"name": data.policy[id].metadata.name, "result": verdict(id)} {
	some id in data.rune.policy_bundle.rule_sets
}

default outcome := "deny"

outcome := "allow" {
	data.rune.policy_bundle.resolution_strategy == "default-deny"
	sets[_].result == "allow"
}

verdict(id) := "allow" {
	count({r | data.policy[id].allow[r]; object.get(r, "enforce", "enforce") == "enforce"}) > 0
	count({r | data.policy[id].deny[r]; object.get(r, "enforce", "enforce") == "enforce"}) == 0
} else := "deny"
"""


class RuneCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return path

    def write_shop(self, strategy=None):
        self.write("shop/policy/movies.rego", MOVIES)
        self.write("shop/orders/orders.rego", ORDERS)
        self.write("shop/orders/orders_test.rego", "package shop.orders_test\n\ntest_nothing { true }\n")
        if strategy:
            self.write("shop/both.rego", BOTH.replace("STRATEGY", strategy))

    def run_mpe(self, *arguments, stdin=None):
        command = [str(Path(default_binary()).resolve()), *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, input=stdin, capture_output=True, timeout=60)

    def rune(self, *arguments, stdin=None, code=0):
        """Standard output of a command that ends with `code`."""
        done = self.run_mpe("rune", *arguments, stdin=None if stdin is None else json.dumps(stdin).encode())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.errors = done.stderr.decode()
        return done.stdout.decode()

    def results(self, path, document):
        return json.loads(self.rune("eval", path, "-i", "-", stdin=document))


class BundleTests(RuneCase):
    def test_an_archive_is_the_same_each_time_and_python_reads_it(self):
        self.write_shop()
        self.write("shop/notes.json", {})
        self.write("shop/data.json", {"limits": {"age": 18}})
        self.write("shop/deep/er/data.yaml", "list:\n  - 1\n")
        self.rune("bundle", "shop", "--revision", "7")
        first = (self.folder / "shop.tar.gz").read_bytes()
        self.assertIn("shop.tar.gz: 2 rule sets (movies, shop.orders), framework 1.0.0", self.errors)
        os.utime(self.folder / "shop/policy/movies.rego", (0, 0))
        self.rune("bundle", "shop/", "-o", "again.tar.gz", "--revision", "7")
        self.assertEqual((self.folder / "again.tar.gz").read_bytes(), first)
        done = self.run_mpe("rune", "bundle", "shop", "-o", "-", "--revision", "7")
        self.assertEqual(done.stdout, first)
        self.assertGreater(len(gzip.decompress(first)), 10_000)
        with tarfile.open(self.folder / "shop.tar.gz") as archive:
            members = archive.getmembers()
            texts = {member.name: archive.extractfile(member).read().decode() for member in members}
        self.assertEqual({(member.mtime, member.uid, member.mode) for member in members}, {(0, 0, 0o644)})
        self.assertEqual(list(texts)[:2], [".manifest", "data.json"])
        self.assertEqual(list(texts)[2:], sorted(list(texts)[2:]))
        self.assertEqual(texts["policy/movies.rego"], MOVIES)
        for absent in ["orders/orders_test.rego", "notes.json", "deep/er/data.yaml"]:
            self.assertNotIn(absent, texts)
        manifest = json.loads(texts[".manifest"])
        self.assertEqual(manifest["file_rego_versions"], {"/orders/orders.rego": 0})
        self.assertEqual((manifest["revision"], manifest["roots"], manifest["rego_version"]), ("7", [""], 1))
        names = {"name": "shop", "resolution_strategy": "default-deny", "rule_sets": ["movies", "shop.orders"]}
        expected = {"limits": {"age": 18}, "deep": {"er": {"list": [1]}}, "rune": {"policy_bundle": names}}
        self.assertEqual(json.loads(texts["data.json"]), expected)

    def test_other_programs_archives_are_read(self):
        self.write_shop()
        long = "shop/" + "very/long/" * 20 + "names"
        self.write(long + "/" + "n" * 120 + "_ü.rego", "package names\n")
        for name in ["PAX_FORMAT", "GNU_FORMAT", "USTAR_FORMAT"]:
            with self.subTest(name), tarfile.open(
                self.folder / "theirs.tar.gz", "w:gz", format=getattr(tarfile, name)
            ) as archive:
                if name == "USTAR_FORMAT":
                    archive.add(self.folder / "shop/policy", "policy")
                else:
                    archive.add(self.folder / "shop", ".")
            self.assertEqual(self.results("theirs.tar.gz", EDITOR)["result"], "allow")
        subprocess.run(["tar", "czf", "tar.tgz", "-C", "shop", "."], cwd=self.folder, check=True)
        self.assertEqual(self.results("tar.tgz", EDITOR)["result"], "allow")

    def test_hostile_archives_are_refused(self):
        def archive(**members):
            with tarfile.open(self.folder / "odd.tar.gz", "w:gz") as file:
                for name, kind in members.items():
                    member = tarfile.TarInfo(name.replace("UP", "../"))
                    member.type, member.linkname = kind, "/etc/passwd"
                    file.addfile(member, io.BytesIO())

        for member, message in [
            ({"a": tarfile.SYMTYPE}, "`a` is a link"),
            ({"a": tarfile.LNKTYPE}, "`a` is a link"),
            ({"a": tarfile.FIFOTYPE}, "`a` is no file and no folder"),
            ({"UPa": tarfile.REGTYPE}, "`../a` leads out of the archive"),
        ]:
            with self.subTest(message):
                archive(**member)
                self.rune("eval", "odd.tar.gz", code=1)
                self.assertIn("odd.tar.gz: " + message, self.errors)
        self.write_shop()
        self.rune("bundle", "shop")
        whole = (self.folder / "shop.tar.gz").read_bytes()
        (self.folder / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
        self.rune("eval", "cut.tar.gz", code=1)
        self.assertIn("cut.tar.gz: it ends in the middle of the gzip data", self.errors)
        with gzip.open(self.folder / "bomb.tar.gz", "wb") as bomb:
            for _ in range(300):
                bomb.write(bytes(1 << 20))
        self.rune("eval", "bomb.tar.gz", code=1)
        self.assertIn("bomb.tar.gz: it has more than 256 MiB", self.errors)

    def test_what_is_wrong_is_said_with_its_place(self):
        self.write("shop/a.rego", MOVIES.replace('-overrule"', '", "rule_sets": ["gone"]'))
        self.rune("bundle", "shop", code=1)
        self.assertRegex(self.errors, r"error: shop/a\.rego:5:\d+: there is no rule set `gone`")
        self.assertFalse((self.folder / "shop.tar.gz").exists())
        self.write("shop/a.rego", MOVIES + "\nallow contains nope(1)\n")
        self.rune("bundle", "shop", code=1)
        self.assertIn("shop/a.rego:13: rego_type_error: undefined function nope", self.errors)
        self.write("shop/a.rego", MOVIES)
        self.rune("bundle", "shop", "-o", "no/such/folder.tar.gz", code=1)
        self.assertIn("no/such/folder.tar.gz: no such file or directory", self.errors)
        self.rune("bundle", "gone", code=1)
        self.assertIn("open gone: no such file or directory", self.errors)
        self.rune("bundle", "shop", "--rune-version", "0.0.1", code=1)
        self.assertIn("there is no version `0.0.1` of the framework", self.errors)
        self.rune("bundle", "shop", "--nope", code=2)
        self.rune("bundle", "shop", "--v0", "--v1", code=2)
        self.write("shop/orders.rego", ORDERS)
        self.rune("bundle", "shop", "--v1", code=1)
        self.assertIn("shop/orders.rego:5:1: `if` keyword is required", self.errors)

    def test_ids_of_the_manifest_must_exist(self):
        self.write_shop()
        bundle = {"rule_sets": ["movies", "gone"], "resolution_strategy": "default-deny"}
        self.write("shop/data.json", {"rune": {"policy_bundle": bundle}})
        self.rune("bundle", "shop", code=1)
        self.assertIn("the manifest `data.rune.policy_bundle`: there is no rule set `gone`", self.errors)
        results = self.results("shop", EDITOR)
        self.assertEqual(results["rule_sets"]["gone"]["result"], "error")

    def test_a_framework_of_the_authors_own_is_left_out(self):
        self.write_shop()
        self.write("shop/rune.rego", OLD_FRAMEWORK)
        self.rune("bundle", "shop")
        self.assertIn("note: shop/rune.rego:1:1: the framework built in is used", self.errors)
        self.rune("bundle", "shop.tar.gz", code=1)
        self.assertIn("shop.tar.gz is a bundle already", self.errors)

    def test_links_that_go_round_end(self):
        self.write_shop()
        (self.folder / "shop/policy/back").symlink_to(self.folder / "shop")
        self.rune("eval", "shop", code=1)
        self.assertIn("folders lie in one another without end", self.errors)


class EvalTests(RuneCase):
    def test_formats_and_exit_codes(self):
        self.write_shop()
        self.rune("bundle", "shop")
        self.write("young.json", YOUNG)
        self.write("editor.yaml", "roles: [editor]\nage: 30\n")
        for path in ["shop", "shop.tar.gz"]:
            with self.subTest(path):
                results = json.loads(self.rune("eval", path, "-i", "young.json"))
                movies = results["rule_sets"]["movies"]
                self.assertEqual((results["result"], movies["result"]), ("allow", "deny"))
                self.assertEqual([one["id"] for one in movies["reason"]["enforced_denies"]], ["D-1"])
                self.assertEqual([one["id"] for one in movies["reason"]["monitored_denies"]], ["D-2"])
                self.assertEqual(self.rune("eval", path, "-i", "editor.yaml", "-f", "raw"), "allow\n")
                text = "deny (default-deny)\n│  nothing allows, and without an allow it is a deny\n"
                text += "├─ movies: deny\n└─ shop.orders: deny\n"
                self.assertEqual(self.rune("eval", path, "-f", "pretty"), text)
                self.assertEqual(self.rune("eval", path, "-f", "raw"), "deny\n")
                self.assertEqual(self.rune("eval", path, "-f", "raw", "--fail-on", "deny", code=1), "deny\n")
                self.rune("eval", path, "-i", "editor.yaml", "--fail-on", "deny")
        self.rune("eval", "shop", "-i", "gone.json", code=1)
        self.assertIn("gone.json: no such file or directory", self.errors)
        self.write("bad.json", "{")
        self.rune("eval", "shop", "-i", "bad.json", code=1)
        self.assertIn("bad.json: line 1, column 2", self.errors)
        self.rune("eval", "shop", "--format", "xml", code=2)
        self.rune("eval", "shop", "--strategy", "odd", code=1)
        self.rune("eval", "shop.tar.gz", "--strategy", "default-allow", code=1)
        self.assertEqual(self.rune("eval", "shop", "--strategy", "default-allow-overrule", "-f", "raw"), "deny\n")

    def test_a_bundle_may_come_by_standard_input(self):
        self.write_shop()
        bundle = self.run_mpe("rune", "bundle", "shop", "-o", "-").stdout
        done = self.run_mpe("rune", "eval", "-", "-f", "raw", stdin=bundle)
        self.assertEqual((done.returncode, done.stdout), (0, b"deny\n"), done.stderr)
        done = self.run_mpe("rune", "eval", "-", "-i", "-", stdin=bundle)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard input can be read once", done.stderr)

    def test_adapters_answer_in_their_form(self):
        self.write_shop()
        response = json.loads(self.rune("eval", "shop", "--adapter", "envoy", "-i", "-", stdin=EDITOR))
        self.assertTrue(response["allowed"])
        self.write("shop/log.rego", "package rune.adapters.log\n\nresponse := data.rune.results.result\n")
        arguments = ["eval", "shop", "--adapter", "log", "-f", "raw"]
        self.assertEqual(self.rune(*arguments, "--fail-on", "deny", code=1), "deny\n")
        self.rune("eval", "shop", "--adapter", "gone", code=1)
        self.assertIn("there is no adapter `gone`: there are `envoy`", self.errors)

    def test_rule_sets_in_rule_sets_by_a_strategy_of_the_bundle(self):
        self.write_shop(strategy="two-of-two")
        self.write("shop/strategies.rego", STRATEGY)
        for document, expected in [(EDITOR, "deny"), (YOUNG, "deny"), ({**YOUNG, "age": 18}, "allow")]:
            with self.subTest(document):
                results = self.results("shop", document)
                self.assertEqual(list(results["rule_sets"]), ["shop.both"])
                both = results["rule_sets"]["shop.both"]
                self.assertEqual((results["result"], both["result"]), (expected, expected))
                self.assertEqual(list(both["rule_sets"]), ["movies", "shop.orders"])

    def test_an_authors_own_framework_runs_in_the_first_version(self):
        first = MOVIES.replace("import rego.v1", "import future.keywords")
        self.write("old/policy/movies.rego", first)
        self.write("old/rune.rego", OLD_FRAMEWORK)
        bundle = {"name": "old", "rule_sets": ["movies"], "resolution_strategy": "default-deny"}
        self.write("old/data.json", {"rune": {"policy_bundle": bundle}})
        for document, expected in [(EDITOR, "allow"), (YOUNG, "deny"), ({}, "deny")]:
            with self.subTest(document):
                self.write("input.json", document)
                done = self.run_mpe("rego", "eval", "--v0", "-d", "old", "-i", "input.json", "data.rune.results")
                self.assertEqual(done.returncode, 0, done.stdout)
                (result,) = json.loads(done.stdout)["result"]
                value = {"result": expected, "rule_sets": {"movies": {"name": "Movies", "result": expected}}}
                self.assertEqual(result["expressions"][0]["value"], value)
                self.assertEqual(self.results("old", document)["result"], expected)


class OtherEngineTests(RuneCase):
    """An engine that shares no code with ours evaluates the modules of our bundles."""

    def other_results(self, path, document):
        with tarfile.open(self.folder / path) as archive:
            texts = {member.name: archive.extractfile(member).read().decode() for member in archive}
        versions = json.loads(texts[".manifest"]).get("file_rego_versions", {})
        engine = regorus.Engine()
        for name, text in texts.items():
            if name.endswith(".rego"):
                engine.set_rego_v0(versions.get("/" + name) == 0)
                engine.add_policy(name, text)
        engine.add_data_json(texts["data.json"])
        engine.set_input_json(json.dumps(document))
        return json.loads(engine.eval_rule_as_json("data.rune.results"))

    def test_the_results_are_the_same(self):
        # Without a strategy of the bundle's own: that engine has no functions whose clauses stand in two modules.
        strategies = ["default-deny", "default-allow", "default-deny-overrule", "default-allow-overrule", "unknown"]
        for strategy in strategies:
            self.write_shop(strategy=strategy)
            self.rune("bundle", "shop", *([] if strategy == "unknown" else ["--strategy", strategy]))
            for document in [*INPUTS, {**YOUNG, "age": "old"}]:
                with self.subTest(strategy=strategy, document=document):
                    self.assertEqual(
                        self.results("shop.tar.gz", document), self.other_results("shop.tar.gz", document)
                    )


class ExplainTests(RuneCase):
    TREE = """bundle: deny (default-deny)
│  nothing allows, and without an allow it is a deny
└─ shop.both, Both: deny (default-deny-overrule)
   │  movies denies, which overrules shop.orders
   ├─ movies, Movies: deny (default-deny-overrule)
   │  │  D-1 denies, which overrules A-1
   │  ├─ allow  A-1  editors may
   │  ├─ deny  D-1  too young
   │  └─ monitored: decides nothing
   │     └─ deny  D-2  soon too young
   └─ shop.orders, Orders: allow (default-deny)
      │  O-1 allows
      └─ allow  O-1  the order of eve
"""

    def test_a_tree_says_what_decided(self):
        self.write_shop(strategy="default-deny-overrule")
        self.rune("bundle", "shop")
        for path in ["shop", "shop.tar.gz"]:
            self.assertEqual(self.rune("explain", path, "-i", "-", stdin=YOUNG), self.TREE)
        self.assertEqual(self.rune("explain", "shop", "-i", "-", "--fail-on", "deny", stdin=YOUNG, code=1), self.TREE)
        document = json.loads(self.rune("explain", "shop", "-i", "-", "--format", "json", stdin=YOUNG))
        both = document["rule_sets"][0]
        self.assertEqual((document["result"], both["id"], both["deciders"]), ("deny", "shop.both", ["movies"]))
        movies = both["rule_sets"][0]
        self.assertEqual(movies["enforced"]["denies"], [{"id": "D-1", "msg": "too young"}])
        self.assertEqual(movies["monitored"]["denies"][0]["id"], "D-2")

    def test_colours_are_for_terminals(self):
        self.write_shop()
        self.write("young.json", YOUNG)
        command = [str(Path(default_binary()).resolve()), "rune", "explain", "shop", "-i", "young.json"]
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        for more, coloured in [({}, True), ({"NO_COLOR": "1"}, False)]:
            ours, theirs = pty.openpty()
            self.addCleanup(os.close, ours)
            subprocess.run(command, cwd=self.folder, stdout=theirs, env={**environment, **more}, check=True, timeout=60)
            os.close(theirs)
            shown = os.read(ours, 65_536)
            self.assertEqual(b"\x1b[1;31mdeny\x1b[0m" in shown, coloured, shown)


class TestTests(RuneCase):
    """`mpe rune test`."""

    TESTS = """package shop_test

import rego.v1

test_editors if data.rune.results.rule_sets.movies.result == "allow" with input as {"roles": ["editor"]}

test_manifest if {
	data.rune.results.result == "deny" with input as {"age": 3}
		with data.rune.policy_bundle as {"rule_sets": ["movies"], "resolution_strategy": "default-allow"}
}
"""

    def test_tests_see_the_framework(self):
        self.write_shop()
        self.write("shop/all_test.rego", self.TESTS)
        self.assertIn("PASS: 3/3", self.rune("test", "shop"))
        self.assertIn("PASS: 1/1", self.rune("test", "shop", "--run", "manifest"))
        more = self.write("more/odd_test.rego", "package odd_test\n\ntest_odd { data.rune.results.result == 1 }\n")
        self.assertIn("FAIL: 1/4", self.rune("test", "shop", "more", code=2))
        self.assertIn("FAIL: 1/4", self.rune("test", "shop", more, code=2))
        report = json.loads(self.rune("test", "shop", "--format", "json"))
        self.assertEqual(len(report), 3)
        self.rune("test", "gone", code=1)
        self.write("shop/all_test.rego", "package shop_test\n\ntest_x { nope(1) }\n")
        self.rune("test", "shop", code=1)
        self.assertIn("undefined function nope", self.errors)


class FrameworkTests(RuneCase):
    def test_the_modules_are_printed_or_written(self):
        text = self.rune("framework")
        self.assertIn("package rune\n", text)
        self.assertIn("# rune/rune.rego\n", text)
        self.rune("framework", "-o", "out", "--rune-version", "1.0.0")
        self.assertIn("package rune\n", (self.folder / "out/rune/rune.rego").read_text(encoding="utf-8"))
        self.rune("framework", "--rune-version", "7", code=1)
        self.assertIn("there is no version `7` of the framework: there are `1.0.0`", self.errors)
        done = self.run_mpe("rego", "check", "out")
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
