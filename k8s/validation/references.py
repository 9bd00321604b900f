"""Holds resources to each other: what one names, another is."""

from pods import WORKLOADS, pods
from rendering import name_of


def matches(selector, labels):
    return selector.items() <= labels.items()


def port_names(spec):
    """Names of ports that lead somewhere in every version; those of init containers do not up to 1.31."""
    return {port.get("name") for container in spec["containers"] for port in container.get("ports", [])}


def own_selector(resource):
    """The labels by which a resource selects pods; None where it selects none."""
    spec = resource.get("spec", {})
    if resource["kind"] == "Service":
        return spec.get("selector")
    if resource["kind"] == "NetworkPolicy":
        return spec["podSelector"].get("matchLabels", {})
    if resource["kind"] in ("PodDisruptionBudget", "AuthorizationPolicy", "PeerAuthentication", "Deployment", "DaemonSet"):
        return spec.get("selector", {}).get("matchLabels")
    if resource["kind"] == "EnvoyFilter":
        return spec.get("workloadSelector", {}).get("labels")
    return None


def is_of_mesh(resource):
    return ".istio.io/" in resource["apiVersion"]


def has_workload(templates):
    """Whether there are pods of others than mpe; else what Istio guards stands elsewhere."""
    names = [container["name"] for _, template in templates for container in template["spec"]["containers"]]
    return any(name != "mpe" for name in names)


def named_ports(resource):
    """Ports of pods that a resource names rather than numbers."""
    spec = resource.get("spec", {})
    found = [port.get("targetPort") for port in spec.get("ports", [])] if resource["kind"] == "Service" else []
    if resource["kind"] == "NetworkPolicy":
        found = [port.get("port") for rule in spec.get("ingress", []) for port in rule.get("ports", [])]
    return {port for port in found if isinstance(port, str)}


def pod_references(spec):
    """Kind and name of what a pod names."""
    if account := spec.get("serviceAccountName"):
        yield "ServiceAccount", account
    for volume in spec.get("volumes", []):
        if "configMap" in volume and not volume["configMap"].get("optional"):
            yield "ConfigMap", volume["configMap"]["name"]


def reference_faults(resources):
    """What is named and is not there, and what selects nothing."""
    present = {(resource["kind"], resource["metadata"]["name"]) for resource in resources}
    templates = list(pods(resources))
    for name, template in templates:
        for kind, wanted in pod_references(template["spec"]):
            if (kind, wanted) not in present:
                yield f"{name}: there is no {kind} `{wanted}`"
    for resource in resources:
        namespace = resource["metadata"].get("namespace") if resource["kind"] in WORKLOADS else None
        if namespace and ("Namespace", namespace) not in present:
            yield f"{name_of(resource)}: there is no Namespace `{namespace}`"
        target = resource.get("spec", {}).get("scaleTargetRef") if resource["kind"].endswith("Autoscaler") else None
        if target and (target["kind"], target["name"]) not in present:
            yield f"{name_of(resource)}: there is no {target['kind']} `{target['name']}`"
        selector = own_selector(resource)
        if not selector or not templates or (is_of_mesh(resource) and not has_workload(templates)):
            continue
        chosen = [template for _, template in templates if matches(selector, template["metadata"].get("labels", {}))]
        if not chosen:
            yield f"{name_of(resource)}: it selects no pod: {selector}"
        for port in named_ports(resource):
            if not all(port in port_names(template["spec"]) for template in chosen):
                yield f"{name_of(resource)}: the pods have no port `{port}`"
