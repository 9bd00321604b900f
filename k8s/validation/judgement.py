"""Everything that `.ci/check-k8s` holds, in the order in which a reader wants to hear of it."""

from pathlib import Path

from pods import pod_faults
from references import reference_faults
from rendering import Failure, kustomize
from schemas import resource_faults
from yamllint import linter
from yamllint.config import YamlLintConfig

STYLE = Path(__file__).resolve().parent.parent.parent / ".yamllint.yaml"


def judged(where, render, *extra):
    """What is wrong with what one call renders."""
    try:
        resources = render()
    except Failure as failure:
        yield f"{where}: does not render: {failure}"
        return
    if not resources:
        yield f"{where}: renders nothing"
    for resource in resources:
        for fault in resource_faults(resource):
            yield f"{where}: {fault}"
    if any("kind" not in resource or "metadata" not in resource for resource in resources):
        return
    for rule in (pod_faults, reference_faults, *extra):
        for fault in rule(resources):
            yield f"{where}: {fault}"


def style_findings(root):
    """What yamllint says of files that are YAML before they are rendered."""
    style = YamlLintConfig(file=str(STYLE))
    for file in sorted(file for ending in ("*.yaml", "*.yml") for file in root.rglob(ending)):
        if "templates" in file.parts:
            continue
        for problem in linter.run(file.read_text(encoding="utf-8"), style, str(file)):
            yield f"k8s/{file.relative_to(root)}:{problem.line}:{problem.column}: {problem.message}"


def findings(root):
    """What is wrong below the folder k8s."""
    yield from style_findings(root)
    folders = [file.parent for pattern in ("overlays/*", "istio/*") for file in root.glob(f"{pattern}/kustomization.yaml")]
    for folder in sorted(folders):
        yield from judged(f"k8s/{folder.relative_to(root)}", lambda folder=folder: kustomize(folder))
