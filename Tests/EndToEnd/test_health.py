"""gRPC's health service beside Envoy's authorization service: by grpcio's own client, by Envoy, by hostile bytes."""

import contextlib
import http.client
import signal
import tempfile
import time
import unittest
from pathlib import Path

import grpc
import http2
import wire
from grpc_health.v1 import health_pb2, health_pb2_grpc
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
