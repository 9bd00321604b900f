"""The gRPC service itself, by grpcio, by nghttp and by bytes that no client sends."""

import concurrent.futures
import contextlib
import socket
import subprocess
import tempfile
import unittest

import grpc
import http2
import wire
from sandbox import ROOT, DecisionPoint, default_binary, signing_key, token

SHOP = ROOT / "envoy/shop.yaml"
INTERNAL = grpc.StatusCode.INTERNAL
INVALID_ARGUMENT = grpc.StatusCode.INVALID_ARGUMENT
RESOURCE_EXHAUSTED = grpc.StatusCode.RESOURCE_EXHAUSTED
UNIMPLEMENTED = grpc.StatusCode.UNIMPLEMENTED


class ListenerCase(unittest.TestCase):
    """One mpe for all tests of a class; every test leaves it able to decide."""

    @classmethod
    def setUpClass(cls):
        cls.mpe = cls.enterClassContext(contextlib.closing(DecisionPoint(default_binary(), SHOP)))
        options = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
        cls.channel = cls.enterClassContext(grpc.insecure_channel(f"127.0.0.1:{cls.mpe.port}", options=options))
        claims = {"iss": "https://login.shop.example", "aud": "shop", "sub": "alice", "roles": ["customer"]}
        cls.authorization = "Bearer " + token(claims, signing_key(SHOP))

    def tearDown(self):
        self.assertTrue(self.mpe.running(), f"mpe ended:\n{self.mpe.error_text()}")
        self.assertEqual(self.check(path="/catalogue").code, 0)

    def call(self, message, method=wire.METHOD, **options):
        """The answer's bytes. Bytes go out and come in as they are, so no generated code is needed."""
        return self.channel.unary_unary(method)(message, timeout=30, **options)

    def check(self, **request):
        return wire.check_response(self.call(wire.check_request(**request)))

    def status_of(self, message, **options):
        """The gRPC status by which a call fails; None where it succeeds."""
        try:
            self.call(message, **options)
            return None
        except grpc.RpcError as error:
            return error.code()

    def assert_not_allowed(self, message):
        try:
            answer = wire.check_response(self.call(message))
        except grpc.RpcError as error:
            self.assertIn(error.code(), (INVALID_ARGUMENT, INTERNAL), error.details())
            return
        self.assertEqual((answer.code, answer.kind, answer.status), (7, "denied", 403))


class DecisionTests(ListenerCase):
    def test_allows(self):
        answer = self.check(path="/orders/alice", headers={"authorization": self.authorization})
        self.assertEqual((answer.code, answer.kind), (0, "ok"))
        self.assertEqual(answer.headers["x-ext-authz-check-result"], "allowed")

    def test_denies_inside_an_answer_and_never_by_a_grpc_status(self):
        answer = self.check(path="/orders/bob", headers={"authorization": self.authorization})
        self.assertEqual((answer.code, answer.kind, answer.status), (7, "denied", 403))
        self.assertEqual(answer.body, b"permission denied")
        self.assertEqual(answer.headers["x-ext-authz-check-result"], "denied")

    def test_does_not_echo_the_request(self):
        for path in ("/orders/alice", "/orders/bob"):
            answer = self.check(path=path, headers={"authorization": self.authorization})
            self.assertNotIn("x-ext-authz-check-received", answer.headers)

    def test_a_request_without_attributes_is_denied(self):
        self.assert_not_allowed(b"")
        self.assert_not_allowed(wire.field(1, b""))

    def test_answers_of_many_calls_at_once_are_not_mixed_up(self):
        def one(number):
            name = "alice" if number % 3 else "bob"
            return name, self.check(path=f"/orders/{name}/{number}", headers={"authorization": self.authorization}).code

        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(one, range(1500)))
        self.assertEqual(set(answers), {("alice", 0), ("bob", 7)})


class ProtocolTests(ListenerCase):
    def test_an_unknown_method_is_unimplemented(self):
        message = wire.check_request(path="/catalogue")
        for method in (f"{wire.METHOD}s", wire.METHOD.replace("v3", "v2"), "/a/b"):
            with self.subTest(method):
                self.assertEqual(self.status_of(message, method=method), UNIMPLEMENTED)

    def test_a_malformed_message_is_an_invalid_argument(self):
        whole = wire.check_request(path="/catalogue")
        malformed = {
            "no field at all": b"\xff\xff\xff\xff",
            "an unfinished varint": b"\x80",
            "a length past the end": b"\x0a\x7f",
            "a length of 2^63": b"\x0a" + wire.varint(1 << 63),
            "cut in the middle": whole[: len(whole) // 2],
        }
        for what, message in malformed.items():
            with self.subTest(what):
                self.assertEqual(self.status_of(message), INVALID_ARGUMENT)

    def test_a_message_over_the_limit_is_refused(self):
        message = wire.check_request(path="/catalogue", raw_body=b"x" * (5 << 20))
        self.assertEqual(self.status_of(message), RESOURCE_EXHAUSTED)

    def test_a_message_under_the_limit_is_decided(self):
        self.assertEqual(self.check(path="/catalogue", raw_body=b"x" * (3 << 20)).code, 0)

    def test_a_compressed_message_is_refused(self):
        message = wire.check_request(path="/catalogue")
        self.assertEqual(self.status_of(message, compression=grpc.Compression.Gzip), UNIMPLEMENTED)

    def nghttp(self, body, *headers):
        """The response headers and trailers, as nghttp prints them."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            headers = ("content-type: application/grpc", "te: trailers", *headers)
            named = [word for header in headers for word in ("-H", header)]
            url = f"http://127.0.0.1:{self.mpe.port}{wire.METHOD}"
            command = ["nghttp", "-v", "-n", "-t", "20", "-d", file.name, *named, url]
            said = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=60).stdout
        lines = [line.partition(") ")[2] for line in said.splitlines() if "recv (stream_id=" in line]
        return dict(line.split(": ", 1) for line in lines if ": " in line)

    def test_a_refused_compression_names_what_is_taken(self):
        message = wire.framed(wire.check_request(path="/catalogue"), compressed=True)
        received = self.nghttp(message, "grpc-encoding: gzip")
        self.assertEqual(received.get("grpc-status"), "12", received)
        self.assertEqual(received.get("grpc-accept-encoding"), "identity", received)

    def test_anything_but_one_whole_message_is_an_error(self):
        message = wire.framed(wire.check_request(path="/catalogue"))
        bodies = {
            "nothing": b"",
            "two messages": message * 2,
            "a cut message": message[:-10],
            "a message and a byte": message + b"\0",
            "a compressed message without an encoding": b"\1" + message[1:],
        }
        for what, body in bodies.items():
            with self.subTest(what):
                received = self.nghttp(body)
                self.assertNotIn(received.get("grpc-status"), (None, "0"), received)

    def test_a_request_that_is_no_grpc_is_not_decided(self):
        with contextlib.closing(http2.Connection(self.mpe.port)) as connection:
            names = [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "127.0.0.1")]
            flags = http2.END_HEADERS | http2.END_STREAM
            connection.send(http2.frame(http2.HEADERS, flags, 1, http2.header_block(names)))
            self.assertTrue(connection.read_until(lambda: 1 in connection.ended | connection.reset))
            self.assertEqual(connection.received.get(1, b"")[:1], b"")

    def test_bytes_that_are_no_http2_end_only_their_connection(self):
        http1, tls = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00"
        for junk in (http1, tls, b"\0" * 100, http2.PREFACE[:10]):
            with self.subTest(junk), contextlib.closing(http2.Connection(self.mpe.port)) as good:
                with socket.create_connection(("127.0.0.1", self.mpe.port), 5) as bad:
                    bad.sendall(junk)
                stream = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
                body = wire.framed(wire.check_request(path="/catalogue"))
                good.send(stream + http2.frame(http2.DATA, http2.END_STREAM, 1, body))
                self.assertEqual(wire.check_response(good.message(1)).kind, "ok")


class HostileBytesTests(ListenerCase):
    """Messages that decode, or nearly so, and try to be taken for another request. `/catalogue` is open to all."""

    def test_a_path_with_bytes_that_belong_in_no_path_is_not_allowed(self):
        control = [b"\0", b"\0/../admin", b"/\x7f", b"/\r\nx: y"]
        not_utf8 = [b"/\xff\xfe", b"/\xc0\xaf"]
        bad_escapes = [b"/%zz", b"/%", b"/%4"]
        for end in control + not_utf8 + bad_escapes:
            with self.subTest(end):
                self.assert_not_allowed(wire.check_request(path=b"/catalogue" + end))

    def test_the_last_of_repeated_fields_counts_as_protobuf_says(self):
        twice = wire.http_request(path="/catalogue", more=wire.field(4, "/admin"))
        self.assert_not_allowed(wire.check_request(http=twice))
        attributes = wire.field(4, wire.field(2, wire.http_request(path="/admin")))
        self.assert_not_allowed(wire.check_request(path="/catalogue", more=attributes))

    def test_a_field_of_the_wrong_type_is_not_allowed(self):
        plain = wire.http_request(path="/catalogue")
        wrong = {
            "a path that is a number": wire.number_field(4, 7),
            "a path of fixed width": wire.varint(4 << 3 | 1) + b"/catalog",
            "field number 0": b"\x02\x00",
        }
        for what, piece in wrong.items():
            with self.subTest(what):
                message = wire.check_request(http=plain.replace(wire.field(4, "/catalogue"), piece))
                self.assert_not_allowed(message)

    def test_deep_metadata_does_no_harm(self):
        """A Struct in a Struct in a Struct …: decoded naively it overflows the stack and ends the process."""
        value = wire.field(3, "leaf")  # Value.string_value
        for _ in range(20_000):
            value = wire.field(5, wire.field(1, wire.entry("k", value)))  # Value.struct_value.fields["k"]
        struct = wire.field(1, wire.entry("k", value))
        message = wire.check_request(path="/catalogue", metadata=wire.field(1, wire.entry("filter", struct)))
        self.assertLess(len(message), 4 << 20)
        self.assertIn(self.status_of(message), (None, INVALID_ARGUMENT))

    def test_very_many_headers_do_no_harm(self):
        headers = {f"x-header-{number}": "v" for number in range(50_000)}
        message = wire.check_request(path="/catalogue", headers=headers)
        self.assertIn(self.status_of(message), (None, INVALID_ARGUMENT, RESOURCE_EXHAUSTED))

    def test_unknown_fields_are_skipped(self):
        unknown = wire.field(1000, b"later") + wire.number_field(1001, 1 << 62)
        self.assertEqual(self.check(path="/catalogue", more=unknown).code, 0)

    def test_every_prefix_and_every_flipped_byte_is_answered(self):
        message = wire.check_request(path="/admin", headers={"a": "b"})
        for cut in range(0, len(message), 7):
            self.assert_not_allowed(message[:cut])
        for at in range(len(message)):
            self.assert_not_allowed(message[:at] + bytes([message[at] ^ 0xFF]) + message[at + 1 :])
