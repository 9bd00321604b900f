"""Holds every container of every rendered pod to what the restricted profile and an orderly start and stop ask for."""

import re

from rendering import name_of

WORKLOADS = {"Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "Job"}
# What mpe takes to write its last records, with room.
SPARE_SECONDS = 3
UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}


def pods(resources):
    """Each workload's name with the specification of its pods."""
    for resource in resources:
        if resource["kind"] in WORKLOADS:
            yield name_of(resource), resource["spec"]["template"]
        elif resource["kind"] == "Pod":
            yield name_of(resource), resource


def containers(spec):
    return [*spec.get("initContainers", []), *spec.get("containers", [])]


def is_mpe(container):
    return container["name"] == "mpe"


def option(container, name):
    """The value of `--name=value` in a container's arguments."""
    values = [argument.split("=", 1)[1] for argument in container.get("args", []) if argument.startswith(f"--{name}=")]
    return values[-1] if values else None


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(ms|s|m|h)", text).groups()
    return int(number) * UNITS[unit]


def security_faults(spec):
    pod = spec.get("securityContext", {})
    if spec.get("automountServiceAccountToken") is not False:
        yield "automountServiceAccountToken is not false"
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(key):
            yield f"{key} is set"
    for volume in spec.get("volumes", []):
        if "hostPath" in volume:
            yield f"volume `{volume['name']}` is of the host"
    for container in containers(spec):
        name, own = container["name"], container.get("securityContext", {})
        if own.get("runAsNonRoot", pod.get("runAsNonRoot")) is not True:
            yield f"container `{name}`: runAsNonRoot is not true"
        if own.get("runAsUser", pod.get("runAsUser", 0)) == 0:
            yield f"container `{name}`: runAsUser is not a user's number"
        if own.get("seccompProfile", pod.get("seccompProfile", {})).get("type") != "RuntimeDefault":
            yield f"container `{name}`: seccompProfile is not RuntimeDefault"
        if own.get("allowPrivilegeEscalation") is not False:
            yield f"container `{name}`: allowPrivilegeEscalation is not false"
        if own.get("readOnlyRootFilesystem") is not True:
            yield f"container `{name}`: readOnlyRootFilesystem is not true"
        if own.get("privileged"):
            yield f"container `{name}`: it is privileged"
        capabilities = own.get("capabilities", {})
        if capabilities.get("drop") != ["ALL"] or capabilities.get("add"):
            yield f"container `{name}`: capabilities are not {{drop: [ALL]}}"
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= resources.get("requests", {}).keys() or "memory" not in resources.get("limits", {}):
            yield f"container `{name}`: resources lack requests of cpu and memory, or a limit of memory"
        if any(port.get("hostPort") for port in container.get("ports", [])):
            yield f"container `{name}`: a port of the host"


def volume_faults(spec):
    from_config = {volume["name"] for volume in spec.get("volumes", []) if "configMap" in volume}
    declared = {volume["name"] for volume in spec.get("volumes", [])}
    for container in containers(spec):
        for mount in container.get("volumeMounts", []):
            if mount["name"] not in declared:
                yield f"container `{container['name']}`: there is no volume `{mount['name']}`"
            if mount["name"] in from_config and (mount.get("subPath") or mount.get("subPathExpr")):
                yield f"container `{container['name']}`: subPath of a ConfigMap, which never sees a change"


def probes(container):
    """Each probe of a container, by its name."""
    return {key: container[key] for key in ("startupProbe", "readinessProbe", "livenessProbe") if key in container}


def probe_faults(spec):
    for container in containers(spec):
        for name, probe in probes(container).items():
            for kind in ("httpGet", "tcpSocket"):
                if isinstance(probe.get(kind, {}).get("port"), str):
                    yield f"container `{container['name']}`: {name} names a port, which Istio's agent does not understand"


def is_liveness(probe):
    """Whether a probe asks only if the process answers."""
    command = probe.get("exec", {}).get("command", [])
    return probe.get("httpGet", {}).get("path") == "/healthz" or (
        command[:2] == ["mpe", "health"] and command[-1].startswith("--address=http://") and "/healthz" in command[-1]
    )


def mpe_faults(spec):
    """Start, stop and probes of mpe."""
    for container in filter(is_mpe, containers(spec)):
        for missing in sorted({"startupProbe", "readinessProbe", "livenessProbe"} - probes(container).keys()):
            yield f"container `mpe`: it has no {missing}"
        if not is_liveness(container.get("livenessProbe", {})):
            yield "container `mpe`: liveness asks for more than /healthz, so bad policies would restart it"
        stop = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
        delay = stop + seconds(option(container, "drain-delay") or "0s")
        drain = seconds(option(container, "drain-timeout") or "10s")
        grace = spec.get("terminationGracePeriodSeconds", 30)
        if delay + drain + SPARE_SECONDS > grace:
            yield (
                f"container `mpe`: --drain-delay or preStop ({delay} s) and --drain-timeout ({drain} s) do not fit "
                f"into terminationGracePeriodSeconds ({grace} s) with {SPARE_SECONDS} s to spare"
            )
        if container in spec["containers"] and delay < SPARE_SECONDS:
            yield f"container `mpe`: it closes its port {delay} s after SIGTERM, before every Envoy has heard of it"
        if spec.get("enableServiceLinks") is not False:
            yield "enableServiceLinks is not false: a Service that is called mpe would set MPE_PORT"
    names = [container["name"] for container in spec.get("initContainers", [])]
    for container in filter(is_mpe, spec.get("initContainers", [])):
        if container.get("restartPolicy") != "Always":
            yield "init container `mpe`: without restartPolicy Always the pod waits for its end"
        if "envoy" in names and names.index("envoy") < names.index("mpe"):
            yield "init container `mpe` begins after `envoy`, which asks it"


def pod_faults(resources):
    """What is wrong with the pods of some resources."""
    for name, template in pods(resources):
        spec = template["spec"]
        for rule in (security_faults, volume_faults, probe_faults, mpe_faults):
            for fault in rule(spec):
                yield f"{name}: {fault}"
