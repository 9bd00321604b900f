"""Reads the part of Dockerfile's language that ours uses, and refuses the rest."""

import json
import re
from dataclasses import dataclass, field

from sandbox import Failure


@dataclass
class Stage:
    base: str
    name: str | None
    packages: list[str] = field(default_factory=list)
    # Commands of RUN, without those of apt-get.
    commands: list[str] = field(default_factory=list)
    # (where from, sources, destination); where from is None for the build context.
    copies: list[tuple] = field(default_factory=list)
    workdir: str = "/"
    user: str | None = None
    ports: list[int] = field(default_factory=list)
    entrypoint: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


@dataclass
class Image:
    stages: list[Stage]

    @property
    def build(self):
        return self.stages[0]

    @property
    def final(self):
        return self.stages[-1]


def _instructions(text):
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def _run(stage, command):
    for part in (piece.strip() for piece in command.split("&&")):
        installed = re.fullmatch(r"apt-get install ((?:-\S+ +)*)(.+)", part)
        if installed:
            if "--no-install-recommends" not in installed.group(1):
                raise Failure(f"`{part}` also brings what packages merely recommend")
            stage.packages += installed.group(2).split()
        elif not part.startswith(("apt-get update", "rm -rf /var/lib/apt/lists/")):
            stage.commands.append(part)


def _words(what, text):
    try:
        return [str(word) for word in json.loads(text)]
    except ValueError as error:
        raise Failure(f"{what} {text} needs a shell, which the image need not have: write a list") from error


def read(path):
    stages = []
    for name, rest in _instructions(path.read_text(encoding="utf-8")):
        if name == "FROM":
            base, *alias = rest.split()
            stages.append(Stage(base, alias[1] if alias else None))
            continue
        stage = stages[-1]
        if name == "RUN":
            _run(stage, " ".join(rest.split()))
        elif name == "COPY":
            words = rest.split()
            source = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
            stage.copies.append((source, words[:-1], words[-1]))
        elif name == "WORKDIR":
            stage.workdir = rest
        elif name == "USER":
            stage.user = rest
        elif name == "EXPOSE":
            stage.ports += [int(port) for port in rest.split()]
        elif name == "ENTRYPOINT":
            stage.entrypoint = _words(name, rest)
        elif name == "HEALTHCHECK":
            stage.health = _words(name, rest.split("CMD", 1)[1].strip())
        elif name not in ("ARG", "LABEL"):
            raise Failure(f"{path} has {name}, which .ci/image does not know")
    image = Image(stages)
    for what in ("packages", "user", "ports", "entrypoint", "health"):
        if not getattr(image.final, what):
            raise Failure(f"the last stage of {path} has no {what}")
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", image.final.user):
        raise Failure(f"USER {image.final.user} is no pair of numbers other than 0")
    return image
