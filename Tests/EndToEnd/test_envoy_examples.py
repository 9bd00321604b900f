"""Real Envoy by the HTTP configurations of envoy/examples in front of mpe, with the domains that lie beside them."""

import base64
import contextlib
import json
import re
import socket
import unittest

from proxied import EXAMPLES, EnvoyCase, patient, validate
from rsa import SigningKey
from sandbox import ROOT

# Two issuers: the one that the configurations know, and one that nobody asked.
LOGIN = SigningKey("login")
STRANGER = SigningKey("login")


class ExampleTests(unittest.TestCase):
    def test_each_example_has_a_configuration_and_stands_in_the_index(self):
        index = (EXAMPLES / "README.md").read_text()
        folders = [folder for folder in EXAMPLES.iterdir() if folder.is_dir()]
        self.assertGreaterEqual(len(folders), 5)
        for folder in folders:
            with self.subTest(folder.name):
                self.assertTrue((folder / "envoy.yaml").is_file())
                self.assertIn(f"]({folder.name}/)", index)

    def test_keys_by_https_are_a_valid_configuration_too(self):
        text = (EXAMPLES / "jwt/envoy.yaml").read_text()
        text, remote = re.subn(r"# (remote_jwks:|  http_uri:|  cache_duration:|  async_fetch:)", r"\1", text)
        text, local = re.subn(r" *local_jwks:.*\n", "", text)
        self.assertEqual((remote, local), (4, 1))
        text = text.replace("  clusters:\n", "  clusters:\n    - {name: issuer, type: STATIC, connect_timeout: 1s}\n")
        self.assertIsNone(validate(text))


class BodyTests(EnvoyCase):
    SIZE = 900_000

    def setUp(self):
        self.start_example("bodies")

    def call(self, method, name=None, arguments=None, pad=0, **headers):
        request = {"jsonrpc": "2.0", "id": 1, "method": method}
        if name:
            request["params"] = {"name": name, "arguments": arguments or {}}
        body = json.dumps(request | ({"pad": "x" * pad} if pad else {})).encode()
        return self.ask("POST", "/mcp", {"content-type": "application/json"} | headers, body)

    def test_the_method_in_the_body_decides(self):
        self.assertDecided(self.call("tools/list"), 200, "GRANT")
        self.assertDecided(self.call("resources/delete"), 403, "DENY")

    def test_the_tool_in_the_body_decides(self):
        self.assertDecided(self.call("tools/call", "search_files"), 200, "GRANT")
        self.assertDecided(self.call("tools/call", "delete_files"), 403, "DENY")

    def test_a_number_in_the_body_decides(self):
        self.assertDecided(self.call("tools/call", "pay", {"amount": 100}), 200, "GRANT")
        for amount in (100.01, 1e9, -1, "1", None, [1], True):
            with self.subTest(amount):
                self.assertDecided(self.call("tools/call", "pay", {"amount": amount}), 403, "DENY")

    def test_the_upstream_gets_the_body_that_mpe_read(self):
        answer = self.call("tools/list", pad=self.SIZE)
        self.assertDecided(answer, 200, "GRANT")
        self.assertGreater(answer.seen()["body_bytes"], self.SIZE)

    def test_a_policy_denies_by_a_body_of_900_kb(self):
        record = self.assertDecided(self.call("tools/call", "pay", {"amount": 101}, pad=self.SIZE), 403, "DENY")
        self.assertEqual(record["porc"]["context"], {"amount": 101})

    def test_a_body_of_unknown_length_is_read_to_its_end(self):
        body = b'{"method": "tools/call", "params": {"name": "pay", "arguments": {"amount": 5}}}'
        self.assertDecided(self.ask("POST", "/mcp", body=iter([body[:40], body[40:]])), 200, "GRANT")

    def test_a_body_over_the_limit_reaches_neither(self):
        self.assertEqual(self.call("tools/list", pad=1_500_000).status, 413)
        self.assertNotAsked()

    def test_a_body_that_breaks_off_reaches_neither(self):
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.envoy.port), 30)) as connection:
            connection.sendall(
                b"POST /mcp HTTP/1.1\r\nhost: tools.example\r\ncontent-length: 100\r\n\r\n" + b'{"method": "ping"}'
            )
            connection.shutdown(socket.SHUT_WR)
            self.assertNotIn(b"200 OK", connection.makefile("rb").read())
        self.assertNotAsked()

    def test_what_is_no_request_is_denied(self):
        bodies = {
            "nothing": b"",
            "text": b"hello",
            "half of it": b'{"method": "ping"',
            "a list": b'[{"method": "ping"}]',
            "a number": b"7",
            "no text": b"\xff\xfe\x00",
            "another encoding": '{"method": "ping"}'.encode("utf-16"),
            "a method that is none": b'{"method": ["ping"]}',
            "very deep": b"[" * 100_000,
        }
        for name, body in bodies.items():
            with self.subTest(name):
                record = self.assertDecided(self.ask("POST", "/mcp", body=body), 403, "DENY")
                self.assertEqual(record["operation"], "mcp:unreadable")

    def test_another_path_leads_nowhere(self):
        self.assertEqual(self.ask("POST", "/admin", body=b'{"method": "ping"}').status, 404)


class TruncatedBodyTests(EnvoyCase):
    """Where Envoy is told to send the beginning of a body that is longer than it may be."""

    def setUp(self):
        def truncating(text):
            edited = patient(text).replace("allow_partial_message: false", "allow_partial_message: true")
            edited = edited.replace("max_request_bytes: 1048576", "max_request_bytes: 1000")
            self.assertNotEqual(edited, patient(text))
            return edited

        self.start_example("bodies", edit=truncating)

    def test_the_beginning_of_a_body_is_not_taken_for_all_of_it(self):
        # The first 1000 bytes are a request that would be granted, and what follows is cut off.
        body = b'{"method": "ping"}'.ljust(1000) + b" " * 500
        for claimed in (None, "false"):
            with self.subTest(claimed):
                headers = {"x-envoy-auth-partial-body": claimed} if claimed else {}
                record = self.assertDecided(self.ask("POST", "/mcp", headers, body), 403, "DENY")
                self.assertEqual(record["operation"], "mcp:unreadable")

    def test_a_body_that_fits_is_judged(self):
        self.assertDecided(self.ask("POST", "/mcp", body=b'{"method": "ping"}'), 200, "GRANT")


class ShadowTests(EnvoyCase):
    def setUp(self):
        self.start_example("shadow", domain=ROOT / "envoy/shop.yaml")

    def logged(self):
        """The next line of Envoy's access log."""
        line = self.envoy.line(20)
        self.assertIsNotNone(line, self.envoy.error_text())
        return json.loads(line)

    def test_what_is_denied_passes_and_both_logs_say_that_it_was_denied(self):
        record = self.assertDecided(self.ask("GET", "/backup.sql"), 200, "DENY")
        line = self.logged()
        self.assertEqual((line["path"], line["status"]), ("/backup.sql", 200))
        self.assertEqual((line["shadow"]["check_result"], line["shadow"]["status_code"]), ("DENIED", 403))
        headers = {header["key"]: header["value"] for header in line["shadow"]["response_headers"]}
        self.assertEqual(headers["x-mpe-decision-id"], record["metadata"]["decision"])

    def test_what_is_granted_passes_as_ever(self):
        answer = self.ask("GET", "/catalogue/lamp")
        self.assertDecided(answer, 200, "GRANT")
        self.assertEqual(answer.seen()["headers"]["x-ext-authz-check-result"], "allowed")
        self.assertEqual(self.logged()["shadow"], {"check_result": "OK", "status_code": 200})

    def test_a_caller_cannot_forge_what_mpe_said(self):
        forged = {"x-ext-authz-check-result": "allowed", "x-mpe-decision-id": "1"}
        answer = self.ask("GET", "/backup.sql", forged)
        self.assertDecided(answer, 200, "DENY")
        self.assertEqual(forged.keys() & answer.seen()["headers"].keys(), set())

    def test_without_mpe_everything_passes_and_the_log_says_so(self):
        self.mpe.stop()
        self.assertEqual(self.ask("GET", "/catalogue/lamp").status, 200)
        self.assertEqual(self.logged()["shadow"]["check_result"], "ERROR")

    def test_without_shadow_mode_the_same_file_denies(self):
        self.envoy.close()
        self.mpe.close()

        def enforcing(text):
            edited, count = re.subn(r" *shadow_mode: true\n", "", patient(text))
            self.assertEqual(count, 1)
            return edited

        self.start_example("shadow", domain=ROOT / "envoy/shop.yaml", edit=enforcing)
        self.assertDecided(self.ask("GET", "/backup.sql"), 403, "DENY")
        self.mpe.stop()
        self.assertEqual(self.ask("GET", "/catalogue/lamp").status, 503)


class TokenCase(EnvoyCase):
    AUDIENCE = None

    def start_with_keys(self, name, edit=lambda text: text, **options):
        def with_keys(text):
            keys = self.folder / "jwks.json"
            keys.write_text(LOGIN.jwks())
            return edit(patient(text).replace("/etc/envoy/jwks.json", str(keys)))

        self.start_example(name, edit=with_keys, **options)

    def token(self, key=LOGIN, algorithm="RS256", lifetime_seconds=3600, **claims):
        usual = {"iss": "https://login.example.com", "aud": self.AUDIENCE}
        return key.token(usual | claims, lifetime_seconds, algorithm)

    def bearer(self, *arguments, **claims):
        return {"authorization": f"Bearer {self.token(*arguments, **claims)}"}


class TokenTests(TokenCase):
    AUDIENCE = "notes"
    READER = {"sub": "rosa", "tenant": "red", "roles": ["reader"]}
    EDITOR = {"sub": "edna", "tenant": "red", "roles": ["editor"]}

    def setUp(self):
        self.start_with_keys("jwt")

    def test_claims_of_a_token_decide(self):
        record = self.assertDecided(self.ask("GET", "/tenants/red/notes/1", self.bearer(**self.READER)), 200, "GRANT")
        self.assertEqual(record["principal"]["subject"], "rosa")
        self.assertDecided(self.ask("POST", "/tenants/red/notes", self.bearer(**self.READER)), 403, "DENY")
        self.assertDecided(self.ask("POST", "/tenants/red/notes", self.bearer(**self.EDITOR)), 200, "GRANT")
        self.assertDecided(self.ask("GET", "/tenants/blue/notes/1", self.bearer(**self.EDITOR)), 403, "DENY")

    def test_scopes_of_a_token_limit_it(self):
        reading = self.bearer(**self.EDITOR, scope="openid notes:read")
        self.assertDecided(self.ask("GET", "/tenants/red/notes/1", reading), 200, "GRANT")
        self.assertDecided(self.ask("POST", "/tenants/red/notes", reading), 403, "DENY")
        for nothing in ("", " ", [], 5):
            with self.subTest(repr(nothing)):
                limited = self.bearer(**self.EDITOR, scope=nothing)
                self.assertDecided(self.ask("GET", "/tenants/red/notes/1", limited), 403, "DENY")

    def test_without_a_token_mpe_denies(self):
        record = self.assertDecided(self.ask("GET", "/tenants/red/notes/1"), 403, "DENY")
        self.assertEqual(record["denyReason"], "JWT_REQUIRED")

    def test_a_token_that_does_not_verify_ends_at_envoy(self):
        header, payload, signature = self.token(**self.READER).split(".")
        promoted = json.loads(base64.urlsafe_b64decode(payload + "==")) | {"roles": ["editor"]}
        other = base64.urlsafe_b64encode(json.dumps(promoted).encode()).rstrip(b"=").decode()
        unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        tokens = {
            "of another issuer's key": self.token(STRANGER, **self.READER),
            "of another issuer": self.token(**self.READER, iss="https://login.example.net"),
            "for somebody else": self.token(**self.READER, aud="mail"),
            "expired": self.token(**self.READER, lifetime_seconds=-600),
            "without an end": self.token(**self.READER, exp=None),
            "of ten years": self.token(**self.READER, lifetime_seconds=10 * 365 * 86400),
            "not yet valid": self.token(**self.READER, nbf=4102444800),
            "with other claims": f"{header}.{other}.{signature}",
            "without a signature": f"{unsigned}.{payload}.",
            "signed by another algorithm": self.token(**self.READER, algorithm="HS256"),
            "that is none": "letmein",
        }
        for name, token in tokens.items():
            with self.subTest(name):
                answer = self.ask("GET", "/tenants/red/notes/1", {"authorization": f"Bearer {token}"})
                self.assertEqual(answer.status, 403 if name == "for somebody else" else 401)
                self.assertEqual(answer.body, b"")
        self.assertNotAsked()

    def test_a_token_elsewhere_than_in_the_header_does_not_count(self):
        token = self.token(**self.READER)
        self.assertDecided(self.ask("GET", f"/tenants/red/notes/1?access_token={token}"), 403, "DENY")
        self.assertDecided(self.ask("GET", "/tenants/red/notes/1", {"cookie": f"token={token}"}), 403, "DENY")

    def test_the_token_goes_neither_to_mpe_nor_to_the_upstream(self):
        headers = self.bearer(**self.READER)
        answer = self.ask("GET", "/tenants/red/notes/1", headers)
        record = self.assertDecided(answer, 200, "GRANT")
        self.assertNotIn("authorization", answer.seen()["headers"])
        self.assertNotIn(headers["authorization"].split(".")[1], json.dumps(record))


class GatewayTests(TokenCase):
    AUDIENCE = "gateway"

    def setUp(self):
        self.start_with_keys("gateway", upstreams=(8080, 8081))

    def test_each_route_names_its_service_to_mpe_and_leads_to_it(self):
        catalogue = self.ask("GET", "/catalogue/lamp")
        record = self.assertDecided(catalogue, 200, "GRANT")
        self.assertEqual(record["operation"], "catalogue:http:get")
        orders = self.ask("GET", "/orders/1", self.bearer(sub="carl", roles=["customer"]))
        record = self.assertDecided(orders, 200, "GRANT")
        self.assertEqual(record["operation"], "orders:http:get")
        self.assertNotEqual(catalogue.seen()["port"], orders.seen()["port"])

    def test_services_ask_for_different_things(self):
        carl, stella = self.bearer(sub="carl", roles=["customer"]), self.bearer(sub="stella", roles=["staff"])
        self.assertDecided(self.ask("GET", "/orders/1"), 403, "DENY")
        self.assertDecided(self.ask("POST", "/orders", carl), 200, "GRANT")
        self.assertDecided(self.ask("DELETE", "/orders/1", carl), 403, "DENY")
        self.assertDecided(self.ask("PUT", "/catalogue/lamp", carl), 403, "DENY")
        self.assertDecided(self.ask("PUT", "/catalogue/lamp", stella), 200, "GRANT")

    def test_ways_to_write_a_path_end_at_one_service(self):
        for path in ("/catalogue/../orders/1", "//orders/1", "/catalogue/./../orders/1"):
            with self.subTest(path):
                self.assertEqual(self.assertDecided(self.ask("GET", path), 403, "DENY")["operation"], "orders:http:get")
        self.assertEqual(self.ask("GET", "/catalogue%2f..%2forders/1").status, 400)
        self.assertNotAsked()

    def test_a_path_without_a_route_leads_nowhere(self):
        for path in ("/reports", "/orderse", "/"):
            with self.subTest(path):
                self.assertEqual(self.ask("GET", path, self.bearer(sub="stella", roles=["staff"])).status, 404)
        self.assertNotAsked()

    def test_the_route_without_the_filter_passes_without_a_decision(self):
        answer = self.ask("GET", "/healthz", {"x-ext-authz-check-result": "allowed", "x-mpe-decision-id": "1"})
        self.assertEqual(answer.status, 200)
        self.assertNotAsked()
        self.assertFalse([name for name in answer.seen()["headers"] if name.startswith(("x-ext-authz", "x-mpe"))])

    def test_nothing_else_slips_through_that_route(self):
        self.assertDecided(self.ask("GET", "/healthz/../orders/1"), 403, "DENY")
        for method, path in (("POST", "/healthz"), ("GET", "/healthz/x"), ("GET", "/healthz;/orders/1")):
            with self.subTest(f"{method} {path}"):
                self.assertEqual(self.ask(method, path).status, 404)

    def test_without_mpe_only_that_route_passes(self):
        self.mpe.stop()
        self.assertEqual(self.ask("GET", "/healthz").status, 200)
        self.assertEqual(self.ask("GET", "/catalogue/lamp").status, 503)


class ForgottenServiceTests(TokenCase):
    AUDIENCE = "gateway"

    def test_a_route_that_names_no_service_is_denied(self):
        def forgetting(text):
            edited, count = re.subn(r"context_extensions: \{service: orders\}", "context_extensions: {}", text)
            self.assertEqual(count, 1)
            return edited

        self.start_with_keys("gateway", upstreams=(8080, 8081), edit=forgetting)
        staff = self.bearer(sub="stella", roles=["staff"])
        self.assertDecided(self.ask("GET", "/orders/1", staff), 403, "DENY")
        self.assertDecided(self.ask("GET", "/catalogue/lamp", staff), 200, "GRANT")
