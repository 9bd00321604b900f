#!/usr/bin/env python3
"""What reloads cost the decisions beside them: h2load at half the rate that saturates, with and without reloads.

Rounds without and with reloads take turns in one process, so that a slow minute falls on both. A bundle is replaced
(another file renamed over it) so often that all reloads fit into the round. Every answer must have come, and every
AccessRecord must name policies of one version: those of its `metadata.snapshot`.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "envoy"), str(HERE.parent / "Tests/EndToEnd")]

import wire  # noqa: E402 (these are found by the path above)
from listener import ALLOWED, DOMAIN, check_request  # noqa: E402
from sandbox import DecisionPoint, Failure, default_binary  # noqa: E402

CONNECTIONS, STREAMS = 16, 10
SNAPSHOT = re.compile(rb'"snapshot":"([^"]+)"')
POLICY = re.compile(rb'"fingerprint":"([^"]+)"')


def domain(version, policies):
    """The domain of listener.py with its version in each policy's text, and more policies that nobody asks."""
    text = DOMAIN.read_text(encoding="utf-8").replace("import rego.v1", f"import rego.v1\n\n        # version {version}")
    more = "".join(
        f"""
    - mrn: mrn:bench:policy:unused-{number}
      name: unused-{number}
      rego: |
        package authz

        import rego.v1

        # version {version}
        default allow := false

        allow if {{
          some role in input.principal.mroles
          role == "mrn:bench:role:unused-{number}"
          input.resource.id in {{"mrn:http:bench/{number}", "mrn:http:bench/other"}}
        }}
"""
        for number in range(policies)
    )
    return text.rstrip("\n") + "\n" + more.lstrip("\n")


def replace(bundle, version, policies):
    new = bundle.with_suffix(".new")
    new.write_text(domain(version, policies), encoding="utf-8")
    os.rename(new, bundle)


class Server:
    """A decision point with an admin listener; its records go to a file."""

    def __init__(self, binary, bundle, records):
        arguments = ("--admin", "127.0.0.1:0", "--records", f"file:{records}")
        self.point = DecisionPoint(binary, bundle, arguments=arguments, discard_output=True)
        found = re.search(r"admin listener on \S*?:(\d+)", self.point.error_text())
        self.admin = http.client.HTTPConnection("127.0.0.1", int(found.group(1)), timeout=30)

    def close(self):
        self.admin.close()
        self.point.close()

    def reloads(self):
        self.admin.request("GET", "/metrics")
        page = self.admin.getresponse().read().decode()
        found = dict(re.findall(r'^mpe_policy_reloads_total\{result="(\w+)"\} (\d+)$', page, re.MULTILINE))
        if found["failed"] != "0":
            raise self.point.failure("refused a bundle of this benchmark")
        return int(found["changed"])

    def memory_mib(self):
        status = Path(f"/proc/{self.point.process.pid}/status").read_text()
        found = re.findall(r"^(?:VmRSS|RssAnon):\s+(\d+) kB$", status, re.MULTILINE)
        return [round(int(value) / 1024, 1) for value in found]

    def load(self, *options, seconds=600):
        url = f"http://127.0.0.1:{self.point.port}{wire.METHOD}"
        command = ["h2load", "-t", "1", "-c", CONNECTIONS, "-m", STREAMS, *options]
        headers = ["-H", "content-type: application/grpc", "-H", "te: trailers"]
        command = [str(word) for word in [*command, *headers, url]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
        counts = re.search(r"(\d+) total, .*?(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout", done.stdout)
        if not counts:
            raise self.point.failure(f"was not loaded by h2load:\n{done.stdout}{done.stderr}")
        return done.stdout, [int(count) for count in counts.groups()]

    def saturating_rate(self, body):
        """Answers a second when h2load sends as fast as it can."""
        report, _ = self.load("-n", 60_000, "-d", body)
        return float(re.search(r"([\d.]+) req/s", report).group(1))

    def round(self, body, rate, seconds, log):
        """Microseconds of each answer, sorted; and how many calls did not get one."""
        each = max(1, round(rate / CONNECTIONS))
        Path(log).unlink(missing_ok=True)
        options = ("-D", seconds, "--rps", each, "-d", body, "--log-file", log)
        _, (_, _, failed, errored, timeouts) = self.load(*options, seconds=seconds + 120)
        times, bad = [], failed + errored + timeouts
        with open(log, encoding="ascii") as lines:
            for line in lines:
                _, status, microseconds = line.split()
                bad += status != "200"
                times.append(int(microseconds))
        return sorted(times), bad


class Reloading(threading.Thread):
    """Replaces the bundle `count` times within `seconds`, each time after the last was taken up."""

    def __init__(self, server, bundle, version, options):
        super().__init__(daemon=True)
        self.server, self.bundle, self.version, self.options = server, bundle, version, options
        self.done = 0
        # Seconds from each rename until the new version is in force.
        self.waits = []

    def run(self):
        pause = self.options.seconds * 0.97 / self.options.reloads
        begun, before = time.monotonic(), self.server.reloads()
        for number in range(self.options.reloads):
            time.sleep(max(0, begun + number * pause - time.monotonic()))
            written = time.monotonic()
            replace(self.bundle, self.version + number, self.options.policies)
            while self.server.reloads() < before + number + 1:
                if time.monotonic() - written > 10:
                    return
                time.sleep(0.05)
            self.waits.append(time.monotonic() - written)
            self.done += 1


def percentile(times, part):
    return times[min(len(times) - 1, int(len(times) * part))] / 1000 if times else float("nan")


def judge_records(path):
    """(records, versions, records that mix two versions, decisions other than GRANT)"""
    versions, counts, denied = {}, Counter(), 0
    with open(path, "rb") as lines:
        for line in lines:
            snapshot = SNAPSHOT.search(line).group(1)
            counts[snapshot, tuple(sorted(set(POLICY.findall(line))))] += 1
            denied += not line.startswith(b'{"decision":"GRANT"')
    for snapshot, policies in counts:
        versions.setdefault(snapshot, set()).add(policies)
    # Two snapshots differ in every policy, so whoever shares policies or has two lists of them is mixed.
    owners = Counter(policies for known in versions.values() for policies in known)
    mixed = sum(
        count
        for (snapshot, policies), count in counts.items()
        if len(versions[snapshot]) > 1 or owners[policies] > 1 or not policies
    )
    return sum(counts.values()), len(versions), mixed, denied


def measure(options, folder):
    bundle, records, log, body = (Path(folder) / name for name in ("check.yaml", "records", "log", "body"))
    replace(bundle, 0, options.policies)
    body.write_bytes(wire.framed(check_request(ALLOWED)))
    rounds, waits = {"without": [], "with": []}, []
    with contextlib.closing(Server(options.mpe, bundle, records)) as server:
        rate = options.rate or server.saturating_rate(body) / 2
        started, version = server.memory_mib(), 1
        for _ in range(options.rounds):
            for name in rounds:
                reloading = None
                if name == "with":
                    reloading = Reloading(server, bundle, version, options)
                    reloading.start()
                    version += options.reloads
                times, bad = server.round(body, rate, options.seconds, log)
                # What comes after the load has ended is no reload under load.
                done = reloading.done if reloading else 0
                if reloading:
                    reloading.join(30)
                rounds[name].append((times, bad, done))
                waits += reloading.waits if reloading else []
                print(f"round {name} reloads done", file=sys.stderr)
        ended = server.memory_mib()
    return rate, rounds, sorted(waits), judge_records(records), (started, ended)


def print_report(rate, rounds, waits, judged, memory, options):
    print(
        f"\n{CONNECTIONS} connections x {STREAMS} streams, {rate:.0f} Checks a second, {options.seconds} s a round, "
        f"{options.policies + 4} policies; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print("milliseconds      reloads    answers  not answered    p50    p99  p99.9    max")
    summary = {}
    for name, list_of in rounds.items():
        for times, bad, done in list_of:
            cells = [percentile(times, part) for part in (0.5, 0.99, 0.999, 1)]
            print(
                f"{name + ' reloads':<17} {done:>7} {len(times):>10} {bad:>13} "
                + " ".join(f"{cell:>6.2f}" for cell in cells)
            )
            summary.setdefault(name, []).append({"p99_ms": cells[1], "answers": len(times), "bad": bad, "reloads": done})
    if waits:
        print(f"from the rename to the new version in force: median {waits[len(waits) // 2] * 1000:.0f} ms")
    worst = [min(run["p99_ms"] for run in summary[name]) for name in ("without", "with")]
    print(f"p99 with reloads is {worst[1] / worst[0]:.2f} times that without (the better round of each)")
    count, versions, mixed, denied = judged
    print(f"records: {count}, of {versions} versions, {mixed} of a mixture, {denied} not granted")
    print(f"memory MiB (resident, of that anonymous): {memory[0]} at the start, {memory[1]} at the end")
    bad = sum(run["bad"] for runs in summary.values() for run in runs)
    missed = sum(options.reloads - run["reloads"] for run in summary["with"])
    problems = {"calls without an answer": bad, "reloads that did not come": missed, "records of a mixture": mixed}
    problems["decisions that are wrong"] = denied
    for what, number in problems.items():
        if number:
            print(f"benchmark: {number} {what}", file=sys.stderr)
    return summary, not any(problems.values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mpe", default=default_binary(), help="the mpe binary (%(default)s)")
    parser.add_argument("--seconds", type=int, default=60, help="a round's length (%(default)s)")
    parser.add_argument("--rounds", type=int, default=1, help="rounds without and with reloads (%(default)s)")
    parser.add_argument("--reloads", type=int, default=200, help="reloads in a round (%(default)s)")
    parser.add_argument("--policies", type=int, default=50, help="policies beside those that decide (%(default)s)")
    parser.add_argument("--rate", type=float, help="Checks a second (half of what saturates)")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    options = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
            rate, rounds, waits, judged, memory = measure(options, folder)
    except Failure as failure:
        print(f"benchmark: {failure}", file=sys.stderr)
        return 1
    summary, is_good = print_report(rate, rounds, waits, judged, memory, options)
    if options.json:
        names = ("records", "versions", "mixed", "denied")
        figures = {"rate": rate, "rounds": summary, "memory_mib": memory} | dict(zip(names, judged, strict=True))
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
