"""Holds the chart: by helm's own lint, to its schema of values, and to the kustomizations, whose pods it has to give."""

import re
import tempfile
from pathlib import Path

import yaml
from pods import WORKLOADS
from rendering import Failure, helm_lint, helm_notes, helm_template

# Which kustomization has the same pods as a file of values.
SAME = {
    "central-values.yaml": "overlays/central",
    "node-local-values.yaml": "overlays/node-local",
    "sidecar-values.yaml": "overlays/sidecar",
}
# What differs on purpose: labels of a release, and the hash in a name that helm has not.
PLACEMENT = ("affinity", "topologySpreadConstraints")


def rendered(chart, values):
    """The resources of a chart by one file of values, with a stand-in for a ConfigMap that it does not make itself."""
    resources = helm_template(chart, values)
    helm_lint(chart, values)
    wanted = yaml.safe_load(values.read_text(encoding="utf-8")).get("policies", {}).get("existingConfigMap")
    if wanted:
        resources.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": wanted}})
    return resources


def comparable(resources):
    """The pod of the one workload, without what differs on purpose."""
    (spec,) = (resource["spec"]["template"]["spec"] for resource in resources if resource["kind"] in WORKLOADS)
    spec = {key: value for key, value in spec.items() if key not in PLACEMENT}
    for kind in ("initContainers", "containers"):
        spec[kind] = [
            {key: value for key, value in container.items() if key != "imagePullPolicy"}
            for container in spec.get(kind, [])
        ]
    return yaml.safe_load(re.sub(r"mpe-settings-\w{10}\b", "mpe-settings", yaml.safe_dump(spec)))


def differences(one, other, place="pod"):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({**one, **other}):
            yield from differences(one.get(key), other.get(key), f"{place}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other)):
            yield from differences(left, right, f"{place}[{number}]")
    elif one != other:
        yield f"{place} is {one}, and {other} in the kustomization"


def refused_findings(chart):
    """Values that the chart has to refuse."""
    for case in yaml.safe_load((chart / "ci/refused.yaml").read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as folder:
            values = Path(folder) / "values.yaml"
            values.write_text(yaml.safe_dump(case["values"]), encoding="utf-8")
            try:
                helm_template(chart, chart / "ci/central-values.yaml", values, release=case.get("release", "mpe"))
                yield f"{case['why']}: it is not refused"
            except Failure as failure:
                if missing := [name for name in case["names"] if name not in str(failure)]:
                    yield f"{case['why']}: the message does not name {', '.join(missing)}: {failure}"


def notes_findings(chart, config):
    """Providers of the notes that are others than those of the mesh configuration."""
    known = config["extensionProviders"]
    for values in sorted((chart / "ci").glob("*-values.yaml")):
        enabled = yaml.safe_load(values.read_text(encoding="utf-8")).get("istio", {}).get("enabled", False)
        try:
            found = re.search(r"^  meshConfig:\n(    .*\n)+", helm_notes(chart, values), re.MULTILINE)
        except Failure as failure:
            yield f"{values.name}: notes: {failure}"
            continue
        if bool(found) != enabled:
            yield f"{values.name}: notes: a provider is to be named where istio is enabled, and there alone"
        for provider in yaml.safe_load(found[0])["meshConfig"]["extensionProviders"] if found else ():
            if provider not in known:
                yield f"{values.name}: notes: provider `{provider['name']}` is not as mesh-config.yaml has it"
