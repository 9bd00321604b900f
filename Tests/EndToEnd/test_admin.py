"""The admin listener: what it answers, to whom, and what happens where its port is taken."""

import contextlib
import json
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import http2
import wire
from policies import AdministeredPoint, domain, write
from sandbox import DecisionPoint, default_binary, free_port


class AdminCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.bundle = Path(folder) / "gate.yaml"
        write(cls.bundle, domain(1))


class RouteTests(AdminCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mpe = cls.enterClassContext(contextlib.closing(AdministeredPoint(cls.bundle)))

    def test_it_is_alive_and_ready(self):
        self.assertEqual(self.mpe.ask("GET", "/healthz").status, 200)
        ready = self.mpe.ask("GET", "/readyz")
        self.assertEqual((ready.status, ready.json()["state"]), (200, "ready"))
        self.assertEqual(ready.json()["policy"]["domains"], ["gate"])

    def test_metrics_are_in_the_text_format_of_prometheus(self):
        answer = self.mpe.ask("GET", "/metrics")
        self.assertTrue(answer.headers["content-type"].startswith("text/plain; version=0.0.4"))
        for line in answer.text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"\})? [0-9.e+]+)$')
        snapshot = self.mpe.ready()["policy"]["snapshot"]
        self.assertEqual(self.mpe.metric(f'mpe_policy_info{{snapshot="{snapshot}"}}'), 1)

    def test_a_path_that_there_is_not_is_404(self):
        for path in ("/", "/healthz/more", "/-/", "/-/reload%2f", "/../healthz"):
            with self.subTest(path):
                self.assertEqual(self.mpe.ask("GET", path).status, 404)

    def test_a_method_that_a_path_has_not_is_405_and_those_it_has_are_named(self):
        cases = [
            ("POST", "/healthz", "GET, HEAD, OPTIONS"),
            ("DELETE", "/readyz", "GET, HEAD, OPTIONS"),
            ("GET", "/-/reload", "OPTIONS, POST"),
            ("HEAD", "/-/reload", "OPTIONS, POST"),
            ("POST", "/-/loglevel", "GET, HEAD, OPTIONS, PUT"),
        ]
        for method, path, allowed in cases:
            with self.subTest(f"{method} {path}"):
                answer = self.mpe.ask(method, path)
                self.assertEqual((answer.status, answer.headers.get("allow")), (405, allowed))

    def test_head_is_get_without_the_body(self):
        for path in ("/healthz", "/readyz", "/metrics", "/-/loglevel"):
            with self.subTest(path):
                head, get = self.mpe.ask("HEAD", path), self.mpe.ask("GET", path)
                self.assertEqual((head.status, head.text), (200, ""))
                self.assertEqual(head.headers["content-type"], get.headers["content-type"])

    def test_levels_change_for_the_modules_that_are_named(self):
        self.assertEqual(self.mpe.ask("GET", "/-/loglevel").text, ".:info\n")
        put = self.mpe.ask("PUT", "/-/loglevel", "policyengine.backend.local:debug")
        self.assertEqual((put.status, put.text), (200, ".:info;policyengine.backend.local:debug\n"))
        self.mpe.reload()
        self.mpe.logged('"level":"debug".*their texts are those in force')
        self.assertEqual(
            self.mpe.ask("PUT", "/-/loglevel", "policyengine.backend.local:info").text,
            ".:info;policyengine.backend.local:info\n",
        )

    def test_levels_that_there_are_not_are_400(self):
        for text in ("policyengine:loud", "a:b:c", "", "  \n"):
            with self.subTest(text):
                answer = self.mpe.ask("PUT", "/-/loglevel", text)
                self.assertEqual(answer.status, 400)
                self.assertTrue(answer.json()["message"])

    def test_a_body_that_is_too_large_is_413(self):
        self.assertEqual(self.mpe.ask("PUT", "/-/loglevel", "x" * 100_000).status, 413)

    def test_it_listens_on_the_loopback_alone(self):
        listening = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()
        places = [line.split()[1] for line in listening[1:] if line.split()[3] == "0A"]
        self.assertIn(f"0100007F:{self.mpe.admin_port:04X}", places)
        self.assertNotIn(f"00000000:{self.mpe.admin_port:04X}", places)

    def test_garbage_does_not_end_it(self):
        with socket.create_connection(("127.0.0.1", self.mpe.admin_port), 10) as raw:
            raw.sendall(b"\x16\x03\x01\x02\x00" + bytes(2000) + b"\r\n\r\n")
            with contextlib.suppress(OSError):
                raw.recv(1000)
        self.assertEqual(self.mpe.ask("GET", "/healthz").status, 200)


class PlaceTests(AdminCase):
    def serve(self, *arguments):
        command = [default_binary(), "serve", "-p", "envoy", "-b", self.bundle, "--port", free_port(), *arguments]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)

    def test_a_place_that_was_asked_for_and_is_taken_ends_it(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            place = f"127.0.0.1:{taken.getsockname()[1]}"
            done = self.serve("--admin", place)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(place, done.stderr)
        self.assertIn("--admin", done.stderr)

    def test_the_default_place_may_be_taken(self):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # Another process may hold it already, and that is as good.
            with contextlib.suppress(OSError):
                taken.bind(("127.0.0.1", 9901))
                taken.listen()
            mpe = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), self.bundle)))
            self.assertIn("no admin listener", mpe.error_text())
            self.assertIn("--admin", mpe.error_text())

    def test_off_is_nowhere(self):
        mpe = self.enterContext(
            contextlib.closing(DecisionPoint(default_binary(), self.bundle, arguments=["--admin", "off"]))
        )
        self.assertNotIn("admin listener", mpe.error_text())

    def test_a_place_that_is_none_is_a_usage_error(self):
        for place in ("9901", ":9901", "127.0.0.1", "127.0.0.1:99999", "on"):
            with self.subTest(place):
                done = self.serve("--admin", place)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("HOST:PORT", done.stderr)


class StopTests(AdminCase):
    def test_it_is_not_ready_while_it_stops(self):
        mpe = self.enterContext(contextlib.closing(AdministeredPoint(self.bundle)))
        with contextlib.closing(http2.Connection(mpe.port)) as connection:
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            connection.send(headers)
            connection.read_until(lambda: False, seconds=0.3)
            mpe.process.send_signal(signal.SIGTERM)
            mpe.logged("Shutting down")
            ready = mpe.ask("GET", "/readyz")
            self.assertEqual((ready.status, ready.json()["state"]), (503, "stopping"))
            self.assertEqual(mpe.ask("GET", "/healthz").status, 200)
        self.assertEqual(mpe.process.wait(15), 0, mpe.error_text())

    def test_it_stops_without_a_word_but_its_log(self):
        for _ in range(5):
            mpe = self.enterContext(contextlib.closing(AdministeredPoint(self.bundle)))
            mpe.ask("GET", "/readyz")
            self.assertEqual(mpe.stop(), 0)
            for line in mpe.error_text().splitlines():
                self.assertEqual(json.loads(line)["level"], "info", line)
