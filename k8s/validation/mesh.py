"""Holds what stands below k8s/istio together: providers, the hosts that they name, policies, and filters by Envoy."""

import yaml
from envoyfilters import configuration, validate
from rendering import Failure, name_of
from schemas import faults_of


def hosts(resources):
    """Each host that istiod would know, as (namespace, host), with its ports."""
    for resource in resources:
        spec, meta = resource.get("spec", {}), resource["metadata"]
        namespace = meta.get("namespace", "default")
        if resource["kind"] == "ServiceEntry":
            for host in spec["hosts"]:
                yield (namespace, host), [port["number"] for port in spec["ports"]]
        elif resource["kind"] == "Service" and spec.get("clusterIP") != "None":
            # A headless one becomes an ORIGINAL_DST cluster, which ext_authz cannot ask.
            yield (namespace, f"{meta['name']}.{namespace}.svc.cluster.local"), [port["port"] for port in spec["ports"]]


def read(file):
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def provider_findings(folder, resources):
    """What is wrong with the mesh configuration; `resources` are those of every form of deployment."""
    config, values = read(folder / "mesh-config.yaml"), read(folder / "istiod-values.yaml")
    for fault in faults_of(config, "meshconfig"):
        yield f"mesh-config.yaml: {fault}"
    if values != {"meshConfig": config}:
        yield "istiod-values.yaml: it is not mesh-config.yaml below `meshConfig`"
    known = dict(hosts(resources))
    for provider in config.get("extensionProviders", []):
        grpc = provider.get("envoyExtAuthzGrpc", {})
        host = tuple(str(grpc.get("service")).split("/", 1))
        if grpc.get("port") not in known.get(host, []):
            yield f"mesh-config.yaml: `{provider.get('name')}`: there is no {'/'.join(host)} with port {grpc.get('port')}"


def filter_findings(folder, resources):
    """What the real Envoy says of what istiod would make of policies and filters."""
    providers = {provider["name"]: provider for provider in read(folder / "mesh-config.yaml")["extensionProviders"]}
    policies = [r for r in resources if r["kind"] == "AuthorizationPolicy" and r["spec"].get("action") == "CUSTOM"]
    filters = [resource for resource in resources if resource["kind"] == "EnvoyFilter"]
    for policy in policies:
        wanted = policy["spec"]["provider"]["name"]
        if wanted not in providers:
            yield f"{name_of(policy)}: mesh-config.yaml has no provider `{wanted}`"
            continue
        namespace, labels = policy["metadata"].get("namespace"), policy["spec"]["selector"]["matchLabels"]
        near = [envoy_filter for envoy_filter in filters if envoy_filter["metadata"].get("namespace") == namespace]
        mine = [envoy_filter for envoy_filter in near if envoy_filter["spec"]["workloadSelector"]["labels"] == labels]
        if len(mine) != len(near):
            yield f"{name_of(policy)}: an EnvoyFilter is about other workloads than the policy"
        try:
            validate(configuration(providers[wanted], policy, mine))
        except Failure as failure:
            yield f"{name_of(policy)}: Envoy does not take what istiod would make of it: {failure}"


def envoy_config_findings(resources):
    """What the real Envoy says of its configurations in ConfigMaps."""
    for resource in resources:
        for key, text in resource.get("data", {}).items() if resource["kind"] == "ConfigMap" else ():
            if key == "envoy.yaml":
                try:
                    validate(text)
                except Failure as failure:
                    yield f"{name_of(resource)}: {key}: {failure}"
