#!/usr/bin/env python3
"""What a Check costs: drives `mpe serve -p envoy` by h2load and reports CPU time a Check and memory.

CPU time is read from the kernel's account of mpe's threads, so a busy machine disturbs it less than it does requests
a second. AccessRecords are made and written, to /dev/null. Rounds over all shapes take turns, so that a slow minute
falls on all alike; the median is reported.
Several servers are compared by naming each: listener.py --server new=./mpe --server old=/usr/bin/mpe
"""

import argparse
import contextlib
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "envoy"), str(HERE.parent / "Tests/EndToEnd")]

import http2  # noqa: E402 (these are found by the path above)
import wire  # noqa: E402
from sandbox import DecisionPoint, Failure, default_binary, token  # noqa: E402

DOMAIN = HERE / "fixtures/check.yaml"
# Connections × streams on each: one caller, one busy Envoy worker, several workers, many.
SHAPES = ("1x1", "1x100", "4x10", "16x100")
ALLOWED, DENIED = "/orders/alice/17?expand=items", "/orders/bob/17?expand=items"


def check_request(path):
    """A browser's request as it leaves two proxies: 25 headers, one of them a bearer token."""
    claims = {
        "iss": "https://login.bench.example",
        "aud": "shop",
        "sub": "alice",
        "roles": ["customer"],
        "scopes": ["orders"],
        "jti": "0f6f5f0e-6a5b-4f5e-9a38-6a7c1d1f2b3c",
    }
    headers = {
        ":scheme": "https",
        "accept": "application/json, text/plain, */*",
        "accept-encoding": "gzip, deflate, br, zstd",
        "accept-language": "en-GB,en;q=0.9,de;q=0.7",
        "authorization": f"Bearer {token(claims, 'never verified here')}",
        "cache-control": "no-cache",
        "cookie": "session=4bf92f3577b34da6a3ce929d0e0e4736; theme=dark; consent=1",
        "origin": "https://shop.example",
        "referer": "https://shop.example/account/orders",
        "sec-ch-ua": '"Chromium";v="140", "Not=A?Brand";v="24"',
        "sec-ch-ua-mobile": "?0",
        "sec-ch-ua-platform": '"Linux"',
        "sec-fetch-dest": "empty",
        "sec-fetch-mode": "cors",
        "sec-fetch-site": "same-site",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
        "via": "2 edge.example",
        "x-envoy-external-address": "203.0.113.7",
        "x-forwarded-for": "203.0.113.7, 198.51.100.4",
        "x-forwarded-proto": "https",
        "x-request-id": "9f1a7c5e-2f63-4b3f-8f0f-6e2f0b7a4d21",
    }
    return wire.check_request(path=path, host="api.shop.example", headers=headers)


class Server:
    """A decision point under load, and what the kernel says of it."""

    def __init__(self, name, binary):
        self.name = name
        self.point = DecisionPoint(binary, DOMAIN, discard_output=True)

    def cpu_seconds(self):
        """Of every thread, in nanoseconds by the kernel; /proc/PID/stat would count in steps of 10 ms."""
        threads = Path(f"/proc/{self.point.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory_mib(self):
        status = Path(f"/proc/{self.point.process.pid}/status").read_text()
        found = dict(re.findall(r"^(VmRSS|VmHWM|RssAnon):\s+(\d+) kB$", status, re.MULTILINE))
        return {name: round(int(value) / 1024, 1) for name, value in found.items()}

    def load(self, shape, requests, body_file):
        """One run of h2load; CPU microseconds a Check and Checks a second."""
        connections, streams = shape.split("x")
        url = f"http://127.0.0.1:{self.point.port}{wire.METHOD}"
        command = ["h2load", "-t", "1", "-n", str(requests), "-c", connections, "-m", streams, "-d", body_file]
        before = self.cpu_seconds()
        done = subprocess.run(
            [*command, "-H", "content-type: application/grpc", "-H", "te: trailers", url],
            capture_output=True,
            text=True,
            timeout=600,
        )
        spent = self.cpu_seconds() - before
        succeeded = re.search(r"(\d+) succeeded", done.stdout)
        if not succeeded or int(succeeded.group(1)) != requests:
            raise self.point.failure(f"did not answer every request of h2load:\n{done.stdout}{done.stderr}")
        rate = float(re.search(r"([\d.]+) req/s", done.stdout).group(1))
        return spent / requests * 1e6, rate

    def judge(self, path, allowed):
        """One Check by hand, so that nothing wrong is measured."""
        with contextlib.closing(http2.Connection(self.point.port)) as connection:
            stream = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
            body = http2.frame(http2.DATA, http2.END_STREAM, 1, wire.framed(check_request(path)))
            connection.send(stream + body)
            answer = wire.check_response(connection.message(1))
        if (answer.code == 0) != allowed or answer.kind not in ("ok", "denied"):
            raise self.point.failure(f"answered {path} by {answer}: the load would measure something else")


def measure(servers, options):
    """{server: {shape: {…}}}"""
    runs = {(server.name, shape): [] for server in servers for shape in options.shapes}
    started = {server.name: server.memory_mib() for server in servers}
    with tempfile.NamedTemporaryFile() as body:
        body.write(wire.framed(check_request(ALLOWED)))
        body.flush()
        for server in servers:
            server.judge(ALLOWED, True)
            server.judge(DENIED, False)
            server.load("4x10", min(options.requests, 5000), body.name)  # warm
        for number in range(options.rounds):
            for shape in options.shapes:
                for server in servers:
                    # One stream alone is bound by the round trip, so it gets fewer requests.
                    requests = options.requests // 4 if shape == "1x1" else options.requests
                    runs[server.name, shape].append(server.load(shape, requests, body.name))
            print(f"round {number + 1} of {options.rounds} done", file=sys.stderr)
    report = {}
    for server in servers:
        shapes = {}
        for shape in options.shapes:
            cpu, rate = zip(*runs[server.name, shape], strict=True)
            shapes[shape] = {
                "cpu_us_per_check": round(statistics.median(cpu), 2),
                "cpu_us_min": round(min(cpu), 2),
                "cpu_us_max": round(max(cpu), 2),
                "checks_per_second": round(statistics.median(rate)),
            }
        report[server.name] = {
            "shapes": shapes,
            "memory_mib_at_start": started[server.name],
            "memory_mib_after": server.memory_mib(),
        }
    return report


def print_report(report, options):
    print(f"\nCPU µs a Check (Checks a second), median of {options.rounds} rounds; connections x streams")
    names = list(report)
    width = max(len("server"), *map(len, names))
    print("  ".join(["server".ljust(width), *(shape.rjust(18) for shape in options.shapes), "RSS MiB start, after"]))
    for name in names:
        cells = [
            f"{shape['cpu_us_per_check']:.1f} ({shape['checks_per_second']})".rjust(18)
            for shape in report[name]["shapes"].values()
        ]
        start, after = (report[name][key].get("VmRSS") for key in ("memory_mib_at_start", "memory_mib_after"))
        print("  ".join([name.ljust(width), *cells, f"{start}, {after}"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mpe", default=default_binary(), help="the mpe binary (%(default)s)")
    parser.add_argument("--server", action="append", default=[], metavar="NAME=BINARY", help="compare these instead")
    parser.add_argument("--requests", type=int, default=40_000, help="requests a run (%(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of every shape (%(default)s)")
    parser.add_argument("--shapes", nargs="+", default=SHAPES, help="connections x streams (%(default)s)")
    parser.add_argument("--json", type=Path, help="write the report to this file as well")
    options = parser.parse_args()
    named = [text.partition("=")[::2] for text in options.server] or [("mpe", options.mpe)]
    try:
        with contextlib.ExitStack() as stack:
            servers = []
            for name, binary in named:
                server = Server(name, binary)
                stack.callback(server.point.close)
                servers.append(server)
            report = measure(servers, options)
    except Failure as failure:
        print(f"benchmark: {failure}", file=sys.stderr)
        return 1
    print_report(report, options)
    if options.json:
        about = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count()}
        run = {"requests": options.requests, "rounds": options.rounds, "body_bytes": len(check_request(ALLOWED))}
        options.json.write_text(json.dumps(about | run | {"servers": report}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
