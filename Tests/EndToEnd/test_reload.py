"""Policies that change while they are served: what is noticed, what is done about it, and what is left alone."""

import concurrent.futures
import contextlib
import os
import shutil
import signal
import tempfile
import time
import unittest
from pathlib import Path

import grpc
from policies import AdministeredPoint, check, domain, write

REFERENCE = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomainReference
metadata:
  name: files
spec:
  policies:
    - mrn: mrn:files:policy:gate
      name: gate
      rego_filename: gate.rego
"""


class ReloadCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.bundle = self.folder / "gate.yaml"
        write(self.bundle, domain(1))

    def serve(self, *bundles, arguments=()):
        mpe = self.enterContext(
            contextlib.closing(AdministeredPoint(*(bundles or [self.bundle]), arguments=arguments))
        )
        self.channel = self.enterContext(grpc.insecure_channel(f"127.0.0.1:{mpe.port}"))
        return mpe

    def check(self):
        return check(self.channel)


class WatchTests(ReloadCase):
    """--reload watch, the default."""

    def replace_by_rename(self, text):
        write(self.folder / ".new", text)
        os.rename(self.folder / ".new", self.bundle)

    def truncate_and_write(self, text):
        write(self.bundle, text)

    def delete_and_recreate(self, text):
        self.bundle.unlink()
        write(self.bundle, text)

    def keep_the_time(self, text):
        before = self.bundle.stat()
        write(self.folder / ".new", text)
        os.utime(self.folder / ".new", ns=(before.st_atime_ns, before.st_mtime_ns))
        os.rename(self.folder / ".new", self.bundle)

    def test_however_a_bundle_is_replaced_it_is_in_force_at_once(self):
        mpe = self.serve()
        self.assertEqual(self.check(), 0)
        allow = 1
        for replace in (
            self.replace_by_rename,
            self.truncate_and_write,
            self.delete_and_recreate,
            self.keep_the_time,
        ):
            with self.subTest(replace.__name__):
                allow = -allow
                before = mpe.reloads()
                replace(domain(allow))
                mpe.wait_for(mpe.reloads, before + 1)
                self.assertEqual(self.check(), 0 if allow == 1 else 7)

    def test_a_file_that_is_written_slowly_is_read_when_it_is_whole(self):
        mpe = self.serve()
        text = domain(-1)
        with open(self.bundle, "w", encoding="utf-8") as file:
            for start in range(0, len(text), 200):
                file.write(text[start : start + 200])
                file.flush()
                # Longer than files are left to settle: that this one is open is what is waited for.
                time.sleep(0.15)
        mpe.wait_for(mpe.reloads, 1)
        self.assertEqual(mpe.reloads("failed"), 0)
        self.assertEqual(self.check(), 7)

    def test_touching_a_bundle_changes_nothing(self):
        mpe = self.serve(arguments=["--reload", "watch"])
        before = mpe.ready()["policy"]
        mpe.ask("PUT", "/-/loglevel", "policyengine.backend.local:debug")
        os.utime(self.bundle)
        mpe.logged("files were touched and hold what they held")
        self.assertEqual(mpe.reload().json()["result"], "unchanged")
        self.assertEqual(mpe.ready()["policy"], before)
        self.assertEqual(mpe.reloads(), 0)

    def test_a_bad_bundle_leaves_the_last_good_one_in_force_and_says_where_it_is_bad(self):
        mpe = self.serve()
        good = mpe.ready()["policy"]
        write(self.bundle, domain("count("))
        mpe.wait_for(lambda: mpe.reloads("failed"), 1)
        self.assertEqual(self.check(), 0)

        ready = mpe.ask("GET", "/readyz")
        self.assertEqual(ready.status, 200)
        self.assertEqual((ready.json()["state"], ready.json()["policy"]), ("ready", good))
        finding = ready.json()["reload"]["failure"]["findings"][0]
        line = domain("count(").splitlines().index("        allow := count(") + 1
        self.assertEqual((finding["file"], finding["line"]), (str(self.bundle), line))
        self.assertIn(f"{self.bundle}:{line}:", mpe.error_text())
        self.assertEqual(mpe.metric("mpe_policy_last_reload_successful"), 0)

        write(self.bundle, domain(-1))
        mpe.wait_for(mpe.reloads, 1)
        self.assertNotIn("failure", mpe.ready()["reload"])
        self.assertEqual(self.check(), 7)

    def test_a_bad_bundle_is_logged_once_and_forgotten_when_the_old_text_is_back(self):
        mpe = self.serve()
        write(self.bundle, "no: domain")
        mpe.wait_for(lambda: mpe.reloads("failed"), 1)
        os.utime(self.bundle)
        write(self.bundle, domain(1))
        mpe.wait_for(lambda: "failure" in mpe.ready()["reload"], False)
        self.assertEqual((mpe.reloads("failed"), mpe.reloads()), (1, 0))
        self.assertEqual(mpe.error_text().count("policies are not reloaded"), 1)

    def test_policies_that_lose_their_mapper_are_a_bad_bundle(self):
        mpe = self.serve()
        write(self.bundle, domain(1, mapper=False))
        mpe.wait_for(lambda: mpe.reloads("failed"), 1)
        self.assertIn("mapper", mpe.ready()["reload"]["failure"]["message"])
        self.assertEqual(self.check(), 0)

    def test_a_bundle_that_is_gone_stays_in_force_until_it_is_back(self):
        mpe = self.serve()
        self.bundle.unlink()
        mpe.wait_for(lambda: mpe.reloads("failed"), 1)
        self.assertIn("no such file or directory", mpe.ready()["reload"]["failure"]["message"])
        self.assertEqual(self.check(), 0)
        write(self.bundle, domain(-1))
        mpe.wait_for(mpe.reloads, 1)
        self.assertEqual(self.check(), 7)

    def test_a_rego_file_that_a_reference_names_counts_like_the_bundle(self):
        write(self.folder / "files.yaml", REFERENCE)
        write(self.folder / "gate.rego", "package authz\n\nallow := 1\n")
        gate = domain(1).replace("policy: mrn:gate:policy:gate", "policy: files/mrn:files:policy:gate")
        write(self.bundle, gate)
        mpe = self.serve(self.bundle, self.folder / "files.yaml")
        self.assertEqual(self.check(), 0)
        write(self.folder / "gate.rego", "package authz\n\nallow := -1\n")
        mpe.wait_for(mpe.reloads, 1)
        self.assertEqual(self.check(), 7)

    def test_a_file_that_is_added_to_a_directory_of_bundles_counts(self):
        (self.folder / "policies").mkdir()
        write(self.folder / "policies/b.yaml", domain(-1))
        mpe = self.serve(self.folder / "policies")
        self.assertEqual(self.check(), 7)
        # Of two domains with one name the first counts.
        write(self.folder / "policies/a.yaml", domain(1))
        mpe.wait_for(mpe.reloads, 1)
        self.assertEqual(self.check(), 0)
        (self.folder / "policies/a.yaml").unlink()
        mpe.wait_for(mpe.reloads, 2)
        self.assertEqual(self.check(), 7)

    def test_warnings_of_a_new_bundle_are_logged(self):
        mpe = self.serve()
        write(self.bundle, domain(1) + "  surprises: []\n")
        mpe.wait_for(mpe.reloads, 1)
        mpe.logged(r'"level":"warn".*surprises')


class ConfigMapTests(ReloadCase):
    """A volume as the kubelet writes it: links to `..data`, which is a link to a folder with a time in its name."""

    def publish(self, number, texts):
        version = self.folder / f"..{number}"
        version.mkdir()
        for name, text in texts.items():
            write(version / name, text)
        os.symlink(version.name, self.folder / "..data_tmp")
        previous = os.readlink(self.folder / "..data") if number else None
        os.rename(self.folder / "..data_tmp", self.folder / "..data")
        if previous:
            shutil.rmtree(self.folder / previous)

    def setUp(self):
        super().setUp()
        self.bundle.unlink()
        self.names = ["one.yaml", "two.yaml"]
        for name in self.names:
            os.symlink(f"..data/{name}", self.folder / name)

    def texts(self, number):
        return {
            "one.yaml": domain(1, more=f"# {number}\n"),
            "two.yaml": domain(1, name="other", mapper=False, more=f"# {number}\n"),
        }

    def test_one_swap_of_several_files_is_one_reload(self):
        self.publish(0, self.texts(0))
        mpe = self.serve(*(self.folder / name for name in self.names))
        snapshots = {mpe.ready()["policy"]["snapshot"]}
        for number in range(1, 6):
            self.publish(number, self.texts(number))
            mpe.wait_for(mpe.reloads, number)
            snapshots.add(mpe.ready()["policy"]["snapshot"])
        self.assertEqual(len(snapshots), 6)
        # The safety net looks too, and finds nothing that is new.
        self.assertEqual(mpe.reload().json()["result"], "unchanged")
        self.assertEqual((mpe.reloads(), mpe.reloads("failed")), (5, 0))


class RequestTests(ReloadCase):
    """SIGHUP and POST /-/reload."""

    def test_with_signal_only_who_asks_gets_a_reload(self):
        mpe = self.serve(arguments=["--reload", "signal"])
        write(self.bundle, domain(-1))
        self.assertEqual(self.check(), 0)
        mpe.process.send_signal(signal.SIGHUP)
        mpe.wait_for(mpe.reloads, 1)
        self.assertEqual(self.check(), 7)

    def test_a_request_answers_with_the_new_fingerprint(self):
        mpe = self.serve(arguments=["--reload", "signal"])
        before = mpe.ready()["policy"]["snapshot"]
        write(self.bundle, domain(-1))
        answer = mpe.reload()
        self.assertEqual((answer.status, answer.json()["result"]), (200, "changed"))
        self.assertNotEqual(answer.json()["policy"]["snapshot"], before)
        self.assertEqual(self.check(), 7)
        self.assertEqual(mpe.record()["metadata"]["snapshot"], answer.json()["policy"]["snapshot"])

    def test_a_request_for_a_bad_bundle_answers_with_its_findings(self):
        mpe = self.serve(arguments=["--reload", "signal"])
        write(self.bundle, domain(1).replace("policy: mrn:gate:policy:gate", "policy: mrn:gate:policy:none"))
        for _ in range(2):
            answer = mpe.reload()
            self.assertEqual((answer.status, answer.json()["result"]), (422, "failed"))
            (finding,) = answer.json()["findings"]
            self.assertEqual((finding["category"], finding["file"]), ("reference", str(self.bundle)))
            self.assertGreater(finding["line"], 0)
        self.assertEqual(self.check(), 0)

    def test_requests_at_once_share_a_reload(self):
        mpe = self.serve(arguments=["--reload", "signal"])
        write(self.bundle, domain(-1))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda _: mpe.reload(), range(12)))
        self.assertEqual({answer.status for answer in answers}, {200})
        self.assertEqual(len({answer.json()["policy"]["snapshot"] for answer in answers}), 1)
        self.assertEqual(mpe.reloads(), 1)

    def test_off_means_off(self):
        mpe = self.serve(arguments=["--reload", "off"])
        write(self.bundle, domain(-1))
        answer = mpe.reload()
        self.assertEqual(answer.status, 409)
        self.assertIn("--reload", answer.json()["message"])
        mpe.process.send_signal(signal.SIGHUP)
        mpe.logged("SIGHUP is ignored")
        self.assertEqual(self.check(), 0)
        self.assertEqual(mpe.ready()["reload"]["mode"], "off")
