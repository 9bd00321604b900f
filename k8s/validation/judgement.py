"""Everything that `.ci/check-k8s` holds, in the order in which a reader wants to hear of it."""

from pathlib import Path

import charts
from mesh import envoy_config_findings, filter_findings, provider_findings, read
from pods import pod_faults
from references import reference_faults
from rendering import Failure, helm_template, kustomize
from schemas import resource_faults
from yamllint import linter
from yamllint.config import YamlLintConfig

STYLE = Path(__file__).resolve().parent.parent.parent / ".yamllint.yaml"
RULES = (pod_faults, reference_faults, envoy_config_findings)


def style_findings(root):
    """What yamllint says of files that are YAML before they are rendered."""
    style = YamlLintConfig(file=str(STYLE))
    for file in sorted(file for ending in ("*.yaml", "*.yml") for file in root.rglob(ending)):
        if "templates" in file.parts:
            continue
        for problem in linter.run(file.read_text(encoding="utf-8"), style, str(file)):
            yield f"k8s/{file.relative_to(root)}:{problem.line}:{problem.column}: {problem.message}"


def faults(resources, *rules):
    """What is wrong with resources that were rendered together: by schemas, and if they stand that, by rules."""
    found = [fault for resource in resources for fault in resource_faults(resource)]
    try:
        return found or [fault for rule in rules for fault in rule(resources)]
    except Failure as failure:
        return [str(failure)]


def rendered(root, findings):
    """The resources of every kustomization that is to be applied, by its folder below k8s."""
    for file in sorted(file for pattern in ("overlays", "istio") for file in root.glob(f"{pattern}/*/kustomization.yaml")):
        folder = str(file.parent.relative_to(root))
        try:
            yield folder, kustomize(file.parent)
        except Failure as failure:
            findings.append(f"k8s/{folder}: does not render: {failure}")


def chart_findings(chart, forms, rules):
    """What is wrong with the chart; `forms` are the kustomizations."""
    for values in sorted((chart / "ci").glob("*-values.yaml")):
        where = f"k8s/chart: {values.name}"
        try:
            resources = charts.rendered(chart, values)
        except Failure as failure:
            yield f"{where}: does not render: {failure}"
            continue
        found = faults(resources, *rules)
        yield from (f"{where}: {fault}" for fault in found)
        form = forms.get(charts.SAME.get(values.name))
        if form and not found:
            different = charts.differences(charts.comparable(resources), charts.comparable(form))
            yield from (f"{where}: {difference}" for difference in different)
    try:
        found = faults(helm_template(chart, chart / "ci/numbers.yaml", release="123", namespace="456"))
    except Failure as failure:
        found = [f"does not render: {failure}"]
    yield from (f"k8s/chart: numbers.yaml: {fault}" for fault in found)
    yield from (f"k8s/chart: {finding}" for finding in charts.refused_findings(chart))


def findings(root):
    """What is wrong below the folder k8s."""
    found = list(style_findings(root))
    forms = dict(rendered(root, found))
    mesh, chart, rules = root / "istio/mesh", root / "chart", [*RULES]
    if mesh.is_dir():
        rules.append(lambda resources: filter_findings(mesh, resources))
    for folder, resources in forms.items():
        found += [f"k8s/{folder}: {fault}" for fault in faults(resources, *rules)]
    if chart.is_dir():
        found += chart_findings(chart, forms, rules)
        if mesh.is_dir():
            notes = charts.notes_findings(chart, read(mesh / "mesh-config.yaml"))
            found += [f"k8s/chart: {finding}" for finding in notes]
    if mesh.is_dir():
        everything = [resource for resources in forms.values() for resource in resources]
        found += [f"k8s/istio/mesh/{fault}" for fault in provider_findings(mesh, everything)]
    return found
