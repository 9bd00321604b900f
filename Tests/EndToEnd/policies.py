"""Small bundles for tests that replace them while they are served, and the admin listener of who serves them."""

import http.client
import json
import re
import time
from pathlib import Path

import wire
from sandbox import DecisionPoint, Failure, default_binary


def domain(allow=1, name="gate", mapper=True, more=""):
    """A domain that decides every request alike: 1 grants, -1 denies."""
    mappers = """
  mappers:
    - name: all
      selector: [".*"]
      rego: |
        package mapper

        porc := {"principal": {}, "operation": "gate:http:get", "resource": "mrn:gate:thing"}
"""
    return f"""apiVersion: iamlite.manetu.io/v1beta1
kind: PolicyDomain
metadata:
  name: {name}
spec:{mappers if mapper else ""}
  operations:
    - name: all
      selector: ["{name}:http:get"]
      policy: mrn:{name}:policy:gate
  policies:
    - mrn: mrn:{name}:policy:gate
      name: gate
      rego: |
        package authz

        allow := {allow}
{more}"""


def write(path, text):
    Path(path).write_text(text, encoding="utf-8")


class Answer:
    """Of the admin listener."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.text = response.read().decode()

    def json(self):
        return json.loads(self.text)


class AdministeredPoint(DecisionPoint):
    """A decision point with an admin listener on a free port of the loopback."""

    def __init__(self, *domains, arguments=(), admin="127.0.0.1:0"):
        super().__init__(default_binary(), *domains, arguments=("--admin", admin, *arguments))
        self.admin_port = int(self.logged(r"admin listener on \S*?:(\d+)\"").group(1))

    def logged(self, pattern, seconds=15):
        """Waits until the log says something of this form."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = re.search(pattern, self.error_text())
            if found:
                return found
            time.sleep(0.02)
        raise self.failure(f"did not log `{pattern}`")

    def ask(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers))
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def reload(self):
        return self.ask("POST", "/-/reload")

    def ready(self):
        return self.ask("GET", "/readyz").json()

    def metric(self, name):
        for line in self.ask("GET", "/metrics").text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        raise Failure(f"there is no metric `{name}`")

    def reloads(self, result="changed"):
        return self.metric(f'mpe_policy_reloads_total{{result="{result}"}}')

    def wait_for(self, what, value, seconds=15):
        """Waits until `what()` is this value."""
        deadline = time.monotonic() + seconds
        while (seen := what()) != value:
            if time.monotonic() > deadline:
                raise self.failure(f"is still at {seen!r}, not at {value!r}")
            time.sleep(0.02)


def check(channel):
    """The code of one Check: 0 where it is granted."""
    return wire.check_response(channel.unary_unary(wire.METHOD)(wire.check_request(path="/"), timeout=30)).code
