"""Holds resources to schemas: Kubernetes' own of every version from 1.30 on, and ours of what we use of Istio."""

import functools
import json
from pathlib import Path

import jsonschema
import kubernetes_validate
from kubernetes_validate import utils
from rendering import name_of

ISTIO = Path(__file__).resolve().parent.parent / "istio/schemas"
OLDEST = (1, 30)

# It reads and parses the same files for each resource, which is most of its time.
utils.schema_contents = functools.lru_cache(maxsize=None)(utils.schema_contents)


@functools.cache
def versions():
    """Those that are checked, such as `1.30`."""
    numbers = {tuple(map(int, version.split(".")[:2])) for version in utils.all_versions()}
    return [f"{major}.{minor}" for major, minor in sorted(numbers) if (major, minor) >= OLDEST]


@functools.cache
def istio_schema(name):
    schema = json.loads((ISTIO / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults_of(document, schema_name):
    """What is wrong with a document by one of our schemas, each with its place."""
    return [
        f"{error.json_path.removeprefix('$.')}: {error.message}"
        for error in sorted(istio_schema(schema_name).iter_errors(document), key=lambda error: error.json_path)
    ]


def istio_faults(resource):
    name = resource["kind"].lower()
    if not (ISTIO / f"{name}.json").exists():
        return [f"{name_of(resource)}: k8s/istio/schemas has no schema of this kind: write one"]
    return [f"{name_of(resource)}: {fault}" for fault in faults_of(resource, name)]


def kubernetes_faults(resource):
    faults = {}
    for version in versions():
        try:
            kubernetes_validate.validate(resource, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            place = ".".join(map(str, error.path)) or "resource"
            faults.setdefault(f"{place}: {error.message}", []).append(version)
        except kubernetes_validate.SchemaNotFoundError:
            faults.setdefault(f"there is no {resource['apiVersion']} {resource['kind']}", []).append(version)
    return [f"{name_of(resource)}: {fault} (Kubernetes {', '.join(where)})" for fault, where in faults.items()]


def resource_faults(resource):
    """What is wrong with any resource."""
    if not isinstance(resource, dict) or not {"apiVersion", "kind", "metadata"} <= resource.keys():
        return [f"no resource, it has no apiVersion, kind or metadata: {str(resource)[:80]}"]
    if ".istio.io/" in resource["apiVersion"]:
        return istio_faults(resource)
    return kubernetes_faults(resource)
