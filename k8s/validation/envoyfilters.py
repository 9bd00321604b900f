"""What istiod makes of providers, AuthorizationPolicies and EnvoyFilters, as a whole Envoy configuration.

Only as much of it as our files use: one listener with the filters of action CUSTOM in front of a router, merged with
what an EnvoyFilter says. What comes out is for the real Envoy to read and to run.
"""

import copy
import json
import tempfile
from pathlib import Path

from rendering import TOOLS, Failure, run

TYPES = "type.googleapis.com/envoy.extensions"
EXT_AUTHZ = "envoy.filters.http.ext_authz"
RBAC = "envoy.filters.http.rbac"
# istiod lets rbac say which requests a policy is about, by metadata that ext_authz looks at.
SHADOW_PREFIX = "istio_ext_authz_"
POLICY_PREFIX = "istio-ext-authz"


def cluster_name(provider):
    grpc = provider["envoyExtAuthzGrpc"]
    return f"outbound|{grpc['port']}||{grpc['service'].split('/')[1]}"


def rbac_filter(policy):
    """A filter that refuses nobody and notes the rule that a request meets."""
    name = policy["metadata"]["name"]
    rules = policy["spec"]["rules"]
    if any(rules):
        raise Failure(f"AuthorizationPolicy/{name}: only rules that name nothing are understood here")
    everything = {"permissions": [{"any": True}], "principals": [{"any": True}]}
    policies = {f"{POLICY_PREFIX}-ns[default]-policy[{name}]-rule[{number}]": everything for number in range(len(rules))}
    return {
        "name": RBAC,
        "typed_config": {
            "@type": f"{TYPES}.filters.http.rbac.v3.RBAC",
            "shadow_rules": {"action": "DENY", "policies": policies},
            "shadow_rules_stat_prefix": SHADOW_PREFIX,
        },
    }


def ext_authz_filter(provider):
    grpc, cluster = provider["envoyExtAuthzGrpc"], cluster_name(provider)
    config = {
        "@type": f"{TYPES}.filters.http.ext_authz.v3.ExtAuthz",
        "transport_api_version": "V3",
        "failure_mode_allow": grpc.get("failOpen", False),
        "grpc_service": {
            "envoy_grpc": {"cluster_name": cluster, "authority": cluster.replace("|", "_.")},
            "timeout": grpc.get("timeout", "600s"),
        },
        "filter_enabled_metadata": {
            "filter": RBAC,
            "path": [{"key": f"{SHADOW_PREFIX}shadow_effective_policy_id"}],
            "value": {"string_match": {"prefix": POLICY_PREFIX}},
        },
    }
    if "statusOnError" in grpc:
        config["status_on_error"] = {"code": int(grpc["statusOnError"])}
    if body := grpc.get("includeRequestBodyInCheck"):
        config["with_request_body"] = {
            "max_request_bytes": body["maxRequestBytes"],
            "allow_partial_message": body.get("allowPartialMessage", False),
            "pack_as_bytes": body.get("packAsBytes", False),
        }
    return {"name": EXT_AUTHZ, "typed_config": config}


def merged(base, patch, place=""):
    """A message merged with another as protocol buffers do: what is set replaces, lists grow."""
    result = copy.deepcopy(base)
    for key, value in patch.items():
        here = f"{place}.{key}".lstrip(".")
        if value in (False, 0, "", None):
            raise Failure(f"`{here}: {json.dumps(value)}` changes nothing: what is merged cannot unset a field")
        if isinstance(value, dict):
            result[key] = merged(result.get(key, {}), value, here)
        elif isinstance(value, list):
            result[key] = [*result.get(key, []), *value]
        else:
            result[key] = value
    return result


def patched(filters, envoy_filter):
    """The HTTP filters after an EnvoyFilter; it fails where a patch finds nothing to change."""
    filters = copy.deepcopy(filters)
    for number, patch in enumerate(envoy_filter["spec"]["configPatches"]):
        wanted = patch["match"]["listener"]["filterChain"]["filter"].get("subFilter", {}).get("name")
        places = [place for place, http_filter in enumerate(filters) if http_filter["name"] == wanted]
        if not places:
            raise Failure(f"configPatches[{number}] is about `{wanted}`, and istiod makes no such filter")
        for place in places:
            filters[place] = merged(filters[place], patch["patch"]["value"])
    return filters


def endpoint(host, port):
    address = {"socket_address": {"address": host, "port_value": port}}
    return {"lb_endpoints": [{"endpoint": {"address": address}}]}


def cluster(name, port, is_http2=False):
    options = f"{TYPES}.upstreams.http.v3.HttpProtocolOptions"
    protocol = {"http2_protocol_options": {}} if is_http2 else {"http_protocol_options": {}}
    return {
        "name": name,
        "type": "STATIC",
        "connect_timeout": "1s",
        "typed_extension_protocol_options": {
            options.removeprefix("type.googleapis.com/"): {"@type": options, "explicit_http_config": protocol}
        },
        "load_assignment": {"cluster_name": name, "endpoints": [endpoint("127.0.0.1", port)]},
    }


def configuration(provider, policy, envoy_filters, listener=15006, decision_point=9000, workload=8080, tls=None):
    """An Envoy that guards a workload as istiod would have it. Ports are those of 127.0.0.1."""
    router = {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{TYPES}.filters.http.router.v3.Router"}}
    filters = [rbac_filter(policy), ext_authz_filter(provider), router]
    for envoy_filter in envoy_filters:
        filters = patched(filters, envoy_filter)
    manager = {
        "@type": f"{TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "inbound",
        "normalize_path": True,
        "http_filters": filters,
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "inbound",
                    "domains": ["*"],
                    "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "inbound"}}],
                }
            ]
        },
    }
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    if tls:
        chain["transport_socket"] = tls
    return {
        "static_resources": {
            "listeners": [
                {
                    "name": "inbound",
                    "address": {"socket_address": {"address": "127.0.0.1", "port_value": listener}},
                    "filter_chains": [chain],
                }
            ],
            "clusters": [cluster(cluster_name(provider), decision_point, is_http2=True), cluster("inbound", workload)],
        }
    }


def envoy_binary():
    found = sorted(TOOLS.parent.glob("lib/python3*/site-packages/envoy/_bin/envoy"))
    if not found:
        raise Failure("Envoy is not in .venv: run `make setup`")
    return found[0]


def validate(config):
    """Raises a failure where the real Envoy would not take a configuration."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "envoy.yaml"
        file.write_text(config if isinstance(config, str) else json.dumps(config), encoding="utf-8")
        run(envoy_binary(), "--mode", "validate", "--use-dynamic-base-id", "--log-level", "error", "-c", file)
