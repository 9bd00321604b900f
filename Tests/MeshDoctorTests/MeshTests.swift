import MeshDoctor
import Testing

/// Istio and Kubernetes, beyond the examples.
@Suite struct MeshTests {
  private static let patch = """
    ---
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter
    metadata: {name: mpe}
    spec:
      configPatches:
        - applyTo: HTTP_FILTER
          match: {listener: {filterChain: {filter: {subFilter: {name: envoy.filters.http.ext_authz}}}}}
          patch:
            operation: MERGE
            value:
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
                # PATCH

    """

  @Test(
    "what an EnvoyFilter merges counts for the provider",
    arguments: [
      ("metadata-not-sent", "input.metadata_context.filter_metadata.a.b", "metadata_context_namespaces: [a]"),
      ("certificate-not-sent", "input.source.certificate", "include_peer_certificate: true"),
      ("header-encoding", "input.request.http.header_map.headers", "encode_raw_headers: true"),
      ("body-not-sent", "input.request.http.body", "with_request_body: {max_request_bytes: 8192}"),
    ])
  func patches(_ code: String, _ read: String, _ setting: String) throws {
    var files = DoctorCase(.istio, .domain)
    files.read(read)
    let finding = try #require(files.report.findings.first { $0.code == code })
    if code != "body-not-sent" { #expect(finding.yaml?.contains("operation: MERGE") == true) }
    files.texts[.istio]! += Self.patch
    files.replace("# PATCH", with: setting, in: .istio)
    #expect(files.codes == [])
  }

  @Test("a merge that lets requests pass is found in the patch") func failOpenPatch() throws {
    var files = DoctorCase(.istio)
    files.texts[.istio]! += Self.patch
    files.replace("# PATCH", with: "failure_mode_allow: true", in: .istio)
    let findings = files.report.findings.filter { $0.code == "fails-open" }
    let lines = files.texts[.istio]!.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(findings.map(\.message).allSatisfy { $0.contains("EnvoyFilter `mpe`") })
    #expect(findings.count == 1 && findings[0].alsoAt.isEmpty)
    #expect(findings.allSatisfy { lines[$0.position.line - 1].contains("failure_mode_allow: true") })
  }

  @Test("a filter that an EnvoyFilter adds is held to all that a filter is") func insertedFilter() {
    var files = DoctorCase(.istio)
    files.texts[.istio]! += Self.patch.replacing("operation: MERGE", with: "operation: INSERT_FIRST")
    files.replace("# PATCH", with: "grpc_service: {timeout: 60s}", in: .istio)
    let codes = Set(files.codes)
    #expect(codes == ["long-timeout", "no-status-on-error", "mutations-not-validated", "transport-api-version"])
  }

  private static let service = """
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: mpe, namespace: authz}
    spec:
      selector: {app: shop}
      ports:
        - {name: grpc, port: 9000, targetPort: decisions}

    """

  @Test(
    "a provider leads through a Service to the container's port",
    arguments: [
      ("mpe.authz.svc.cluster.local", "tcp:*:9443", 9443, [String]()),
      ("authz/mpe.authz.svc", "tcp:0.0.0.0:9443", 9443, []),
      ("mpe", "tcp:*:9443", 9443, []),
      ("mpe.other.svc.cluster.local", "tcp:*:9443", 9443, ["unlisted-service"]),
      ("mpe.authz", "tcp:*:9444", 9443, ["address-mismatch"]),
      ("mpe.authz", "tcp:127.0.0.1:9443", 9443, ["address-mismatch"]),
    ])
  func services(_ host: String, _ listen: String, _ port: Int, _ codes: [String]) {
    var files = DoctorCase(.istio, .workload)
    let entry = files.texts[.istio]!.firstRange(of: "---\napiVersion: networking")!
    files.texts[.istio]!.replaceSubrange(entry.lowerBound..., with: Self.service)
    files.replace("service: mpe.internal", with: "service: \(host)", in: .istio)
    files.replace("tcp:127.0.0.1:9000", with: listen, in: .workload)
    files.replace("# PROBE", with: "ports: [{name: decisions, containerPort: \(port)}]", in: .workload)
    #expect(files.codes == codes)
  }

  @Test(
    "a container's flags and variables say where mpe listens",
    arguments: [
      ("args: [serve, --port=9000]", true), ("args: [serve, --port, 9000]", true), ("args: [serve]", true),
      ("args: [serve, --port, \"9001\"]", false), ("args: [serve, --listen=tcp:*:9001]", false),
      ("args: [serve, --listen, \"generic+tcp:*:9001,envoy+tcp:*:9000\"]", true),
      ("args: [serve]\nenv: [{name: MPE_LISTEN, value: \"tcp::9001\"}]", false),
      ("command: [/usr/bin/mpe, serve, --port, \"9001\"]", false), ("args: [lint]", true),
    ])
  func containers(_ words: String, _ fits: Bool) {
    var files = DoctorCase(.istio, .workload)
    files.replace("args: [serve, -b, /policies, --listen, \"tcp:127.0.0.1:9000\"]", with: words, in: .workload)
    #expect(files.codes == (fits ? [] : ["address-mismatch"]))
  }

  @Test("a socket's path has to be the same") func sockets() {
    var files = DoctorCase(.istio, .workload)
    files.replace("address: 127.0.0.1", with: "address: unix:///run/mpe/mpe.sock", in: .istio)
    files.replace("tcp:127.0.0.1:9000", with: "unix:/run/mpe/mpe.sock?mode=0660", in: .workload)
    #expect(files.codes == [])
    files.replace("unix:///run/mpe/mpe.sock", with: "unix:///run/mpe.sock", in: .istio)
    #expect(files.codes == ["address-mismatch"])
  }

  @Test("parts of a request that a mapper passes on count where policies read them") func passedOn() throws {
    var files = DoctorCase(.envoy, .domain)
    files.read("input.request")
    files.texts[.domain]! += """
        policies:
          - mrn: mrn:shop:policy:size
            rego: |
              package authz

              import rego.v1

              default allow := false

              allow if count(input.context.read.http.body) < 10

      """
    let finding = try #require(files.report.findings.first { $0.code == "body-not-sent" })
    #expect(finding.message.hasPrefix("policy `mrn:shop:policy:size` reads `input.request.http.body` (domain.yaml:"))
  }

  @Test("a network filter is held to what it has") func networkFilter() {
    var files = DoctorCase(.envoy, .domain)
    files.read("input.source.certificate")
    files.replace("# SETTINGS", with: "include_peer_certificate: true", in: .envoy)
    let type = "type.googleapis.com/envoy.extensions.filters.network.ext_authz.v3.ExtAuthz"
    files.replace(
      "# LISTENER",
      with: """
        - name: databases
          filter_chains:
            - filters:
                - name: authz
                  typed_config: {"@type": \(type), transport_api_version: V3, grpc_service: {timeout: 0.25s}}
        """, in: .envoy)
    #expect(files.codes == ["certificate-not-sent"])
  }
}
