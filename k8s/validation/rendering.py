"""Renders kustomizations and charts by the real kubectl and helm of .venv."""

import subprocess
from pathlib import Path

import yaml

TOOLS = Path(__file__).resolve().parent.parent.parent / ".venv/bin"


class Failure(Exception):
    """What could not be rendered or read, and what the tool said."""


def run(*command):
    """What a tool prints on standard output."""
    try:
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=120)
    except OSError as error:
        raise Failure(f"{Path(command[0]).name} does not start: {error}: run `make setup`") from error
    if done.returncode != 0:
        raise Failure(" ".join((done.stderr.strip() or done.stdout.strip()).split()))
    return done.stdout


def documents(text, where):
    """The documents of a YAML text, without empty ones."""
    try:
        return [document for document in yaml.load_all(text, Loader=yaml.CSafeLoader) if document]
    except yaml.YAMLError as error:
        raise Failure(f"{where}: {error}") from error


def kustomize(folder):
    """What `kubectl apply -k FOLDER` would send."""
    return documents(run(TOOLS / "kubectl", "kustomize", folder), folder)


def helm_template(chart, *values, release="mpe", namespace="mpe-system"):
    """What `helm install` would send, by values files."""
    files = [word for file in values for word in ("--values", file)]
    text = run(TOOLS / "helm", "template", release, chart, "--namespace", namespace, *files)
    return documents(text, chart)


def helm_notes(chart, values, release="mpe", namespace="mpe-system"):
    """What `helm install` would tell whoever calls it."""
    options = ("--namespace", namespace, "--values", values, "--dry-run=client")
    return run(TOOLS / "helm", "install", release, chart, *options).partition("\nNOTES:\n")[2]


def helm_lint(chart, *values):
    """Raises a failure where helm finds anything."""
    files = [word for file in values for word in ("--values", file)]
    run(TOOLS / "helm", "lint", "--strict", chart, *files)


def name_of(resource):
    """`Kind/name`, for messages."""
    return f"{resource.get('kind', '?')}/{resource.get('metadata', {}).get('name', '?')}"
