#!/usr/bin/env python3
"""A shop behind Envoy and mpe: fires requests through the real Envoy and shows who got in, who did not, and why.

Usage: demo.py [--mpe BINARY]. KEEP=1 leaves everything up until Ctrl-C. Exit 0 only if every answer was as expected.
"""

import argparse
import contextlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import namedtuple

from sandbox import ROOT, DecisionPoint, Envoy, Failure, default_binary, signing_key, token

DOMAIN = ROOT / "envoy/shop.yaml"
REFUNDS = ROOT / "envoy/refunds.yaml"
ISSUER = {"iss": "https://login.shop.example", "aud": "shop"}

# Callers: who they are in the table, and the claims of their token.
CALLERS = {
    "nobody": None,
    "alice": {"sub": "alice", "roles": ["customer"]},
    "alice's app": {"sub": "alice", "roles": ["customer"], "scope": "orders:read"},
    "sam, support": {"sub": "sam", "roles": ["support"]},
    "max, manager": {"sub": "max", "roles": ["manager"], "clearance": "MODERATE"},
    "mia, manager": {"sub": "mia", "roles": ["manager"], "clearance": "HIGH"},
    "forged token": {"sub": "mia", "roles": ["manager"], "clearance": "HIGH"},
    "expired token": {"sub": "alice", "roles": ["customer"], "exp": 1700000000},
}

# What is expected: the HTTP status, and the phase that settled it with the policy that it asked.
Case = namedtuple("Case", "method path caller status phase policy")
CASES = [
    Case("GET", "/catalogue/lamp", "nobody", 200, "SYSTEM", "read"),
    Case("GET", "/orders/alice", "nobody", 403, "SYSTEM", "read"),
    Case("GET", "/orders/alice", "alice", 200, "all", "customer, own-orders"),
    Case("POST", "/orders/alice", "alice", 200, "all", "customer, own-orders"),
    Case("GET", "/orders/bob", "alice", 403, "RESOURCE", "own-orders"),
    Case("GET", "/orders/alice/../bob", "alice", 403, "RESOURCE", "own-orders"),
    Case("GET", "/orders/alice", "alice's app", 200, "all", "customer, own-orders, scope-orders-read"),
    Case("POST", "/orders/alice", "alice's app", 403, "SCOPE", "scope-orders-read"),
    Case("GET", "/orders/alice", "expired token", 403, "SYSTEM", "read"),
    Case("GET", "/orders/bob", "forged token", 403, "SYSTEM", "read"),
    Case("GET", "/orders/bob", "sam, support", 200, "all", "support, own-orders"),
    Case("POST", "/orders/bob", "sam, support", 403, "IDENTITY", "support"),
    Case("GET", "/admin/reports", "max, manager", 200, "all", "always, clearance"),
    Case("DELETE", "/admin/lamp", "max, manager", 403, "RESOURCE", "clearance"),
    Case("DELETE", "/admin/lamp", "mia, manager", 200, "all", "always, clearance"),
    Case("POST", "/refunds/alice/80", "max, manager", 200, "all", "always, refunds-rules:rune"),
    Case("POST", "/refunds/alice/800", "max, manager", 403, "RESOURCE", "refunds-rules:rune"),
    Case("POST", "/refunds/alice/800", "mia, manager", 200, "all", "always, refunds-rules:rune"),
    Case("POST", "/refunds/mia/80", "mia, manager", 403, "RESOURCE", "refunds-rules:rune"),
    Case("GET", "/backup.sql", "mia, manager", 403, "RESOURCE", "never"),
]
HEADINGS = ("request", "caller", "status", "decision", "settled by", "policy", "took")


def tokens():
    key = signing_key(DOMAIN)
    return {
        caller: claims and token(ISSUER | claims, "a key of someone else" if caller == "forged token" else key)
        for caller, claims in CALLERS.items()
    }


def refund_rules(binary, folder):
    """The rule sets of envoy/refunds as a domain, which envoy/refunds.yaml refers to."""
    path = f"{folder}/refunds-rules.yaml"
    command = [binary, "rune", "domain", ROOT / "envoy/refunds", "--name", "refunds-rules", "-o", path]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"the rule sets in envoy/refunds do not become a domain:\n{done.stderr.strip()}")
    return path


def ask(port, case, bearer):
    """The HTTP status and body of one request through Envoy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        headers = {"host": "shop.example"} | ({"authorization": f"Bearer {bearer}"} if bearer else {})
        connection.request(case.method, case.path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def settled_by(record):
    """The phase that settled a decision, and the policies that it rests on, from its AccessRecord."""

    def names(references):
        mrns = [policy.get("mrn", "none") for reference in references for policy in reference.get("policies", [])]
        # `mrn:shop:policy:read` is `read`, and `mrn:refunds-rules:policy:rune` is `refunds-rules:rune`.
        names = [mrn.removeprefix("mrn:shop:policy:").removeprefix("mrn:").replace(":policy:", ":") for mrn in mrns]
        return ", ".join(dict.fromkeys(names)) or "none"

    phases = {}
    for reference in record.get("references", []):
        phases.setdefault(reference.get("phase"), []).append(reference)
    if record.get("systemOverride"):
        return "SYSTEM", names(phases.get("SYSTEM", []))
    granted = []
    for phase in ("IDENTITY", "RESOURCE", "SCOPE"):
        references = phases.get(phase, [])
        grants = [reference for reference in references if reference.get("decision") == "GRANT"]
        # A token without scopes passes SCOPE without a reference; the other phases need a grant.
        if not grants and (references or phase != "SCOPE"):
            return phase, names(references)
        granted += grants
    return "all", names(granted)


def row(case, status, record):
    phase, policy = settled_by(record)
    took = int(record.get("duration", {}).get("overall", 0)) / 1000
    decision = record.get("decision", "?")
    cells = (f"{case.method} {case.path}", case.caller, str(status), decision, phase.lower(), policy, f"{took:.0f} µs")
    return cells, (status, phase, policy) == (case.status, case.phase, case.policy)


def print_table(rows):
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    widths = [max(len(cells[column]) for cells in [HEADINGS, *(cells for cells, _ in rows)]) for column in range(7)]

    def line(cells):
        return "  ".join(
            cell.rjust(width) if column == 6 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths))
        )

    print(line(HEADINGS))
    print("  ".join("─" * width for width in widths))
    for cells, expected in rows:
        text = line(cells)
        if colour:
            text = f"\033[{32 if cells[3] == 'GRANT' else 31}m{text}\033[0m"
        print(text if expected else f"{text}  ← not as expected")


def run(binary):
    bearers = tokens()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        domains = [DOMAIN, REFUNDS, refund_rules(binary, folder)]
        decision_point = stack.enter_context(contextlib.closing(DecisionPoint(binary, *domains)))
        envoy = stack.enter_context(contextlib.closing(Envoy(decision_point.port, folder)))

        rows = []
        for case in CASES:
            status, body = ask(envoy.port, case, bearers[case.caller])
            if status not in (200, 403):
                # Envoy had no decision: mpe's own words say more than Envoy's.
                raise decision_point.failure(
                    f"gave no usable decision: Envoy answered {case.method} {case.path} with {status} {body[:200]!r}"
                )
            rows.append(row(case, status, decision_point.record()))
        print("\nA shop behind Envoy; every request is decided by mpe, by the policies of envoy/shop.yaml, and refunds")
        print("by the rule sets of envoy/refunds.\n")
        print_table(rows)
        wrong = sum(not expected for _, expected in rows)
        print("\nsettled by: the phase that said yes or no for all of them; all: identity, resource and scope agreed.")
        print(f"{len(rows) - wrong} of {len(rows)} answers as expected; each decision left an AccessRecord.\n")

        if os.environ.get("KEEP"):
            keep(envoy, decision_point, bearers)
        else:
            what_next()
        return 1 if wrong else 0


def what_next():
    print("Next:")
    print("  KEEP=1 make demo        leave it up, and ask by curl")
    print("  envoy/shop.yaml         change a policy, and run make demo again")
    print("  envoy/refunds           change a rule set, and run make demo again: docs/rune.md")
    print("  envoy/envoy.yaml        the Envoy configuration, hardened and explained")
    print("  README.md               mpe serve, mpe test, mpe rego eval")


def keep(envoy, decision_point, bearers):
    print(f"Up until Ctrl-C: Envoy on port {envoy.port}, mpe on port {decision_point.port}; AccessRecords follow.\n")
    print(f"  curl -i http://127.0.0.1:{envoy.port}/catalogue/lamp")
    for caller, path in (("alice", "/orders/alice"), ("alice", "/orders/bob"), ("mia, manager", "/admin/reports")):
        print(f"\n  # {caller}\n  curl -i -H 'authorization: Bearer {bearers[caller]}' http://127.0.0.1:{envoy.port}{path}")
    print(flush=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        for program in (decision_point, envoy):
            if not program.running():
                raise program.failure(f"ended with exit code {program.process.returncode}")
        if line := decision_point.line(0.5):
            sys.stdout.write(line.decode("utf-8", "replace"))
            sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description="a shop behind Envoy and mpe")
    parser.add_argument("--mpe", default=default_binary(), help="the mpe binary (%(default)s)")
    # So that a plain `kill` also unwinds, and takes what was started along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(parser.parse_args().mpe)
    except Failure as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
