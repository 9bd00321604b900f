"""Policies that wait for the network: what `mpe` allows, and how `mpe serve` goes on while a server stalls."""

import concurrent.futures
import contextlib
import http.client
import http.server
import json
import os
import re
import signal
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import grpc
import http1
import http2
import wire
from sandbox import DecisionPoint, Envoy, Program, default_binary, free_port

DOMAIN = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {{name: d}}
spec:
  policies:
    - mrn: "p:asks"
      name: asks
      rego: |
        package authz
        default allow = 0
        allow = 1 {{
          r := http.send({{"method": "GET", "url": concat("", ["http://127.0.0.1:{port}", input.resource.id]), "timeout": "20s"}})
          r.status_code == 200
        }}
    - mrn: "p:yes"
      name: yes
      rego: |
        package authz
        default allow = true
  resource-groups:
    - {{mrn: "rg:all", name: all, policy: "p:yes", default: true}}
  operations:
    - {{name: all, selector: [".*"], policy: "p:asks"}}
  mappers:
    - name: m
      selector: [".*"]
      rego: |
        package mapper
        porc = {{"operation": "svc:get", "resource": input.request.http.path, "principal": {{}}}}
"""

LOOKUP = 'porc = {"addresses": net.lookup_ip_addr("127.0.0.1")}'


def mapper(*rules):
    """A domain with a mapper alone."""
    start = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {name: d}
spec:
  mappers:
    - name: m
      selector: [".*"]
      rego: |
        package mapper
"""
    return start + "".join(f"        {rule}\n" for rule in rules)


def waiting(text):
    """Envoy's sample configuration for decisions that wait: a longer timeout, and none for each try."""
    text = text.replace("timeout: 0.25s\n", "timeout: 10s\n")
    edited, count = re.subn(r" *retry_policy:\n.*retry_on.*\n.*num_retries.*\n.*retry_back_off.*\n", "", text)
    assert count == 1, "envoy/envoy.yaml should hold `retry_policy:` once"
    return edited


class Backend(http.server.ThreadingHTTPServer):
    """Answers 200, 404 below /no, and below /stall nothing until it is let go."""

    daemon_threads = True

    def __init__(self):
        backend = self
        self.stalled = 0
        self.released = threading.Event()
        self.lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.path.startswith("/stall"):
                    with backend.lock:
                        backend.stalled += 1
                    backend.released.wait(60)
                self.send_response(404 if self.path.startswith("/no") else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def wait_for_stalls(self, count, seconds=20):
        deadline = time.monotonic() + seconds
        while self.stalled < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.stalled

    def handle_error(self, *_):
        pass

    def close(self):
        self.released.set()
        self.shutdown()
        self.server_close()


class NetworkCase(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.backend = self.enterContext(contextlib.closing(Backend()))
        self.domain = self.folder / "d.yaml"
        self.domain.write_text(DOMAIN.format(port=self.backend.server_port), encoding="utf-8")

    def serve(self, *arguments):
        mpe = DecisionPoint(default_binary(), self.domain, arguments=("--allow-builtin", "http.send", *arguments))
        self.mpe = self.enterContext(contextlib.closing(mpe))
        self.channel = self.enterContext(grpc.insecure_channel(f"127.0.0.1:{mpe.port}"))

    def ask(self, path, timeout=30):
        """A call under way."""
        return self.channel.unary_unary(wire.METHOD).future(wire.check_request(path=path), timeout=timeout)

    def code(self, call):
        return wire.check_response(call.result()).code


class GenericTests(NetworkCase):
    """PORCs by HTTP whose policies wait."""

    def serve(self, *arguments):
        self.port = free_port()
        command = [default_binary(), "serve", "-b", self.domain, "--port", self.port, "--admin", "off"]
        self.mpe = Program("mpe", [*command, "--allow-builtin", "http.send", "--threads", "1", *arguments])
        self.enterContext(contextlib.closing(self.mpe))
        self.mpe.wait_until_listening(self.port)

    def decide(self, *paths):
        porcs = [{"operation": "svc:get", "resource": {"id": path, "group": "rg:all"}} for path in paths]
        path, body = ("/decision", porcs[0]) if len(porcs) == 1 else ("/decisions", porcs)
        return http1.ask(self.port, "POST", path, {"content-type": "application/json"}, json.dumps(body))

    def test_a_stalling_server_delays_nobody_else(self):
        self.serve()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            stalled = [pool.submit(self.decide, f"/stall/{number}") for number in range(4)]
            self.assertEqual(self.backend.wait_for_stalls(4), 4)
            self.assertEqual(self.decide("/yes").body, b'{"allow":true}\n')
            self.assertEqual(self.decide("/no").body, b'{"allow":false}\n')
            decisions = json.loads(self.decide("/yes", "/no", "/yes/2").body)["decisions"]
            self.assertEqual([decision["allow"] for decision in decisions], [True, False, True])
            self.backend.released.set()
            self.assertEqual({call.result().body for call in stalled}, {b'{"allow":true}\n'})

    def test_beyond_the_bound_nothing_is_decided_and_the_caller_is_told(self):
        self.serve("--waiting-threads", "1", "--waiting-queue", "0")
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            stalled = pool.submit(self.decide, "/stall")
            self.assertEqual(self.backend.wait_for_stalls(1), 1)
            answer = self.decide("/yes")
            self.assertEqual((answer.status, answer.headers.get("retry-after")), (503, "1"))
            self.backend.released.set()
            self.assertEqual(stalled.result().status, 200)

    def test_our_deadline_denies(self):
        self.serve("--max-wait", "300ms")
        self.assertEqual(self.decide("/stall").body, b'{"allow":false}\n')

    def test_a_client_that_goes_away_frees_the_thread(self):
        self.serve("--waiting-threads", "1", "--waiting-queue", "1")
        with contextlib.closing(http1.Connection(self.port)) as connection:
            porc = json.dumps({"operation": "svc:get", "resource": {"id": "/stall", "group": "rg:all"}})
            headers = {"content-type": "application/json"}
            connection.send(http1.request("POST", "/decision", headers, porc))
            self.assertEqual(self.backend.wait_for_stalls(1), 1)
        self.assertEqual(self.decide("/yes").body, b'{"allow":true}\n')


class RefusalTests(NetworkCase):
    def run_mpe(self, *arguments, input="{}", environment=None):
        command = [os.path.abspath(default_binary()), *map(str, arguments)]
        return subprocess.run(
            command, input=input, capture_output=True, text=True, timeout=60, cwd=self.folder, env=environment
        )

    def test_calls_are_refused_with_their_place_and_the_remedy(self):
        for command in (["test", "decision"], ["test", "envoy"], ["serve", "-p", "envoy", "--port", str(free_port())]):
            done = self.run_mpe(*command, "-b", self.domain)
            self.assertEqual(done.returncode, 1, done)
            self.assertIn("d.yaml:12:16: rego_type_error: undefined function http.send", done.stderr)
            self.assertIn("`--allow-builtin http.send`", done.stderr)

    def test_a_function_that_stands_in_for_another_is_a_call(self):
        rules = ["f(x) = lower(x)", 'porc = {"a": x} { x = f("a") with lower as net.lookup_ip_addr }']
        self.domain.write_text(mapper(*rules), encoding="utf-8")
        done = self.run_mpe("test", "mapper", "-b", self.domain)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("`--allow-builtin net.lookup_ip_addr`", done.stderr)

    def test_what_is_only_replaced_is_not_called(self):
        self.domain.write_text(mapper('porc = {"a": 1} { true with http.send as {"status": 200} }'), encoding="utf-8")
        done = self.run_mpe("test", "mapper", "-b", self.domain)
        self.assertEqual((done.returncode, done.stdout), (0, '{"a":1}\n'), done)

    def test_the_flag_and_the_environment_allow_one_function_each(self):
        self.domain.write_text(mapper(LOOKUP), encoding="utf-8")
        wanted = '{"addresses":["127.0.0.1"]}\n'
        for names in (["net.lookup_ip_addr"], ["http.send", "net.lookup_ip_addr"], ["http.send,net.lookup_ip_addr"]):
            flags = [word for name in names for word in ("--allow-builtin", name)]
            done = self.run_mpe("test", "mapper", "-b", self.domain, *flags)
            self.assertEqual((done.returncode, done.stdout), (0, wanted), done)
        done = self.run_mpe("test", "mapper", "-b", self.domain, environment={"MPE_ALLOW_BUILTIN": "net.lookup_ip_addr"})
        self.assertEqual((done.returncode, done.stdout), (0, wanted), done)
        done = self.run_mpe("test", "mapper", "-b", self.domain, "--allow-builtin", "http.send")
        self.assertEqual(done.returncode, 1, done)
        done = self.run_mpe("test", "mapper", "-b", self.domain, "--allow-builtin", "count")
        self.assertEqual(done.returncode, 1, done)
        self.assertIn("`count` needs no permission", done.stderr)

    def test_rego_eval_has_the_network(self):
        query = f'http.send({{"method": "get", "url": "http://127.0.0.1:{self.backend.server_port}/no"}}).status_code'
        done = self.run_mpe("rego", "eval", "--format", "raw", query)
        self.assertEqual((done.returncode, done.stdout), (0, "404\n"), done)


class ServeTests(NetworkCase):
    def test_decisions_follow_what_the_server_says(self):
        self.serve()
        self.assertEqual([self.code(self.ask(path)) for path in ("/a", "/no", "/b")], [0, 7, 0])
        self.assertEqual([self.mpe.record()["decision"] for _ in range(3)], ["GRANT", "DENY", "GRANT"])

    def test_a_stalling_server_delays_nobody_else(self):
        self.serve("--threads", "1")
        stalled = [self.ask(f"/stall/{number}") for number in range(20)]
        self.assertEqual(self.backend.wait_for_stalls(20), 20)
        # The same event loop: it answers other connections, other methods and other decisions.
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            connection.send(http2.frame(http2.PING, 0, 0, b"are-you?"))
            self.assertTrue(connection.read_until(lambda: connection.pings), "no answer to a PING")
        with self.assertRaises(grpc.RpcError) as raised:
            self.channel.unary_unary("/other.Service/Call")(b"", timeout=10)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
        self.assertEqual([self.code(self.ask(path)) for path in ("/a", "/no")], [0, 7])
        self.assertFalse(any(call.done() for call in stalled))
        self.backend.released.set()
        self.assertEqual([self.code(call) for call in stalled], [0] * 20)

    def test_beyond_the_bound_calls_are_denied_with_a_reason(self):
        self.serve("--waiting-threads", "2", "--waiting-queue", "1")
        calls = [self.ask(f"/stall/{number}") for number in range(2)]
        self.assertEqual(self.backend.wait_for_stalls(2), 2)
        calls.append(self.ask("/a"))
        time.sleep(0.5)
        denied = self.ask("/b")
        self.assertEqual(self.code(denied), 7)
        record = self.mpe.record()
        self.assertEqual(record["decision"], "DENY")
        self.assertIn("too many decisions wait already", json.dumps(record))
        self.backend.released.set()
        self.assertEqual([self.code(call) for call in calls], [0, 0, 0])
        self.assertEqual(self.code(self.ask("/b")), 0)

    def test_the_callers_deadline_frees_the_thread(self):
        self.serve("--waiting-threads", "1", "--waiting-queue", "4")
        call = self.ask("/stall", timeout=1)
        # Both sides watch the same moment: the caller gives up, or hears a denial just before.
        try:
            self.assertEqual(self.code(call), 7)
        except grpc.RpcError as error:
            self.assertEqual(error.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        self.assertEqual(self.code(self.ask("/a", timeout=15)), 0)

    def test_our_own_deadline_denies_with_a_reason(self):
        self.serve("--max-wait", "300ms")
        self.assertEqual(self.code(self.ask("/stall")), 7)
        self.assertIn("timed out (context deadline exceeded)", json.dumps(self.mpe.record()))

    def test_a_call_that_is_cancelled_frees_the_thread(self):
        self.serve("--waiting-threads", "1", "--waiting-queue", "4")
        call = self.ask("/stall")
        self.assertEqual(self.backend.wait_for_stalls(1), 1)
        call.cancel()
        self.assertEqual(self.code(self.ask("/a", timeout=15)), 0)

    def test_a_connection_that_ends_frees_the_thread(self):
        self.serve("--waiting-threads", "1", "--waiting-queue", "4")
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            body = wire.framed(wire.check_request(path="/stall"))
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            connection.send(headers + http2.frame(http2.DATA, http2.END_STREAM, 1, body))
            self.assertEqual(self.backend.wait_for_stalls(1), 1)
        self.assertEqual(self.code(self.ask("/a", timeout=15)), 0)

    def test_sigterm_waits_for_decisions_that_wait(self):
        self.serve("--drain-timeout", "30s")
        call = self.ask("/stall")
        self.assertEqual(self.backend.wait_for_stalls(1), 1)
        self.mpe.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        self.assertTrue(self.mpe.running(), "ended with a decision under way")
        self.backend.released.set()
        self.assertEqual(self.code(call), 0)
        self.assertEqual(self.mpe.process.wait(15), 0, self.mpe.error_text())
        self.assertEqual(self.mpe.record()["decision"], "GRANT")

    def test_sigterm_does_not_wait_for_ever(self):
        self.serve("--drain-timeout", "500ms")
        # Held: a call that nobody holds is cancelled.
        call = self.ask("/stall")
        self.assertEqual(self.backend.wait_for_stalls(1), 1)
        self.mpe.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.mpe.process.wait(20), 0, self.mpe.error_text())
        self.assertRaises(grpc.RpcError, call.result)

    def test_many_at_once_get_each_its_own_answer(self):
        self.serve("--waiting-threads", "8")
        paths = [f"/{'no' if number % 3 == 0 else 'a'}/{number}" for number in range(200)]
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            codes = list(pool.map(lambda path: self.code(self.ask(path)), paths))
        self.assertEqual(codes, [7 if number % 3 == 0 else 0 for number in range(200)])

    def test_behind_envoy(self):
        self.serve()
        envoy = self.enterContext(contextlib.closing(Envoy(self.mpe.port, self.folder, edit=waiting)))
        for path, status in (("/a", 200), ("/no", 403)):
            connection = http.client.HTTPConnection("127.0.0.1", envoy.port, timeout=30)
            with contextlib.closing(connection):
                connection.request("GET", path, headers={"host": "shop.example"})
                answer = connection.getresponse()
                self.assertEqual(answer.status, status, (answer.read(), self.mpe.error_text()))
