"""The first stage: what it copies and installs is enough to build, and its commands are run here."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from sandbox import Failure


def _output(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise Failure(f"`{' '.join(map(str, command))}` failed in {folder}:\n{done.stderr.strip()}")
    return done.stdout


def check(image, root, scratch):
    """Every folder and every system library that Package.swift names is there, and .dockerignore lets it in."""
    let_in = {line[1:] for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    context = scratch / "context"
    shutil.rmtree(context, ignore_errors=True)
    context.mkdir(parents=True)
    for source, names, destination in image.build.copies:
        for name in names if source is None else []:
            if name not in let_in:
                raise Failure(f"COPY {name}: .dockerignore keeps it out: add `!{name}` there")
            target = context / destination
            if (root / name).is_dir():
                shutil.copytree(root / name, target)
            else:
                shutil.copy(root / name, target)
    _output(["swift", "package", "describe", "--type", "json"], context)
    package = json.loads(_output(["swift", "package", "dump-package"], context))
    wanted = {"pkg-config"}
    for target in package["targets"]:
        for provider in target.get("providers") or []:
            for names in provider.get("apt", []):
                wanted |= set(names)
    missing = sorted(wanted - set(image.build.packages))
    if missing:
        raise Failure(f"Package.swift names {', '.join(missing)}, which the build stage does not install")


def build(image, root):
    """Runs the stage's commands here, in the ordinary build folder, but for what changes the result's file."""
    for command in image.build.commands:
        words = command.split()
        if words[0] == "strip":
            continue
        if words[:2] != ["swift", "build"]:
            raise Failure(f"the build stage runs `{command}`, which .ci/image does not know")
        if subprocess.run([*words, "-j", os.environ.get("JOBS", str(os.cpu_count()))], cwd=root).returncode != 0:
            raise Failure(f"`{command}` failed: its messages are above")


def copy_results(image, root, target):
    """Copies what the last stage takes out of the first, stripped; how many bytes that is."""
    count = 0
    for source, names, destination in image.final.copies:
        for name in names:
            if source != image.build.name or not name.startswith(image.build.workdir):
                raise Failure(f"COPY {name} {destination} is not of the build stage, which .ci/image does not know")
            to = target / destination.lstrip("/")
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / Path(name).relative_to(image.build.workdir), to)
            if f"strip {Path(name).relative_to(image.build.workdir)}" in image.build.commands:
                _output(["strip", to], root)
            count += to.stat().st_size
    return count
