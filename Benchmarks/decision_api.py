#!/usr/bin/env python3
"""What a decision by HTTP costs: drives `mpe serve -p generic` by h2load --h1 and reports CPU time a decision.

The domain is that of listener.py, asked with the PORC that its mapper would make; AccessRecords are made and written,
to /dev/null. CPU time is read from the kernel's account of the server's threads. Rounds over all shapes take turns, so
that a slow minute falls on all alike; the median is reported.
Several servers are compared by naming each: decision_api.py --server new=./mpe --server old=/usr/bin/mpe
Other programs that take `POST /decision` join by --peer 'NAME=COMMAND with <PORT>'.
"""

import argparse
import contextlib
import json
import os
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "envoy"), str(HERE.parent / "Tests/EndToEnd")]

import http1  # noqa: E402 (these are found by the path above)
from sandbox import Failure, Program, default_binary, free_port  # noqa: E402

DOMAIN = HERE / "fixtures/check.yaml"
JSON = {"content-type": "application/json"}
# Connections × requests on their way on each. Few clients pipeline; 16x8 shows what the rest of a request costs.
SHAPES = ("1x1", "16x1", "64x1", "16x8")
BATCH = 64


def porc(resource="mrn:http:bench/orders/alice/17"):
    return {
        "principal": {
            "sub": "alice",
            "mroles": ["mrn:bench:role:customer"],
            "scopes": ["mrn:bench:scope:orders"],
        },
        "operation": "bench:http:get",
        "resource": resource,
        "context": {"host": "api.shop.example", "address": "203.0.113.7", "agent": "Mozilla/5.0 (X11; Linux x86_64)"},
    }


class Server:
    """A server under load, and what the kernel says of it."""

    def __init__(self, name, command, is_mpe):
        self.name, self.is_mpe = name, is_mpe
        self.port = free_port()
        command = [word.replace("<PORT>", str(self.port)) for word in command]
        self.program = Program(name, command, discard_output=True)
        self.program.wait_until_listening(self.port)

    def cpu_seconds(self):
        threads = Path(f"/proc/{self.program.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory_mib(self):
        status = Path(f"/proc/{self.program.process.pid}/status").read_text()
        return round(int(re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE).group(1)) / 1024, 1)

    def load(self, shape, requests, path, body_file):
        """One run of h2load; CPU microseconds a request and requests a second."""
        connections, pipelined = shape.split("x")
        url = f"http://127.0.0.1:{self.port}{path}"
        command = ["h2load", "--h1", "-t", "1", "-n", str(requests), "-c", connections, "-m", pipelined]
        before = self.cpu_seconds()
        done = subprocess.run(
            [*command, "-d", body_file, "-H", "content-type: application/json", url],
            capture_output=True,
            text=True,
            timeout=600,
        )
        spent = self.cpu_seconds() - before
        succeeded = re.search(r"(\d+) succeeded", done.stdout)
        if not succeeded or int(succeeded.group(1)) != requests:
            raise self.program.failure(f"did not answer every request of h2load:\n{done.stdout}{done.stderr}")
        return spent / requests * 1e6, float(re.search(r"([\d.]+) req/s", done.stdout).group(1))

    def judge(self):
        """Two decisions by hand, so that nothing wrong is measured."""
        for resource, allowed in (("mrn:http:bench/orders/alice/17", True), ("mrn:http:bench/orders/bob/17", False)):
            answer = http1.ask(self.port, "POST", "/decision", JSON, json.dumps(porc(resource)))
            if self.is_mpe and (not answer or json.loads(answer.body) != {"allow": allowed}):
                raise self.program.failure(f"answered {resource} by {answer}: the load would measure something else")


def measure(servers, options):
    """{server: {shape: {…}}}"""
    runs = {(server.name, shape): [] for server in servers for shape in options.shapes}
    batches = {server.name: [] for server in servers}
    with tempfile.NamedTemporaryFile() as single, tempfile.NamedTemporaryFile() as several:
        single.write(json.dumps(porc()).encode())
        single.flush()
        several.write(json.dumps([porc()] * BATCH).encode())
        several.flush()
        for server in servers:
            server.judge()
            server.load("16x1", min(options.requests, 5000), "/decision", single.name)  # warm
        for number in range(options.rounds):
            for shape in options.shapes:
                for server in servers:
                    runs[server.name, shape].append(server.load(shape, options.requests, "/decision", single.name))
            for server in servers:
                if server.is_mpe:
                    cpu, _ = server.load("16x1", max(options.requests // BATCH, 100), "/decisions", several.name)
                    batches[server.name].append(cpu / BATCH)
            print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    report = {}
    for server in servers:
        shapes = {}
        for shape in options.shapes:
            cpu, rate = zip(*runs[server.name, shape], strict=True)
            shapes[shape] = {
                "cpu_us_per_decision": round(statistics.median(cpu), 2),
                "cpu_us_min": round(min(cpu), 2),
                "cpu_us_max": round(max(cpu), 2),
                "decisions_per_second": round(statistics.median(rate)),
            }
        batch = batches[server.name]
        report[server.name] = {
            "shapes": shapes,
            "cpu_us_per_decision_in_batches": round(statistics.median(batch), 2) if batch else None,
            "memory_mib_after": server.memory_mib(),
        }
    return report


def print_report(report, options):
    print(f"\nCPU µs a decision (decisions a second), median of {options.rounds} rounds; connections x requests each")
    width = max(len("server"), *map(len, report))
    print("  ".join(["server".ljust(width), *(shape.rjust(18) for shape in options.shapes), f"in batches of {BATCH}", "RSS MiB"]))
    for name, found in report.items():
        cells = [
            f"{shape['cpu_us_per_decision']:.1f} ({shape['decisions_per_second']})".rjust(18)
            for shape in found["shapes"].values()
        ]
        batch = str(found["cpu_us_per_decision_in_batches"] or "–").rjust(16)
        print("  ".join([name.ljust(width), *cells, batch, str(found["memory_mib_after"])]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mpe", default=default_binary(), help="the mpe binary (%(default)s)")
    parser.add_argument("--server", action="append", default=[], metavar="NAME=BINARY", help="compare these instead")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND", help="and these")
    parser.add_argument("--requests", type=int, default=40_000, help="requests a run (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of every shape (%(default)s)")
    parser.add_argument("--shapes", nargs="+", default=SHAPES, help="connections x requests on each (%(default)s)")
    parser.add_argument("--json", type=Path, help="write the report to this file as well")
    options = parser.parse_args()
    arguments = ["serve", "-b", str(DOMAIN), "--port", "<PORT>", "--admin", "off"]
    named = [text.partition("=")[::2] for text in options.server] or [("mpe", options.mpe)]
    commands = [(name, [binary, *arguments], True) for name, binary in named]
    commands += [(name, shlex.split(text), False) for name, _, text in (peer.partition("=") for peer in options.peer)]
    try:
        with contextlib.ExitStack() as stack:
            servers = []
            for name, command, is_mpe in commands:
                server = Server(name, command, is_mpe)
                stack.callback(server.program.close)
                servers.append(server)
            report = measure(servers, options)
    except Failure as failure:
        print(f"benchmark: {failure}", file=sys.stderr)
        return 1
    print_report(report, options)
    if options.json:
        run = {"cores": os.cpu_count(), "requests": options.requests, "rounds": options.rounds}
        run["body_bytes"] = len(json.dumps(porc()))
        options.json.write_text(json.dumps(run | {"servers": report}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
