"""Runs programs on free loopback ports and ends them again, each by its own process id.

The demo, the end-to-end tests and the load test share this: starting mpe and Envoy, waiting until they listen,
reading mpe's AccessRecords, making tokens.
"""

import base64
import glob
import hashlib
import hmac
import json
import os
import queue
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Failure(Exception):
    """Something outside the caller's control went wrong; the text says what, where and what to do."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def token(claims, key, lifetime_seconds=3600):
    """A JWT signed by HS256."""

    def part(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    now = int(time.time())
    payload = {"iat": now, "exp": now + lifetime_seconds} | claims
    signed = ".".join(part(json.dumps(piece).encode()) for piece in ({"alg": "HS256", "typ": "JWT"}, payload))
    return f"{signed}.{part(hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest())}"


def signing_key(domain):
    """The key by which a domain's mapper verifies its tokens, read from the domain so that the two cannot part."""
    found = re.search(r'"secret": "([^"]+)"', Path(domain).read_text(encoding="utf-8"))
    if not found:
        raise Failure(f"{domain} names no signing key: its mapper should pass `\"secret\"` to io.jwt.decode_verify")
    return found.group(1)


def envoy_binary():
    found = glob.glob(str(ROOT / ".venv/lib/python3*/site-packages/envoy/_bin/envoy"))
    if not found:
        raise Failure("Envoy is not in .venv: run `make setup`")
    return found[0]


def envoy_config(ports, folder, template=ROOT / "envoy/envoy.yaml", edit=lambda text: text):
    """A copy of the template in `folder` that listens on the loopback and uses the ports {its own: the free one}."""
    text = edit(Path(template).read_text(encoding="utf-8")).replace("address: 0.0.0.0", "address: 127.0.0.1")
    for own, free in ports.items():
        text, count = re.subn(rf"\bport_value: {own}\b", f"port_value: {free}", text)
        if count != 1:
            raise Failure(f"{template} names port {own} {count} times, and once was expected")
    path = Path(folder) / "envoy.yaml"
    path.write_text(text, encoding="utf-8")
    return path


class Program:
    """One running program. Its standard error goes to a file; its standard output is read line by line."""

    def __init__(self, name, command, discard_output=False):
        self.name = name
        self.command = [str(word) for word in command]
        self.errors = tempfile.TemporaryFile()
        self.lines = queue.Queue()
        try:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if discard_output else subprocess.PIPE,
                stderr=self.errors,
                start_new_session=True,  # Ctrl-C ends whoever started it, which then ends this one in order
            )
        except OSError as error:
            self.errors.close()
            raise Failure(f"{name} does not start: {error}") from error
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout or ():
            self.lines.put(line)

    def running(self):
        return self.process.poll() is None

    def error_text(self):
        self.errors.seek(0)
        return self.errors.read().decode("utf-8", "replace")

    def failure(self, what):
        said = self.error_text().strip()[-4000:]
        return Failure(
            f"{self.name} {what}\n  command: {shlex.join(self.command)}\n"
            + (f"  it said:\n{said}" if said else "  it said nothing on standard error")
        )

    def wait_until_listening(self, port, seconds=15):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.running():
                raise self.failure(f"ended with exit code {self.process.returncode} before it listened on port {port}")
            try:
                socket.create_connection(("127.0.0.1", port), 0.5).close()
                return
            except OSError:
                time.sleep(0.02)
        raise self.failure(f"does not listen on port {port} after {seconds} s")

    def line(self, seconds=5):
        """The next line of standard output; None where none comes in time."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def stop(self, seconds=15):
        """Asks it to end, insists after a while; the exit code."""
        if self.running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.reader.join(5)
        return self.process.returncode

    def close(self):
        self.stop()
        if self.process.stdout:
            self.process.stdout.close()
        self.errors.close()


class DecisionPoint(Program):
    """`mpe serve -p envoy` on a free port."""

    def __init__(self, binary, *domains, arguments=(), discard_output=False):
        self.port = free_port()
        bundles = [word for domain in domains for word in ("-b", domain)]
        command = [binary, "serve", *bundles, "-p", "envoy", "--port", self.port, *arguments]
        super().__init__("mpe", command, discard_output)
        try:
            self.wait_until_listening(self.port)
        except Failure:
            self.close()
            raise

    def record(self, seconds=5):
        """The next AccessRecord, in the order of decisions."""
        line = self.line(seconds)
        if line is None:
            raise self.failure(f"wrote no AccessRecord within {seconds} s")
        try:
            return json.loads(line)
        except ValueError as error:
            raise self.failure(f"wrote a line that is no AccessRecord: {line!r}") from error


class Envoy(Program):
    """Envoy by a configuration such as envoy/envoy.yaml, in front of a decision point and of upstreams that echo.

    `upstreams` are the ports of the configuration behind which one is started; `ports` maps more of its ports.
    """

    def __init__(
        self, decision_point_port, folder, edit=lambda text: text, template=ROOT / "envoy/envoy.yaml",
        upstreams=(8080,), ports=None
    ):
        self.port, admin = free_port(), free_port()
        echoes = {own: free_port() for own in upstreams}
        ports = {10000: self.port, 9000: decision_point_port, 9902: admin} | echoes | (ports or {})
        config = envoy_config(ports, folder, template, edit)
        self.admin_port = admin
        self.upstreams = []
        try:
            for port in echoes.values():
                upstream = Program("the upstream", [sys.executable, ROOT / "envoy/upstream.py", port])
                self.upstreams.append(upstream)
                upstream.wait_until_listening(port)
            options = ["--concurrency", 1, "--disable-hot-restart", "--log-level", "warning"]
            super().__init__("Envoy", [envoy_binary(), "-c", config, *options])
            try:
                self.wait_until_listening(self.port, seconds=30)
            except Failure:
                super().close()
                raise
        except BaseException:
            self.close_upstreams()
            raise

    def close_upstreams(self):
        for upstream in self.upstreams:
            upstream.close()

    def close(self):
        super().close()
        self.close_upstreams()


def default_binary():
    return os.path.abspath(os.environ.get("MPE", ROOT / ".build/release/mpe"))
