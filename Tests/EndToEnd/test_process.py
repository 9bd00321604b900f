"""The process: how `mpe serve` starts, fails to start, and stops."""

import contextlib
import signal
import socket
import subprocess
import time
import unittest

import http2
import wire
from sandbox import ROOT, DecisionPoint, default_binary, free_port

SHOP = ROOT / "envoy/shop.yaml"


class StartTests(unittest.TestCase):
    def serve(self, *arguments):
        command = [default_binary(), "serve", "-p", "envoy", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)

    def test_a_port_in_use_is_named_and_ends_it(self):
        with socket.socket() as taken:
            taken.bind(("", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = self.serve("-b", SHOP, "--port", port)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("address already in use", done.stderr.lower())
        self.assertIn(str(port), done.stderr)
        self.assertEqual(done.stdout, "")

    def test_a_missing_bundle_is_named_and_ends_it(self):
        done = self.serve("-b", "nowhere/shop.yaml", "--port", free_port())
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("open nowhere/shop.yaml: no such file or directory", done.stderr)
        self.assertEqual(done.stdout, "")


class StopTests(unittest.TestCase):
    def setUp(self):
        self.mpe = self.enterContext(contextlib.closing(DecisionPoint(default_binary(), SHOP)))

    def test_sigterm_ends_an_idle_process_with_exit_code_0(self):
        self.mpe.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.mpe.process.wait(15), 0, self.mpe.error_text())

    def test_sigterm_lets_what_is_in_flight_be_answered(self):
        body = wire.framed(wire.check_request(path="/catalogue"))
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            connection.send(headers + http2.frame(http2.DATA, 0, 1, body[:100]))
            connection.read_until(lambda: False, seconds=0.3)

            self.mpe.process.send_signal(signal.SIGTERM)
            self.assertTrue(connection.read_until(lambda: connection.goaway), "no GOAWAY after SIGTERM")
            self.assertTrue(self.mpe.running(), "ended with a call in flight")
            connection.send(http2.frame(http2.DATA, http2.END_STREAM, 1, body[100:]))
            answer = wire.check_response(connection.message(1))
            self.assertEqual((answer.code, answer.kind), (0, "ok"))
        self.assertEqual(self.mpe.process.wait(15), 0, self.mpe.error_text())
        self.assertEqual(self.mpe.record()["decision"], "GRANT")

    def test_sigterm_does_not_wait_for_ever(self):
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            connection.send(headers)
            connection.read_until(lambda: False, seconds=0.3)
            started = time.monotonic()
            self.mpe.process.send_signal(signal.SIGTERM)
            connection.read_until(lambda: False, seconds=0.5)
            self.mpe.process.wait(30)
            self.assertLess(time.monotonic() - started, 20)
