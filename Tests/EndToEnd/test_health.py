"""gRPC's health service beside Envoy's authorization service: by grpcio's own client, by Envoy, by hostile bytes and by
`mpe health`."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import grpc
import http2
import wire
from grpc_health.v1 import health as servicer
from grpc_health.v1 import health_pb2, health_pb2_grpc
from policies import AdministeredPoint
from sandbox import ROOT, DecisionPoint, Program, default_binary, envoy_binary, envoy_config, free_port

SHOP = ROOT / "envoy/shop.yaml"
CONFIG = Path(__file__).resolve().parent / "fixtures/health.yaml"
SERVICE = "envoy.service.auth.v3.Authorization"
CHECK = "/grpc.health.v1.Health/Check"
Status = health_pb2.HealthCheckResponse.ServingStatus
Code = grpc.StatusCode


def decision_point(*arguments):
    return contextlib.closing(DecisionPoint(default_binary(), SHOP, arguments=arguments))


def health(channel, service=""):
    answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(service=service), timeout=30)
    return Status.Name(answer.status)


class ServiceTests(unittest.TestCase):
    """One mpe for all tests of this class; every test leaves it serving."""

    @classmethod
    def setUpClass(cls):
        cls.mpe = cls.enterClassContext(decision_point())
        cls.channel = cls.enterClassContext(grpc.insecure_channel(f"127.0.0.1:{cls.mpe.port}"))

    def tearDown(self):
        self.assertTrue(self.mpe.running(), f"mpe ended:\n{self.mpe.error_text()}")
        self.assertEqual(health(self.channel), "SERVING")
        answer = self.channel.unary_unary(wire.METHOD)(wire.check_request(path="/catalogue"), timeout=30)
        self.assertEqual(wire.check_response(answer).code, 0)

    def code_of(self, message, method=CHECK):
        with self.assertRaises(grpc.RpcError) as raised:
            self.channel.unary_unary(method)(message, timeout=30)
        return raised.exception.code()

    def test_the_server_and_its_service_are_serving(self):
        for service in ("", SERVICE):
            with self.subTest(service):
                self.assertEqual(health(self.channel, service), "SERVING")

    def test_other_services_are_not_found(self):
        names = (SERVICE + "s", SERVICE[:-1], SERVICE.lower(), SERVICE + "\0", "\0", "grpc.health.v1.Health", "ä")
        for service in names:
            with self.subTest(service), self.assertRaises(grpc.RpcError) as raised:
                health(self.channel, service)
            self.assertEqual(raised.exception.code(), Code.NOT_FOUND)

    def test_watch_and_list_are_unimplemented(self):
        with self.assertRaises(grpc.RpcError) as raised:
            next(health_pb2_grpc.HealthStub(self.channel).Watch(health_pb2.HealthCheckRequest(), timeout=30))
        self.assertEqual(raised.exception.code(), Code.UNIMPLEMENTED)
        self.assertEqual(self.code_of(b"", "/grpc.health.v1.Health/List"), Code.UNIMPLEMENTED)

    def test_bytes_that_are_no_request_are_an_invalid_argument(self):
        malformed = {
            "no field at all": b"\xff\xff\xff\xff",
            "an unfinished varint": b"\x80",
            "a length past the end": b"\x0a\x7f",
            "a length of 2^63": b"\x0a" + wire.varint(1 << 63),
            "groups in groups": b"\x0b" * 1000,
        }
        for what, message in malformed.items():
            with self.subTest(what):
                self.assertEqual(self.code_of(message), Code.INVALID_ARGUMENT)

    def test_a_name_that_is_not_utf8_is_not_found(self):
        self.assertEqual(self.code_of(wire.field(1, b"\xff\xfe\x00")), Code.NOT_FOUND)

    def test_a_large_request_is_refused_without_being_decoded(self):
        messages = {
            "a long name": wire.field(1, "a" * 5000),
            "very many fields": wire.number_field(15, 1) * 1_000_000,
            "over the limit of all messages": wire.field(1, b"a" * (5 << 20)),
        }
        for what, message in messages.items():
            with self.subTest(what):
                self.assertEqual(self.code_of(message), Code.RESOURCE_EXHAUSTED)

    def test_every_flipped_byte_is_answered(self):
        message = wire.field(1, SERVICE)
        for at in range(len(message)):
            flipped = message[:at] + bytes([message[at] ^ 0xFF]) + message[at + 1 :]
            with self.subTest(at):
                self.assertIn(self.code_of(flipped), (Code.INVALID_ARGUMENT, Code.NOT_FOUND))

    def test_unknown_fields_are_skipped(self):
        answer = self.channel.unary_unary(CHECK)(wire.number_field(9, 1) + wire.field(1, SERVICE), timeout=30)
        self.assertEqual(wire.parse(answer), {1: [Status.SERVING]})

    def test_calls_of_both_services_share_a_connection(self):
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            calls = [(CHECK, b""), (wire.METHOD, wire.check_request(path="/catalogue"))] * 5
            for number, (method, message) in enumerate(calls):
                stream = 2 * number + 1
                headers = http2.frame(http2.HEADERS, http2.END_HEADERS, stream, http2.grpc_headers(method))
                connection.send(headers + http2.frame(http2.DATA, http2.END_STREAM, stream, wire.framed(message)))
            for number, (method, _) in enumerate(calls):
                answer = connection.message(2 * number + 1)
                if method == CHECK:
                    self.assertEqual(wire.parse(answer), {1: [Status.SERVING]})
                else:
                    self.assertEqual(wire.check_response(answer).kind, "ok")


def wait_for(what, value, seconds=20):
    deadline = time.monotonic() + seconds
    while (seen := what()) != value:
        if time.monotonic() > deadline:
            raise AssertionError(f"is still {seen!r}, not {value!r}, after {seconds} s")
        time.sleep(0.02)


class DrainTests(unittest.TestCase):
    def test_a_signal_ends_health_before_it_ends_decisions(self):
        with decision_point("--drain-delay", "1h") as mpe, grpc.insecure_channel(f"127.0.0.1:{mpe.port}") as channel:
            self.assertEqual(health(channel, SERVICE), "SERVING")
            mpe.process.send_signal(signal.SIGTERM)
            wait_for(lambda: health(channel), "NOT_SERVING")
            self.assertEqual(health(channel, SERVICE), "NOT_SERVING")
            # For whoever has not noticed yet, on connections old and new.
            options = [("grpc.use_local_subchannel_pool", 1)]
            with grpc.insecure_channel(f"127.0.0.1:{mpe.port}", options=options) as fresh:
                for connection in (channel, fresh):
                    answer = connection.unary_unary(wire.METHOD)(wire.check_request(path="/catalogue"), timeout=30)
                    self.assertEqual(wire.check_response(answer).code, 0)
                self.assertEqual(health(fresh), "NOT_SERVING")
            mpe.process.send_signal(signal.SIGTERM)
            self.assertEqual(mpe.process.wait(30), 0, mpe.error_text())

    def test_connections_that_a_drain_leaves_open_hear_of_it(self):
        with decision_point("--drain-gap", "1h") as mpe:
            with contextlib.closing(http2.Connection(mpe.port)) as connection:
                connection.read_until(lambda: False, seconds=0.3)
                mpe.process.send_signal(signal.SIGTERM)
                self.assertTrue(connection.read_until(lambda: connection.goaway), "no GOAWAY after SIGTERM")
                headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(CHECK))
                connection.send(headers + http2.frame(http2.DATA, http2.END_STREAM, 1, wire.framed(b"")))
                self.assertEqual(wire.parse(connection.message(1)), {1: [Status.NOT_SERVING]})
            mpe.process.send_signal(signal.SIGTERM)
            self.assertEqual(mpe.process.wait(30), 0, mpe.error_text())


class EnvoyTests(unittest.TestCase):
    """A real Envoy with two decision points, whose health it checks."""

    def setUp(self):
        self.first = self.enterContext(decision_point("--drain-delay", "1h"))
        self.second = self.enterContext(decision_point())
        self.port, self.admin = free_port(), free_port()
        ports = {10000: self.port, 9000: self.first.port, 9001: self.second.port, 9902: self.admin}
        config = envoy_config(ports, self.enterContext(tempfile.TemporaryDirectory()), template=CONFIG)
        options = ["--concurrency", 1, "--use-dynamic-base-id", "--log-level", "warning"]
        envoy = Program("Envoy", [envoy_binary(), "-c", config, *options])
        self.enterContext(contextlib.closing(envoy)).wait_until_listening(self.port, seconds=30)
        wait_for(self.healthy, 2)

    def get(self, port, path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def healthy(self):
        """How many of them Envoy takes for healthy."""
        return int(self.get(self.admin, "/stats?filter=cluster.mpe.membership_healthy")[1].split()[-1])

    def records(self, mpe):
        """How many AccessRecords it has written since the last time."""
        count = 0
        while mpe.line(0.5):
            count += 1
        return count

    def test_a_drain_makes_envoy_ask_the_other_and_fails_no_request(self):
        asked = [self.get(self.port, "/catalogue")[0] for _ in range(20)]
        self.assertEqual(set(asked), {200})
        self.assertEqual((self.records(self.first), self.records(self.second)), (10, 10))

        self.first.process.send_signal(signal.SIGTERM)
        statuses = []
        wait_for(lambda: statuses.append(self.get(self.port, "/catalogue")[0]) or self.healthy(), 1)
        self.records(self.first)
        self.records(self.second)
        statuses += [self.get(self.port, "/catalogue")[0] for _ in range(20)]
        self.assertEqual(set(statuses), {200})
        self.assertEqual((self.records(self.first), self.records(self.second)), (0, 20))

        self.first.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.first.process.wait(30), 0, self.first.error_text())
        self.assertEqual({self.get(self.port, "/catalogue")[0] for _ in range(20)}, {200})

    def test_without_a_healthy_one_nothing_passes(self):
        self.first.process.send_signal(signal.SIGTERM)
        self.second.stop()
        wait_for(self.healthy, 0)
        # Envoy's threads hear of it one after the other.
        wait_for(lambda: self.get(self.port, "/catalogue")[0], 503)
        self.assertEqual(self.get(self.port, "/catalogue")[0], 503)


class CommandTests(unittest.TestCase):
    """`mpe health` and whom it meets."""

    def ask(self, *arguments, settings=()):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MPE_")}
        done = subprocess.run(
            [default_binary(), "health", *map(str, arguments)],
            capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL, env=environment | dict(settings),
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def assert_problem(self, wanted, *arguments, settings=()):
        code, said, problem = self.ask(*arguments, settings=settings)
        self.assertEqual((code, said), (1, ""), problem)
        self.assertIn(wanted, problem)

    def test_a_serving_one_is_serving_by_every_form_of_address(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        port, name = free_port(), f"mpe-health-{os.getpid()}"
        places = (f"unix:{folder}/mpe", f"unix:@{name}", f"tcp:127.0.0.1:{port}")
        listeners = [word for place in places for word in ("--listen", place)]
        command = [default_binary(), "serve", "-p", "envoy", "-b", SHOP, *listeners, "--admin", "off"]
        self.enterContext(contextlib.closing(Program("mpe", command))).wait_until_listening(port)
        addresses = (*places, f"127.0.0.1:{port}", f"localhost:{port}", f":{port}", f"*:{port}", f"0.0.0.0:{port}")
        for address in addresses:
            with self.subTest(address):
                code, said, problem = self.ask("--address", address, "--service", SERVICE, "--timeout", "30s")
                self.assertEqual((code, problem), (0, ""))
                self.assertRegex(said, r"^`.*` is SERVING\n$")

    def test_without_an_address_the_settings_say_where(self):
        with decision_point() as mpe:
            listen = f"generic+tcp:127.0.0.1:1,envoy+tcp::{mpe.port}"
            code, said, problem = self.ask(settings={"MPE_LISTEN": listen})
            self.assertEqual((code, said, problem), (0, f"`127.0.0.1:{mpe.port}` is SERVING\n", ""))

    def test_the_admin_listener_is_asked_by_a_url(self):
        with contextlib.closing(AdministeredPoint(SHOP, arguments=("--drain-delay", "1h"))) as mpe:
            for path in ("", "/", "/readyz", "/healthz"):
                with self.subTest(path):
                    code, _, problem = self.ask("--address", f"http://127.0.0.1:{mpe.admin_port}{path}")
                    self.assertEqual((code, problem), (0, ""))
            self.assert_problem("is not there", "--address", f"http://127.0.0.1:{mpe.admin_port}/nowhere")
            mpe.process.send_signal(signal.SIGTERM)
            wait_for(lambda: self.ask("--address", f"http://127.0.0.1:{mpe.admin_port}")[0], 1)
            self.assert_problem('"state":"stopping"', "--address", f"http://127.0.0.1:{mpe.admin_port}")
            self.assert_problem("is NOT_SERVING", "--address", f"127.0.0.1:{mpe.port}")
            mpe.process.send_signal(signal.SIGTERM)

    def test_without_an_address_http_is_spoken_with_whom_speaks_it(self):
        port = free_port()
        command = [default_binary(), "serve", "-b", SHOP, "--listen", f"tcp:127.0.0.1:{port}", "--admin", "off"]
        self.enterContext(contextlib.closing(Program("mpe", command))).wait_until_listening(port)
        for listen in (f"tcp:127.0.0.1:{port}", f"generic+tcp:127.0.0.1:{port}"):
            code, said, problem = self.ask(settings={"MPE_LISTEN": listen})
            self.assertEqual((code, said, problem), (0, f"`http://127.0.0.1:{port}/readyz` is SERVING\n", ""))
        self.assert_problem(f"ask `--address http://127.0.0.1:{port}/readyz`", "--address", f"127.0.0.1:{port}")

    def test_json_says_the_same(self):
        with decision_point() as mpe:
            code, said, _ = self.ask("--address", f"127.0.0.1:{mpe.port}", "--format", "json")
            wanted = {"address": f"127.0.0.1:{mpe.port}", "service": "", "state": "SERVING"}
            self.assertEqual((code, json.loads(said)), (0, wanted))
            code, said, problem = self.ask("--address", f"127.0.0.1:{mpe.port}", "--service", "x", "--format", "json")
        self.assertEqual((code, problem), (1, ""))
        self.assertIn("knows no service `x`", json.loads(said)["problem"])
        self.assertIsNone(json.loads(said)["state"])

    def test_what_cannot_be_asked_is_named(self):
        nowhere = free_port()
        cases = {
            "nothing listens there": f"127.0.0.1:{nowhere}",
            "there is no such socket": "unix:/nowhere/mpe",
            "the host name has no address": f"no-such-host.invalid:{nowhere}",
            "longer than": "unix:/" + "a" * 200,
        }
        for wanted, address in cases.items():
            with self.subTest(address):
                self.assert_problem(wanted, "--address", address, "--timeout", "30s")

    def test_what_is_no_address_is_refused(self):
        for address in ("", "9000", "a:b:1", "127.0.0.1:65536", "unix:relative", "https://a:1/", "http://a", "a:0",
                        "http://a:1/ x", "http://:1/\r\nx:", "unix:@"):  # fmt: skip
            with self.subTest(address):
                code, said, problem = self.ask(f"--address={address}", "--timeout=100ms")
                if address:
                    self.assertEqual((code, said), (1, ""))
                    self.assertIn("write `HOST:PORT`", problem)

    def test_a_real_server_that_is_none_of_ours(self):
        health = servicer.HealthServicer()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        health_pb2_grpc.add_HealthServicer_to_server(health, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            self.assertEqual(self.ask("--address", f"127.0.0.1:{port}", "--timeout", "30s")[0], 0)
            for name in ("NOT_SERVING", "UNKNOWN", "SERVICE_UNKNOWN"):
                health.set("shop", Status.Value(name))
                self.assert_problem(
                    f"is {name}", "--address", f"127.0.0.1:{port}", "--service", "shop", "--timeout", "30s")
            self.assert_problem(
                "knows no service `other`", "--address", f"127.0.0.1:{port}", "--service", "other", "--timeout", "30s")
        finally:
            server.stop(None)

    def test_a_grpc_server_without_health(self):
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            self.assert_problem("has no health service", "--address", f"127.0.0.1:{port}", "--timeout", "30s")
        finally:
            server.stop(None)

    @contextlib.contextmanager
    def peer(self, behave):
        """Someone who takes one connection after the other and does what no server should."""
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def serve():
                with contextlib.suppress(OSError):
                    while True:
                        connection, _ = listener.accept()
                        with connection, contextlib.suppress(OSError):
                            behave(connection)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            yield listener.getsockname()[1]
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(30)

    def test_peers_that_do_not_answer_are_waited_for_no_longer_than_asked(self):
        settings = http2.frame(http2.SETTINGS, 0, 0)

        def pings(connection):
            connection.sendall(settings)
            while True:
                connection.sendall(http2.frame(http2.PING, 0, 0, b"12345678"))
                connection.recv(4096)

        def header_after_header(connection):
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                connection.sendall(b"a: b\r\n")
                time.sleep(0.01)

        def silent(connection):
            while connection.recv(4096):
                pass

        for what, behave in {"silence": silent, "pings": pings, "headers": header_after_header}.items():
            with self.subTest(what), self.peer(behave) as port:
                scheme = "http://" if what == "headers" else ""
                code, _, problem = self.ask("--address", f"{scheme}127.0.0.1:{port}", "--timeout", "300ms")
                self.assertEqual(code, 1, problem)
                self.assertRegex(problem, "did not answer in time|does not speak")

    def test_peers_that_break_the_protocol_are_not_serving(self):
        ok = http2.header_block([(":status", "200"), ("content-type", "application/grpc")])
        trailers = http2.header_block([("grpc-status", "0")])

        def answer(body, last=trailers):
            return (
                http2.frame(http2.SETTINGS, 0, 0)
                + http2.frame(http2.HEADERS, http2.END_HEADERS, 1, ok)
                + http2.frame(http2.DATA, 0, 1, body)
                + http2.frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, last)
            )

        hostile = {
            "nothing": b"",
            "noise": bytes(range(256)) * 40,
            "a banner": b"SSH-2.0-OpenSSH_9.2\r\n",
            "HTTP/1": b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
            "settings and the end": http2.frame(http2.SETTINGS, 0, 0),
            "no message": answer(b""),
            "half a message": answer(wire.framed(b"\x08\x01")[:-1]),
            "two messages": answer(wire.framed(b"\x08\x01") * 2),
            "a compressed message": answer(wire.framed(b"\x08\x01", compressed=True)),
            "a message that is none": answer(wire.framed(b"\x08")),
            "a message without a state": answer(wire.framed(b"")),
            "a state that there is not": answer(wire.framed(b"\x08\x63")),
            "a negative state": answer(wire.framed(wire.number_field(1, (1 << 64) - 1))),
            "a message and a failure": answer(wire.framed(b"\x08\x01"), http2.header_block([("grpc-status", "14")])),
            "a status that is no number": answer(wire.framed(b"\x08\x01"), http2.header_block([("grpc-status", "x")])),
            "a message of 100 KB": answer(wire.framed(b"\x12" + wire.varint(30000) + b"a" * 30000)[:16384]),
        }
        for what, data in hostile.items():

            def behave(connection, data=data):
                connection.recv(4096)
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(4096):
                    pass

            with self.subTest(what), self.peer(behave) as port:
                code, said, problem = self.ask("--address", f"127.0.0.1:{port}", "--timeout", "30s")
                self.assertEqual((code, said), (1, ""), problem)
                self.assertIn("127.0.0.1", problem)

    def test_the_same_answer_without_a_flaw_is_serving(self):
        ok = http2.header_block([(":status", "200"), ("content-type", "application/grpc")])
        data = (
            http2.frame(http2.SETTINGS, 0, 0)
            + http2.frame(http2.HEADERS, http2.END_HEADERS, 1, ok)
            + http2.frame(http2.DATA, 0, 1, wire.framed(b"\x08\x01"))
            + http2.frame(
                http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, http2.header_block([("grpc-status", "0")])
            )
        )

        def behave(connection):
            connection.recv(4096)
            connection.sendall(data)
            while connection.recv(4096):
                pass

        with self.peer(behave) as port:
            self.assertEqual(self.ask("--address", f"127.0.0.1:{port}", "--timeout", "30s")[0], 0)
