"""The HTTP decision service by sockets: clients that behave, and bytes that no client sends."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import select
import signal
import socket
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

import http1
import http2
import wire
from sandbox import ROOT, Failure, Program, default_binary, free_port

SHOP = ROOT / "envoy/shop.yaml"
JSON = {"content-type": "application/json"}
READ = {"principal": {}, "operation": "shop:http:get", "resource": "mrn:http:shop/catalogue/lamp"}
GRANTED = json.dumps(READ)
DENIED = json.dumps(READ | {"operation": "shop:http:delete", "resource": "mrn:http:shop/admin/lamp"})


class Service(Program):
    """`mpe serve` with the HTTP protocol on a free port."""

    def __init__(self, *arguments, discard_output=False):
        self.port = free_port()
        command = [default_binary(), "serve", "-b", SHOP, "--port", self.port, "--admin", "off", *arguments]
        super().__init__("mpe", command, discard_output)
        try:
            self.wait_until_listening(self.port)
        except Failure:
            self.close()
            raise

    def decide(self, body=GRANTED, headers=JSON, path="/decision", **options):
        return http1.ask(self.port, "POST", path, headers, body, **options)


class APICase(unittest.TestCase):
    """One service for all tests of a class; every test leaves it able to decide."""

    arguments = ()

    @classmethod
    def setUpClass(cls):
        service = Service(*cls.arguments, discard_output=True)
        cls.service = cls.enterClassContext(contextlib.closing(service))

    def tearDown(self):
        self.assertTrue(self.service.running(), f"mpe ended:\n{self.service.error_text()}")
        self.assertEqual(self.service.decide().body, b'{"allow":true}\n')

    def connect(self):
        return self.enterContext(contextlib.closing(http1.Connection(self.service.port)))

    def raw(self, data):
        """What comes back for these bytes."""
        connection = self.connect()
        with contextlib.suppress(ConnectionError):
            connection.send(data)
        return connection.answer()


class ClientTests(APICase):
    def test_decides_for_an_ordinary_client_that_keeps_its_connection(self):
        client = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=20)
        self.addCleanup(client.close)
        for _ in range(20):
            for body, answer in ((GRANTED, b'{"allow":true}\n'), (DENIED, b'{"allow":false}\n')):
                client.request("POST", "/decision", body, JSON)
                response = client.getresponse()
                self.assertEqual((response.status, response.read()), (200, answer))
                self.assertTrue(response.headers["date"])

    def test_answers_pipelined_requests_in_their_order(self):
        connection = self.connect()
        pairs = [(GRANTED, True), (DENIED, False)] * 50
        connection.send(b"".join(http1.request("POST", "/decision", JSON, body) for body, _ in pairs))
        answers = [json.loads(connection.answer().body)["allow"] for _ in pairs]
        self.assertEqual(answers, [allowed for _, allowed in pairs])

    def test_answers_of_many_clients_are_not_mixed_up(self):
        def one(number):
            body = GRANTED if number % 3 else DENIED
            return number % 3 > 0, json.loads(self.service.decide(body).body)["allow"]

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.assertEqual(set(pool.map(one, range(600))), {(True, True), (False, False)})

    def test_takes_a_body_in_chunks_of_any_size(self):
        data = GRANTED.encode()
        for size in (1, 7, len(data)):
            connection = self.connect()
            connection.send(b"POST /decision HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n")
            connection.send(b"transfer-encoding: chunked\r\n\r\n")
            for start in range(0, len(data), size):
                piece = data[start : start + size]
                connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            connection.send(b"0\r\n\r\n")
            self.assertEqual(connection.answer().body, b'{"allow":true}\n')

    def test_asks_for_a_body_that_is_only_announced(self):
        connection = self.connect()
        head = f"POST /decision HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {len(GRANTED)}"
        connection.send(f"{head}\r\nexpect: 100-continue\r\n\r\n".encode())
        self.assertEqual(connection.answer().status, 100)
        connection.send(GRANTED.encode())
        self.assertEqual(connection.answer().body, b'{"allow":true}\n')

    def test_does_not_ask_for_a_body_that_is_too_large(self):
        head = b"POST /decision HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\nexpect: 100-continue\r\n\r\n"
        self.assertEqual(self.raw(head).status, 413)

    def test_refuses_other_expectations(self):
        self.assertEqual(self.raw(b"POST /decision HTTP/1.1\r\nhost: a\r\nexpect: magic\r\n\r\n").status, 417)

    def test_closes_when_the_client_asks_for_it(self):
        for head in (b"GET /healthz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", b"GET /healthz HTTP/1.0\r\n\r\n"):
            connection = self.connect()
            connection.send(head)
            answer = connection.answer()
            self.assertEqual((answer.status, answer.headers.get("connection")), (200, "close"))
            self.assertTrue(connection.ended())

    def test_answers_a_client_that_has_closed_its_side(self):
        connection = self.connect()
        connection.send(http1.request("POST", "/decision", JSON, GRANTED))
        connection.socket.shutdown(socket.SHUT_WR)
        self.assertEqual(connection.answer().body, b'{"allow":true}\n')
        self.assertTrue(connection.ended())

    def test_a_batch_is_answered_in_order(self):
        answer = self.service.decide(f"[{GRANTED}, 7, {DENIED}]", path="/decisions?probe=true")
        self.assertEqual([one["allow"] for one in json.loads(answer.body)["decisions"]], [True, False, False])

    def test_large_batches_of_many_clients_leave_the_loops_to_others(self):
        batch = json.dumps([READ] * 256)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            batches = [pool.submit(self.service.decide, batch, path="/decisions") for _ in range(24)]
            self.assertEqual(self.service.decide().body, b'{"allow":true}\n')
            for done in batches:
                decisions = json.loads(done.result().body)["decisions"]
                self.assertEqual({one["allow"] for one in decisions}, {True})
                self.assertEqual(len({one["id"] for one in decisions}), 256)


class HostileClientTests(APICase):
    arguments = ("--idle-timeout", "2s", "--request-timeout", "500ms", "--max-connections", "200")

    def test_broken_requests_get_one_status_each(self):
        post = b"POST /decision HTTP/1.1\r\nhost: a\r\n"
        cases = {
            b"\0\0\0\0\r\n\r\n": 400,
            b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n": 400,
            b"GET /healthz\r\n\r\n": 400,
            b"GET /healthz HTTP/9.9\r\nhost: a\r\n\r\n": 400,
            b"GET /healthz HTTP/1.1\r\nbad header\r\n\r\n": 400,
            b"NOSUCH /healthz HTTP/1.1\r\nhost: a\r\n\r\n": 400,
            post + b"content-length: nine\r\n\r\n": 400,
            post + b"content-length: -1\r\n\r\n": 400,
            post + b"content-length: 1\r\ncontent-length: 2\r\n\r\nx": 400,
            post + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n": 400,
            post + b"transfer-encoding: chunked\r\n\r\nzz\r\n": 400,
            post + b"content-length: 99999999999999999999999\r\n\r\n": 400,
            post + b"content-length: 9999999999\r\n\r\n": 413,
            b"GET /healthz HTTP/1.1\r\nhost: a\r\nx: " + b"y" * 100_000 + b"\r\n\r\n": 431,
            b"GET /healthz HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * 5_000 + b"\r\n": 431,
        }
        for data, status in cases.items():
            with self.subTest(data[:60]):
                answer = self.raw(data)
                self.assertIsNotNone(answer)
                self.assertEqual(answer.status, status, answer)
                self.assertIn("message", json.loads(answer.body))

    def test_an_http2_preface_does_no_harm(self):
        answer = self.raw(http2.PREFACE)
        self.assertTrue(answer is None or answer.status == 400, answer)

    def test_bodies_that_are_no_porc_get_one_status_each(self):
        nested = 100_000
        cases = {
            b"": 400,
            b"nonsense": 400,
            b"\xff\xfe\xfd": 400,
            b'{"a":"\xff"}': 400,
            b'{"a":"\xc0\x80"}': 400,
            b'{"\0":1}': 400,
            b"\0": 400,
            b'{"a":1}\0': 400,
            b"[" * nested: 400,
            b'{"a":' * nested: 400,
            b'{"a":' + b"[" * nested + b"]" * nested + b"}": 400,
            b'{"a":' + b"1" * 100_000 + b"}": 400,
            b'{"operation":"a","operation":"b"}': 200,
            b'{"operation":"\\u0000"}': 200,
            b'{"operation":"' + b"x" * 3_000_000 + b'"}': 200,
        }
        for body, status in cases.items():
            with self.subTest(body[:40]):
                answer = self.raw(http1.request("POST", "/decision", JSON, body))
                self.assertEqual(answer.status, status, answer)
                if status == 200:
                    self.assertEqual(answer.body, b'{"allow":false}\n')

    def test_a_huge_body_is_refused_and_its_client_sees_why(self):
        for chunked in (False, True):
            answer = self.raw(http1.request("POST", "/decision", JSON, b"x" * (5 << 20), chunked=chunked))
            self.assertIsNotNone(answer)
            self.assertEqual(answer.status, 413, answer)

    def test_a_slow_body_is_cut_off(self):
        connection = self.connect()
        connection.send(b"POST /decision HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{")
        answer = connection.answer()
        self.assertEqual((answer.status, answer.headers.get("connection")), (408, "close"), answer)
        self.assertTrue(connection.ended())

    def test_a_slow_head_is_cut_off(self):
        connection = self.connect()
        connection.send(b"POST /decision HT")
        self.assertTrue(connection.ended())

    def test_a_silent_connection_is_closed(self):
        fresh, used = self.connect(), self.connect()
        used.send(http1.request("GET", "/healthz"))
        self.assertEqual(used.answer().status, 200)
        self.assertTrue(fresh.ended() and used.ended())

    def test_a_client_that_goes_away_in_the_middle_does_no_harm(self):
        whole = http1.request("POST", "/decision", JSON, GRANTED)
        for cut in range(1, len(whole), 11):
            with contextlib.closing(http1.Connection(self.service.port)) as connection:
                connection.send(whole[:cut])
                if cut % 2:  # by a reset
                    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        many = whole * 200
        for _ in range(20):
            with contextlib.closing(http1.Connection(self.service.port)) as connection:
                connection.send(many)
                connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    def test_connections_over_the_limit_are_refused_and_those_there_served(self):
        held = [self.connect() for _ in range(200)]
        for connection in held[:3]:
            connection.send(http1.request("GET", "/healthz"))
        self.assertEqual({connection.answer().status for connection in held[:3]}, {200})
        extra = [self.connect() for _ in range(5)]
        self.assertTrue(all(connection.ended() for connection in extra))
        for connection in held:
            connection.close()
        # What is closed counts no more once the service has seen it.
        for _ in range(200):
            with contextlib.suppress(ConnectionError):
                if self.service.decide() is not None:
                    break


class BufferTests(APICase):
    arguments = ("--max-message", "64MiB")

    def test_bodies_that_arrive_at_once_are_bounded_in_sum(self):
        head = b"POST /decision HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 62914560\r\n\r\n"
        answers = []
        for _ in range(6):
            connection = self.connect()
            with contextlib.suppress(ConnectionError):
                connection.send(head + b" " * 62_000_000)
            answers.append(connection)
        ready, _, _ = select.select([one.socket for one in answers], [], [], 20)
        refused = [one.answer() for one in answers if one.socket in ready]
        self.assertEqual({answer.status for answer in refused}, {503}, refused)
        self.assertLess(len(refused), 6)
        for connection in answers:
            connection.close()
        # What is closed is given back once the service has seen it.
        for _ in range(100):
            if self.service.decide(" " * 60_000_000 + GRANTED).status == 200:
                break


class SlowPolicyTests(unittest.TestCase):
    DOMAIN = """apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata: {name: d}
spec:
  policies:
    - mrn: "p:slow"
      name: slow
      rego: |
        package authz
        default allow = 0
        allow = 1 { sum(numbers.range(1, 20000)) > input.context.floor }
  operations:
    - {name: all, selector: [".*"], policy: "p:slow"}
"""

    def test_a_batch_leaves_its_loop_to_others(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "d.yml").write_text(self.DOMAIN, encoding="utf-8")
        port = free_port()
        command = [default_binary(), "serve", "-b", folder / "d.yml", "--port", port, "--threads", "1", "--admin", "off"]
        mpe = self.enterContext(contextlib.closing(Program("mpe", command, discard_output=True)))
        mpe.wait_until_listening(port)
        batch = self.enterContext(contextlib.closing(http1.Connection(port, seconds=120)))
        porcs = json.dumps([{"operation": "a", "resource": "r", "context": {"floor": number}} for number in range(200)])
        batch.send(http1.request("POST", "/decisions", JSON, porcs))
        signal.sigtimedwait([], 0.3)
        for _ in range(3):
            self.assertEqual(http1.ask(port, "GET", "/healthz").status, 200)
        answered_before, _, _ = select.select([batch.socket], [], [], 0)
        self.assertEqual(answered_before, [], "the batch was over before anybody else had a turn")
        decisions = json.loads(batch.answer().body)["decisions"]
        self.assertEqual([one["allow"] for one in decisions], [True] * 200)


class ListenerTests(unittest.TestCase):
    """Which protocols are served where."""

    def start(self, *arguments):
        mpe = Program("mpe", [default_binary(), "serve", "-b", SHOP, "--admin", "off", *arguments])
        return self.enterContext(contextlib.closing(mpe))

    def ports(self, mpe, count):
        """The ports that the log names, once all are there."""
        for _ in range(600):
            lines = [json.loads(line) for line in mpe.error_text().splitlines()]
            starts = [line for line in lines if line.get("action") == "start"]
            found = {line["actor"]: line["msg"].rpartition(" on ")[2] for line in starts}
            if len(found) >= count or not mpe.running():
                break
            signal.sigtimedwait([], 0.05)
        self.assertEqual(len(found), count, mpe.error_text())
        return {actor: int(place[1:]) if place[0] == ":" else place for actor, place in found.items()}

    def check(self, port):
        with contextlib.closing(http2.Connection(port)) as connection:
            stream = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            body = wire.framed(wire.check_request(path="/catalogue"))
            connection.send(stream + http2.frame(http2.DATA, http2.END_STREAM, 1, body))
            return wire.check_response(connection.message(1)).kind

    def test_serves_both_protocols_and_names_the_ports_that_it_got(self):
        mpe = self.start("-p", "envoy", "-p", "generic", "--port", 0, "--listen", "generic+tcp:127.0.0.1:0")
        ports = self.ports(mpe, 2)
        self.assertEqual(http1.ask(ports["generic"], "POST", "/decision", JSON, GRANTED).body, b'{"allow":true}\n')
        self.assertEqual(self.check(ports["envoy"]), "ok")
        records = [json.loads(mpe.line()) for _ in range(2)]
        self.assertEqual({record["decision"] for record in records}, {"GRANT"})
        mpe.process.send_signal(signal.SIGINT)
        self.assertEqual(mpe.process.wait(20), 0, mpe.error_text())

    def test_without_envoy_no_mapper_is_needed(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        domain = folder / "d.yml"
        domain.write_text("apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: d}\nspec: {}\n")
        command = [default_binary(), "serve", "-b", domain, "--port", "0", "--admin", "off"]
        mpe = self.enterContext(contextlib.closing(Program("mpe", command)))
        port = self.ports(mpe, 1)["generic"]
        self.assertEqual(http1.ask(port, "POST", "/decision", JSON, GRANTED).body, b'{"allow":false}\n')
        command = [*command, "-p", "envoy", "-p", "generic", "--listen", "generic+tcp::0"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("no mappers found", done.stderr)

    def test_serves_a_unix_socket_with_its_mode_and_removes_it(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        path = folder / "mpe.sock"
        with socket.socket(socket.AF_UNIX) as stale:
            stale.bind(str(path))
        mpe = self.start("--listen", f"unix:{path}?mode=0660", "--listen", "unix:@mpe-test-" + folder.name)
        self.ports(mpe, 1)
        for place in (str(path), "\0mpe-test-" + folder.name):
            self.assertEqual(http1.ask(place, "POST", "/decision", JSON, GRANTED).body, b'{"allow":true}\n')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o660)
        second = [default_binary(), "serve", "-b", str(SHOP), "--listen", f"unix:{path}"]
        done = subprocess.run(second, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 1)
        self.assertIn("address already in use", done.stderr)
        self.assertEqual(mpe.stop(), 0, mpe.error_text())
        self.assertFalse(path.exists())

    def test_never_removes_a_file_that_is_no_socket(self):
        with tempfile.NamedTemporaryFile() as file:
            command = [default_binary(), "serve", "-b", str(SHOP), "--listen", f"unix:{file.name}"]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn(f"cannot listen on `unix:{file.name}`: address already in use", done.stderr)
            self.assertTrue(Path(file.name).exists())

    def test_a_port_in_use_ends_it_whichever_protocol_wants_it(self):
        with socket.socket() as taken:
            taken.bind(("", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for arguments in (
                ("--port", port),
                ("-p", "envoy", "-p", "generic", "--port", 0, "--listen", f"generic+tcp:*:{port}"),
            ):
                command = [default_binary(), "serve", "-b", SHOP, *arguments]
                done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=60)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("address already in use", done.stderr)
                self.assertIn(str(port), done.stderr)


class StopTests(unittest.TestCase):
    def test_sigterm_lets_what_is_in_flight_be_answered_on_both_protocols(self):
        generic = free_port()
        arguments = ("-p", "envoy", "-p", "generic", "--listen", f"generic+tcp:127.0.0.1:{generic}")
        mpe = self.enterContext(contextlib.closing(Service(*arguments)))
        body = wire.framed(wire.check_request(path="/catalogue"))
        whole = http1.request("POST", "/decision", JSON, GRANTED)
        half = self.enterContext(contextlib.closing(http1.Connection(generic)))
        half.send(whole[:-20])
        idle = self.enterContext(contextlib.closing(http1.Connection(generic)))
        idle.send(http1.request("GET", "/readyz"))
        self.assertEqual(idle.answer().status, 200)
        with contextlib.closing(http2.Connection(mpe.port)) as call:
            headers = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            call.send(headers + http2.frame(http2.DATA, 0, 1, body[:100]))
            call.read_until(lambda: False, seconds=0.3)
            mpe.process.send_signal(signal.SIGTERM)
            self.assertTrue(call.read_until(lambda: call.goaway), "no GOAWAY after SIGTERM")
            self.assertTrue(idle.ended(), "an idle connection stays")
            self.assertTrue(mpe.running(), "ended with requests in flight")
            half.send(whole[-20:])
            answer = half.answer()
            self.assertEqual((answer.body, answer.headers["connection"]), (b'{"allow":true}\n', "close"))
            call.send(http2.frame(http2.DATA, http2.END_STREAM, 1, body[100:]))
            self.assertEqual(wire.check_response(call.message(1)).kind, "ok")
        self.assertEqual(mpe.process.wait(20), 0, mpe.error_text())

    def test_who_asks_during_the_gap_is_served_and_told(self):
        mpe = self.enterContext(contextlib.closing(Service("--drain-gap", "3s")))
        connection = self.enterContext(contextlib.closing(http1.Connection(mpe.port)))
        connection.send(http1.request("GET", "/healthz"))
        self.assertEqual(connection.answer().headers.get("connection"), None)
        mpe.process.send_signal(signal.SIGTERM)
        while "Shutting down" not in mpe.error_text():
            signal.sigtimedwait([], 0.02)
        connection.send(http1.request("GET", "/readyz"))
        answer = connection.answer()
        self.assertEqual((answer.status, json.loads(answer.body)["status"]), (503, "draining"))

    def test_a_request_that_never_ends_does_not_hold_it(self):
        mpe = self.enterContext(contextlib.closing(Service("--drain-timeout", "1s")))
        connection = self.enterContext(contextlib.closing(http1.Connection(mpe.port)))
        connection.send(http1.request("POST", "/decision", JSON, GRANTED)[:-20])
        mpe.process.send_signal(signal.SIGTERM)
        self.assertEqual(mpe.process.wait(20), 0, mpe.error_text())
