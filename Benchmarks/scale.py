#!/usr/bin/env python3
"""What the size of a domain costs: loads domains of several sizes and decides about requests in each.

Prints CPU seconds of loading (from YAML text to a compiled snapshot), CPU time, instructions and allocations a decision,
and memory. Requests match the first, a middle, the last and no entry, of each of ten shapes (scale_domain.py). With
--mpe the same domains are loaded through `mpe test decision`, whole process. Instructions are callgrind's: the difference
of two runs, so that loading does not count.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import scale_domain

HERE = Path(__file__).resolve().parent
PLACES = ("first", "middle", "last", "none")


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--package-path", str(HERE), "--product", "decide"],
        check=True, stdout=sys.stderr)
    return HERE / ".build/release/decide"


def files(size, own_every, work):
    """A domain's file, and a list of PORC files for each place."""
    domain = work / f"domain-{size}.yaml"
    domain.write_text(scale_domain.domain(size, own_every=own_every), encoding="utf-8")
    porcs = {}
    for place in PLACES:
        porcs[place] = []
        for kind in range(10 if place != "none" else 1):
            path = work / f"porc-{size}-{place}-{kind}.json"
            path.write_text(scale_domain.porc(scale_domain.request(size, place, kind)), encoding="utf-8")
            porcs[place].append(path)
    return domain, porcs


def decide(binary, domain, iterations, porcs):
    done = subprocess.run([str(part) for part in (binary, domain, iterations, *porcs)], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return json.loads(done.stdout)


def instructions(binary, domain, porcs, work):
    """Of one decision; valgrind wants a binary without debug symbols."""
    stripped = work / "decide"
    if not stripped.exists():
        subprocess.run(["strip", "-g", "-o", str(stripped), str(binary)], check=True)
    totals = []
    # Warm-up grows with the count up to its own bound, so it doubles below that.
    low, high = 5, 25
    for rounds in (low, high):
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={work}/out", str(stripped), str(domain),
             str(rounds), *map(str, porcs)],
            capture_output=True, text=True)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if not found:
            return None
        totals.append(int(found.group(1)))
    return round((totals[1] - totals[0]) / (2 * (high - low) * len(porcs)))


def load_by_mpe(mpe, domain, porc):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(mpe), "test", "decision", "-b", str(domain), "-i", str(porc)], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return round(after.ru_utime - before.ru_utime, 3)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 1000, 10_000])
    parser.add_argument("--own-every", type=int, default=50, help="one role in so many has a policy of its own (50)")
    parser.add_argument("--iterations", type=int, default=300)
    parser.add_argument("--binary", type=Path, help="a decide that is built already")
    parser.add_argument("--mpe", type=Path, help="an mpe to load the domains with as well")
    parser.add_argument("--instructions", action="store_true", help="count instructions by callgrind too (slow)")
    parser.add_argument("--output", type=Path, help="where a JSON report goes")
    options = parser.parse_args()
    binary = options.binary or build()
    report = []
    print(f"{'size':>6} {'place':<7} {'load CPU s':>10} {'mpe s':>6} {'ns':>7} {'instructions':>12} {'allocs':>7} {'RSS MiB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for size in options.sizes:
            domain, porcs = files(size, options.own_every, work)
            for place in PLACES:
                entry = decide(binary, domain, options.iterations, porcs[place])
                if entry["allowed"] != [place != "none"] * len(porcs[place]):
                    sys.exit(f"{size} {place}: decided {entry['allowed']}, something else would be measured")
                entry |= {"size": size, "place": place, "domain_bytes": domain.stat().st_size}
                if options.instructions:
                    entry["instructions"] = instructions(binary, domain, porcs[place], work)
                if options.mpe:
                    entry["mpe_user_seconds"] = load_by_mpe(options.mpe, domain, porcs[place][0])
                report.append(entry)
                print(
                    f"{size:>6} {place:<7} {entry['load_cpu_seconds']:>10.3f} {entry.get('mpe_user_seconds', ''):>6} "
                    f"{entry['nanoseconds']:>7.0f} {entry.get('instructions') or '':>12} {entry['allocations']:>7.2f} "
                    f"{entry['rss_kib'] / 1024:>8.1f}", flush=True)
    if options.output:
        options.output.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
