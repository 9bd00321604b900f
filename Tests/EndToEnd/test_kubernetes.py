"""What k8s/ says, done here: mpe by the arguments, files and probes of the manifests, Envoy by what istiod makes of them.

Only what a cluster would give is replaced: paths, ports, and the values of the downward API.
"""

import contextlib
import http.client
import json
import math
import os
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import grpc
import wire
import yaml
from grpc_health.v1 import health_pb2, health_pb2_grpc
from sandbox import ROOT, Program, default_binary, envoy_binary, free_port

sys.path.append(str(ROOT / "k8s/validation"))
import envoyfilters  # noqa: E402 (found by the path above)
from pods import containers, is_mpe, pods, probes  # noqa: E402
from rendering import helm_template, kustomize  # noqa: E402

K8S = ROOT / "k8s"
OVERLAYS = ("central", "central-istio", "node-local", "sidecar", "sidecar-envoy")
DOMAIN = K8S / "base/policies/domain.yaml"
CALLER = "spiffe://cluster.local/ns/office/sa/desk"
FIELDS = {"spec.nodeName": "node-7", "metadata.namespace": "mpe-system", "metadata.name": "mpe-abcde"}


def cores(quantity):
    """A quantity of CPU as the downward API gives it: whole cores, rounded up."""
    number = float(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)
    return str(math.ceil(number))


class Pod:
    """One rendered pod's mpe, its volumes below a folder, its ports free ones of the loopback."""

    def __init__(self, resources, folder):
        self.folder = Path(folder)
        ((_, template),) = pods(resources)
        self.spec = template["spec"]
        (self.container,) = filter(is_mpe, containers(self.spec))
        self.config_maps = {r["metadata"]["name"]: r["data"] for r in resources if r["kind"] == "ConfigMap"}
        self.ports = {port: free_port() for port in (9000, 9901, 10000, 8080, 9902)}
        for volume in self.spec["volumes"]:
            if "configMap" in volume:
                self.publish(volume["configMap"]["name"], self.config_maps[volume["configMap"]["name"]])
            else:
                (self.folder / volume["name"]).mkdir()
        volumes = {volume["name"]: volume for volume in self.spec["volumes"]}
        self.mounts = {}
        for container in containers(self.spec):
            for mount in container.get("volumeMounts", []):
                source = volumes[mount["name"]].get("configMap", {}).get("name", mount["name"])
                self.mounts[mount["mountPath"]] = str(self.folder / source)

    def publish(self, name, data):
        """A ConfigMap as the kubelet writes it; again, it swaps the link `..data`."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        version = Path(tempfile.mkdtemp(prefix="..", dir=folder))
        for key, text in data.items():
            (version / key).write_text(text, encoding="utf-8")
            if not (folder / key).is_symlink():
                os.symlink(f"..data/{key}", folder / key)
        os.symlink(version.name, folder / "..data_new")
        os.rename(folder / "..data_new", folder / "..data")

    def here(self, text):
        """A text of the manifests with the paths and ports of this machine."""
        for path, place in self.mounts.items():
            text = text.replace(path, place)
        for port, free in self.ports.items():
            text = re.sub(rf"\b{port}\b", str(free), text)
        return text.replace("0.0.0.0", "127.0.0.1")

    def environment(self):
        values = {}
        for entry in self.container["env"]:
            source = entry.get("valueFrom", {})
            if "fieldRef" in source:
                values[entry["name"]] = FIELDS[source["fieldRef"]["fieldPath"]]
            elif "resourceFieldRef" in source:
                values[entry["name"]] = cores(self.container["resources"]["requests"]["cpu"])
            else:
                values[entry["name"]] = self.here(entry["value"])
        return values

    def address(self):
        """Where a gRPC client finds it."""
        socket = self.mounts.get("/run/mpe")
        return f"unix:{socket}/mpe.sock" if socket else f"127.0.0.1:{self.ports[9000]}"

    def program(self):
        """mpe by the manifest's arguments and environment, and by nothing of ours."""
        command = ["env", *(f"{name}={value}" for name, value in self.environment().items()), default_binary()]
        return Program("mpe", [*command, *map(self.here, self.container["args"])])

    def probe(self, name):
        """Whether a probe of the manifest succeeds."""
        probe = self.container[name]
        if "exec" in probe:
            program, *words = probe["exec"]["command"]
            assert program == "mpe", program
            command = [default_binary(), *map(self.here, words)]
            return subprocess.run(command, capture_output=True, env=os.environ | self.environment()).returncode == 0
        if "grpc" in probe:
            with grpc.insecure_channel(f"127.0.0.1:{self.ports[probe['grpc']['port']]}") as channel:
                try:
                    answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
                    return answer.status == health_pb2.HealthCheckResponse.SERVING
                except grpc.RpcError:
                    return False
        status, _ = ask(self.ports[probe["httpGet"]["port"]], probe["httpGet"]["path"])
        return status == 200


def ask(port, path, tls=None, method="GET"):
    """Status and body of one request; no status where nothing listens."""
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=tls)
        if tls
        else http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    )
    with contextlib.closing(connection):
        try:
            connection.request(method, path, headers={"host": "shop.example"})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError as error:
            return None, str(error).encode()


class PodCase(unittest.TestCase):
    def start(self, resources):
        """The pod and its mpe, once its startup probe succeeds."""
        pod = Pod(resources, self.enterContext(tempfile.TemporaryDirectory()))
        mpe = self.enterContext(contextlib.closing(pod.program()))
        self.wait(lambda: pod.probe("startupProbe"), mpe)
        return pod, mpe

    def wait(self, what, program, seconds=30):
        deadline = time.monotonic() + seconds
        while not what():
            if not program.running():
                raise program.failure(f"ended with exit code {program.process.returncode}")
            if time.monotonic() > deadline:
                raise program.failure("does not come to what was awaited")
            time.sleep(0.05)

    def decisions(self, pod):
        with grpc.insecure_channel(pod.address()) as channel:
            call = channel.unary_unary(wire.METHOD)
            answers = [call(wire.check_request(path=path), timeout=30) for path in ("/public/a", "/a")]
            return [wire.check_response(answer).code for answer in answers]


class ManifestTests(PodCase):
    def forms(self):
        for overlay in OVERLAYS:
            yield overlay, kustomize(K8S / "overlays" / overlay)
        for values in ("central", "node-local", "sidecar"):
            resources = helm_template(K8S / "chart", K8S / f"chart/ci/{values}-values.yaml")
            for resource in resources:
                if resource["kind"] == "ConfigMap" and resource["metadata"]["name"] == "mpe-policies":
                    resource["data"] = {"domain.yaml": DOMAIN.read_text(encoding="utf-8")}
            yield f"chart, {values}", resources

    def test_every_form_starts_decides_and_stops_by_its_own_arguments(self):
        started = []
        for name, resources in self.forms():
            with self.subTest(name, part="start"):
                pod, mpe = self.start(resources)
                started.append((name, pod, mpe))
                for probe in probes(pod.container):
                    self.assertTrue(pod.probe(probe), f"{probe} of a pod that serves")
                self.assertEqual(self.decisions(pod), [0, 7])
                record = json.loads(mpe.line())
                self.assertEqual(record["metadata"]["env"], dict(node="node-7", namespace="mpe-system", pod="mpe-abcde"))
                self.assertNotIn('"level":"warn"', mpe.error_text())
        for _, _, mpe in started:
            mpe.process.send_signal(signal.SIGTERM)
        for name, pod, mpe in started:
            with self.subTest(name, part="stop"):
                self.assertEqual(mpe.process.wait(60), 0)
                for probe in probes(pod.container):
                    self.assertFalse(pod.probe(probe), f"{probe} of a pod that ended")

    def test_a_change_of_the_config_map_is_in_force_without_a_restart(self):
        pod, mpe = self.start(kustomize(K8S / "overlays/sidecar"))
        self.assertEqual(self.decisions(pod), [0, 7])
        pod.publish("mpe-policies", {"domain.yaml": DOMAIN.read_text(encoding="utf-8").replace("/public(/", "/a(/")})
        self.wait(lambda: self.decisions(pod) == [7, 0], mpe)

    def test_policies_that_do_not_load_leave_a_pod_ready_and_alive(self):
        pod, mpe = self.start(kustomize(K8S / "overlays/sidecar"))
        pod.publish("mpe-policies", {"domain.yaml": "no domain"})
        self.wait(lambda: "domain.yaml" in mpe.error_text(), mpe)
        self.assertTrue(pod.probe("readinessProbe") and pod.probe("livenessProbe"))
        self.assertEqual(self.decisions(pod), [0, 7])

    def test_lint_has_nothing_against_the_policies_nor_config_check_against_the_settings(self):
        settings = K8S / "base/settings/mpe-config.yaml"
        for words in (["lint", "--format", "json", "-f", DOMAIN], ["config", "check", settings]):
            with self.subTest(words[0]):
                done = subprocess.run([default_binary(), *map(str, words)], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertNotIn('"warning"', done.stdout)


class EnvoyTests(PodCase):
    """The real Envoy beside an mpe that was started as the manifests say."""

    def envoy(self, config):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "envoy.yaml").write_text(config, encoding="utf-8")
        options = ["--concurrency", 1, "--use-dynamic-base-id", "--log-level", "warning"]
        program = Program("Envoy", [envoy_binary(), "-c", folder / "envoy.yaml", *options])
        return self.enterContext(contextlib.closing(program))

    def workload(self, port):
        upstream = Program("the upstream", [sys.executable, ROOT / "envoy/upstream.py", port])
        self.enterContext(contextlib.closing(upstream)).wait_until_listening(port)

    def certificates(self):
        """A CA, a workload's certificate and a caller's with its SPIFFE name, by openssl."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

        def openssl(*words):
            subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

        ec = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test")
        openssl("req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2")
        for name, alternative in (("workload", "DNS:shop"), ("caller", f"URI:{CALLER}")):
            (folder / f"{name}.ext").write_text(f"subjectAltName={alternative}\n", encoding="utf-8")
            openssl("req", *ec, "-keyout", f"{name}.key", "-out", f"{name}.csr")
            signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", f"{name}.ext")
            openssl("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.pem")
        return folder

    def test_istio_sidecars_ask_by_provider_policy_and_filter(self):
        resources = kustomize(K8S / "overlays/sidecar")
        mesh = yaml.safe_load((K8S / "istio/mesh/mesh-config.yaml").read_text(encoding="utf-8"))
        (provider,) = (one for one in mesh["extensionProviders"] if one["name"] == "mpe-sidecar")
        (policy,) = (resource for resource in resources if resource["kind"] == "AuthorizationPolicy")
        filters = [resource for resource in resources if resource["kind"] == "EnvoyFilter"]
        pod, mpe = self.start(resources)
        keys = self.certificates()

        def file(name):
            return {"filename": str(keys / name)}

        tls = {
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": f"{envoyfilters.TYPES}.transport_sockets.tls.v3.DownstreamTlsContext",
                "require_client_certificate": True,
                "common_tls_context": {
                    "tls_certificates": [
                        {"certificate_chain": file("workload.pem"), "private_key": file("workload.key")}
                    ],
                    "validation_context": {"trusted_ca": file("ca.pem")},
                },
            },
        }
        config = envoyfilters.configuration(provider, policy, filters, 15006, tls=tls)
        pod.ports[15006] = free_port()
        self.workload(pod.ports[8080])
        envoy = self.envoy(pod.here(json.dumps(config)))
        envoy.wait_until_listening(pod.ports[15006])
        caller = ssl.create_default_context(cafile=keys / "ca.pem")
        caller.check_hostname = False
        caller.load_cert_chain(keys / "caller.pem", keys / "caller.key")

        def through(path, method="GET"):
            return ask(pod.ports[15006], path, caller, method)[0]

        self.assertEqual([through("/public/a"), through("/a"), through("/a", "POST")], [200, 200, 403])
        records = [json.loads(mpe.line()) for _ in range(3)]
        self.assertEqual([record["decision"] for record in records], ["GRANT", "GRANT", "DENY"])
        self.assertEqual(records[1]["principal"]["subject"], CALLER)
        mpe.stop()
        self.assertEqual(through("/public/a"), 503)

    def test_the_envoy_of_a_pod_asks_by_the_unix_socket(self):
        pod, mpe = self.start(kustomize(K8S / "overlays/sidecar-envoy"))
        self.workload(pod.ports[8080])
        (config,) = (data["envoy.yaml"] for data in pod.config_maps.values() if "envoy.yaml" in data)
        envoy = self.envoy(pod.here(config))
        envoy.wait_until_listening(pod.ports[10000])
        self.assertEqual([ask(pod.ports[10000], path)[0] for path in ("/public/a", "/a")], [200, 403])
        mpe.stop()
        self.assertEqual(ask(pod.ports[10000], "/public/a")[0], 503)
