#!/usr/bin/env python3
"""How soon `mpe serve -p envoy` answers after its start, and what it holds while it idles.

Each run starts the program anew and asks a Check as soon as a connection is taken; what counts is the time from the
start of the process to the answer, this script's share included. CPU time is the kernel's account of the process by
then, which a busy machine disturbs less. RssAnon is read some time after the answer. Medians of all runs are reported;
the first run, which reads the program from the disk, does not count.
"""

import argparse
import contextlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "envoy"), str(HERE.parent / "Tests/EndToEnd")]

import http2  # noqa: E402 (these are found by the path above)
import wire  # noqa: E402
from sandbox import ROOT, Failure, default_binary, free_port  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def connect(port, process, deadline):
    while True:
        try:
            return http2.Connection(port)
        except ConnectionRefusedError:
            if process.poll() is not None:
                raise Failure(f"mpe ended with exit code {process.returncode}") from None
            if time.monotonic() > deadline:
                raise Failure("mpe does not listen after 60 s") from None
            time.sleep(0.0002)


def first_answer(port, process):
    """Seconds are counted by the caller; raises where the answer is no decision."""
    with contextlib.closing(connect(port, process, time.monotonic() + 60)) as connection:
        connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = http2.frame(http2.HEADERS, http2.END_HEADERS, 1, http2.grpc_headers(wire.METHOD))
        body = http2.frame(http2.DATA, http2.END_STREAM, 1, wire.framed(wire.check_request(path="/catalogue/lamp")))
        connection.send(head + body)
        answer = wire.check_response(connection.message(1, seconds=60))
    if answer.kind not in ("ok", "denied"):
        raise Failure(f"the first Check was answered by {answer}")


def memory(pid):
    """{name: KiB} of what the kernel says about the process's memory."""
    lines = [line.split() for line in Path(f"/proc/{pid}/status").read_text().splitlines()]
    return {line[0].rstrip(":"): int(line[1]) for line in lines if line[0] in ("VmRSS:", "RssAnon:", "RssFile:")}


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def scheduled_seconds(pid):
    """CPU time to the nanosecond, over all threads, where the kernel keeps such an account."""
    try:
        stats = [(task / "schedstat").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(stat[0]) for stat in stats) / 1e9
    except OSError:
        return cpu_seconds(pid)


def run(options):
    port = free_port()
    command = [options.mpe, "serve", "-p", "envoy", "-b", options.bundle, "--port", str(port), "--admin", "off"]
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        first_answer(port, process)
        answered = time.monotonic() - started
        cpu = scheduled_seconds(process.pid)
        time.sleep(options.idle)
        return {"first_answer_ms": 1000 * answered, "cpu_ms": 1000 * cpu} | {
            name: kib / 1024 for name, kib in memory(process.pid).items()
        }
    finally:
        process.terminate()
        process.wait(30)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mpe", default=default_binary())
    parser.add_argument("--bundle", default=str(ROOT / "envoy/shop.yaml"))
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--idle", type=float, default=1.0, help="seconds from the answer to the look at memory")
    parser.add_argument("--output", type=Path, help="where the JSON report goes")
    options = parser.parse_args()
    run(options)
    runs = [run(options) for _ in range(options.runs)]
    report = {"machine": f"{os.cpu_count()} cores, {platform.machine()}", "load": os.getloadavg()[0], "runs": len(runs)}
    units = {"first_answer_ms": "ms", "cpu_ms": "ms", "RssAnon": "MiB", "RssFile": "MiB", "VmRSS": "MiB"}
    for name, unit in units.items():
        values = sorted(one[name] for one in runs)
        report[name] = {"median": statistics.median(values), "least": values[0], "most": values[-1]}
        print(f"{name:<16} median {report[name]['median']:7.1f} {unit}  (from {values[0]:.1f} to {values[-1]:.1f})")
    print(f"{len(runs)} runs, {report['machine']}, load {report['load']:.1f}")
    if options.output:
        options.output.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"start: {failure}")
