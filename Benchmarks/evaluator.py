#!/usr/bin/env python3
"""What an evaluation costs: runs every workload (*.rego, data.json, input.json, entrypoint) through the engine.

Reports CPU nanoseconds and allocations an evaluation after warm-up, and, with --instructions, the instructions of one
evaluation as callgrind counts them: the difference of two runs, so that loading and compiling do not count. With
--peer regorus the same workloads run through the Rust engine of that name in turn with ours (pip install
gordon-to-regorus in the interpreter named by --peer-python).
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Its virtual machine, the faster of its two evaluators; where that has no answer, its interpreter.
PEER = """
import glob, json, os, regorus, sys, time
folder, rounds = sys.argv[1], int(sys.argv[2])
read = lambda name: open(f"{folder}/{name}").read()
modules = [(os.path.basename(path), open(path).read()) for path in sorted(glob.glob(f"{folder}/*.rego"))]
entrypoint = "data." + read("entrypoint").strip().removeprefix("data.").replace("/", ".")

def machine():
    program = regorus.Program.compile_from_modules(read("data.json"), modules, [entrypoint])
    machine = regorus.Rvm()
    machine.load_program(program)
    machine.set_data_json(read("data.json"))
    machine.set_input_json(read("input.json"))
    machine.execute()
    return machine.execute

def interpreter():
    engine = regorus.Engine()
    for name, text in modules:
        engine.add_policy(name, text)
    engine.add_data_json(read("data.json"))
    engine.set_input_json(read("input.json"))
    engine.eval_rule(entrypoint)
    return lambda: engine.eval_rule(entrypoint)

try:
    way, evaluate = "virtual machine", machine()
except Exception:
    way, evaluate = "interpreter", interpreter()
start = time.process_time_ns()
for _ in range(rounds):
    evaluate()
print(json.dumps({"nanoseconds": (time.process_time_ns() - start) / rounds, "way": way}))
"""


def workloads(folder):
    return sorted(path.parent for path in folder.glob("*/entrypoint"))


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", str(HERE), "--product", "evaluate"],
        check=True, stdout=sys.stderr)
    return HERE / ".build/release/evaluate"


def run(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}")
    return json.loads(done.stdout)


def instructions(binary, folder, work):
    """Instructions of one evaluation. valgrind wants a binary without debug symbols."""
    stripped = Path(work) / "evaluate"
    if not stripped.exists():
        subprocess.run(["strip", "-g", "-o", str(stripped), str(binary)], check=True)
    totals = []
    low, high = 20, 120
    for rounds in (low, high):
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={work}/out", str(stripped), str(folder), str(rounds)],
            capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found:
            return None
        totals.append(int(found.group(1)))
    # Warm-up grows with the count up to its own bound, so it doubles below that.
    return (totals[1] - totals[0]) / (2 * (high - low))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(os.environ.get("MPE_SHARED", HERE.parent.parent / "shared"))
    parser.add_argument(
        "--workloads", type=Path, default=shared / "rego-workloads", help="a folder of them, beside those in fixtures")
    parser.add_argument("--binary", type=Path, help="an evaluate that is built already")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=2000)
    parser.add_argument("--instructions", action="store_true", help="count instructions by callgrind too (slow)")
    parser.add_argument("--peer", choices=["regorus"])
    parser.add_argument("--peer-python", default=sys.executable)
    parser.add_argument("--output", type=Path, help="where the JSON report goes; default standard output")
    options = parser.parse_args()
    folders = workloads(options.workloads) + workloads(HERE / "fixtures")
    if not workloads(options.workloads):
        print(f"no workloads in {options.workloads}: set MPE_SHARED or --workloads for more", file=sys.stderr)
    binary = options.binary or build()
    report = []
    with tempfile.TemporaryDirectory() as work:
        for folder in folders:
            report.append(measure(binary, folder, options, work))
            print(line(report[-1]), file=sys.stderr)
    text = json.dumps({"workloads": report}, indent=2)
    if options.output:
        options.output.write_text(text + "\n")
    else:
        print(text)
    return 0


def measure(binary, folder, options, work):
    entry = {"workload": folder.name}
    try:
        rounds = [run([binary, folder, options.iterations]) for _ in range(options.rounds)]
    except RuntimeError as error:
        entry["error"] = str(error)
        return entry
    entry["nanoseconds"] = round(statistics.median(round_["nanoseconds"] for round_ in rounds))
    entry["allocations"] = max(round_["allocations"] for round_ in rounds)
    if options.instructions:
        entry["instructions"] = instructions(binary, folder, work)
    if options.peer:
        try:
            peer = [run([options.peer_python, "-c", PEER, folder, 200]) for _ in range(options.rounds)]
            entry[options.peer + "_way"] = peer[0]["way"]
            entry[options.peer + "_nanoseconds"] = round(statistics.median(p["nanoseconds"] for p in peer))
        except RuntimeError as error:
            entry[options.peer + "_error"] = str(error)
    return entry


def line(entry):
    if "error" in entry:
        return f"{entry['workload']:<20} {entry['error']}"
    text = f"{entry['workload']:<20} {entry['nanoseconds']:>10,} ns  {entry['allocations']:>8.2f} allocations"
    if entry.get("instructions"):
        text += f"  {entry['instructions']:>12,.0f} instructions"
    for key, value in entry.items():
        if key.endswith("_nanoseconds"):
            text += f"  {key.removesuffix('_nanoseconds')} {value:,} ns ({value / max(entry['nanoseconds'], 1):.1f}x ours)"
    return text


if __name__ == "__main__":
    sys.exit(main())
