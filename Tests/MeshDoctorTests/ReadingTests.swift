import MeshDoctor
import PolicyDomain
import Testing

/// What files are, and where their findings stand.
@Suite struct ReadingTests {
  private func report(_ texts: String..., listeners: [ListenPlace] = []) -> MeshReport {
    MeshDoctor(listeners: listeners).examine(
      texts.enumerated().map { MeshFile(name: "\($0.offset).yaml", text: $0.element) })
  }

  private func indented(_ text: String, by columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : String(repeating: " ", count: columns) + $0 }.joined(separator: "\n")
  }

  @Test("a file is told by its content") func kinds() {
    let files = DoctorCase(.envoy, .istio, .workload, .domain).report.files
    #expect(
      files.map(\.contents) == [
        ["Envoy bootstrap"], ["Istio mesh configuration", "AuthorizationPolicy", "ServiceEntry"], ["workload"],
        ["PolicyDomain shop"],
      ])
  }

  @Test(
    "the mesh configuration is found wherever it stands",
    arguments: [
      "extensionProviders: [PROVIDER]\n",
      "meshConfig: {extensionProviders: [PROVIDER]}\n",
      "apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec: {meshConfig: {extensionProviders: [PROVIDER]}}\n",
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio}\ndata:\n  mesh: |-\n    extensionProviders: [PROVIDER]\n",
      "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    data: {mesh: \"extensionProviders: [PROVIDER]\"}\n",
    ])
  func mesh(_ text: String) {
    let provider = "{name: mpe, envoyExtAuthzGrpc: {service: a, port: 1, failOpen: true, timeout: 1s}}"
    #expect(report(text.replacing("PROVIDER", with: provider)).findings.contains { $0.code == "fails-open" })
  }

  @Test("what stands in a ConfigMap has its place in the file") func embedded() throws {
    var files = DoctorCase(.envoy, .domain)
    files.read("input.request.http.body")
    let map = """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: both}
      data:
        envoy.yaml: |
      \(indented(files.texts[.envoy]!, by: 4))
        domain.yaml: |
      \(indented(files.texts[.domain]!, by: 4))
      """
    let report = report(map)
    let finding = try #require(report.findings.first { $0.code == "body-not-sent" })
    let lines = map.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[finding.position.line - 1].dropFirst(finding.position.column - 1).hasPrefix("name: envoy.filters.http"))
    let read = lines.firstIndex { $0.contains("input.request.http.body") }.map { $0 + 1 }
    #expect(finding.message.contains("(0.yaml:\(read ?? 0):"))
  }

  @Test("routes and clusters of discovery count") func resources() {
    let route = """
      resources:
        - "@type": type.googleapis.com/envoy.config.route.v3.RouteConfiguration
          name: shop
          virtual_hosts:
            - name: all
              routes:
                - match: {prefix: /open}
                  typed_per_filter_config:
                    envoy.filters.http.ext_authz:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                      disabled: true
      """
    var files = DoctorCase(.envoy)
    files.replace("route_config:", with: "rds: {route_config_name: shop}\nunused:", in: .envoy)
    let codes = report(files.texts[.envoy]!, route).findings.map(\.code)
    #expect(codes == ["route-disabled"])
  }

  @Test("JSON in camel case is the same") func camelCase() {
    let text = """
      {"staticResources": {"listeners": [{"name": "a", "filterChains": [{"filters": [{"name": "h", "typedConfig": {
        "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "httpFilters": [{"name": "x", "typedConfig": {
          "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
          "transportApiVersion": "V3", "failureModeAllow": true, "validateMutations": true,
          "grpcService": {"timeout": "0.25s", "googleGrpc": {"targetUri": "mpe:9000"}}}}]}}]}]}]}}
      """
    let envoy = MeshDoctor().examine([MeshFile(name: "e.json", text: text, role: .envoy)])
    #expect(envoy.findings.map(\.code) == ["fails-open"])
    #expect(envoy.findings[0].position == SourcePosition(file: "e.json", line: 5, column: 34))
  }

  @Test("the same finding in several places is one") func merged() throws {
    let bad = DoctorCase.envoy.replacing("validate_mutations: true", with: "validate_mutations: false")
    let report = report(bad, bad)
    let finding = try #require(report.findings.first { $0.code == "mutations-not-validated" })
    #expect(finding.position.file == "0.yaml")
    #expect(finding.alsoAt.map(\.file) == ["1.yaml"])
  }

  @Test("a file that cannot be read leaves the others") func unreadable() {
    let gone = MeshFile(
      name: "gone.yaml", content: .failure(FileFailure(isMissing: true, reason: "open gone.yaml: no such file")))
    let shadow = DoctorCase.envoy.replacing("# SETTINGS", with: "shadow_mode: true")
    let report = MeshDoctor().examine([gone, MeshFile(name: "e.yaml", text: shadow)])
    #expect(report.findings.map(\.code) == ["shadow-mode", "unreadable-file"])
  }

  @Test(
    "hostile files end in a finding",
    arguments: [
      "", "\0", "\u{0}\u{1}", "a: &a [*a]", "&a a: *b", "[[[[", "{\"a\": \"\\ud800\"}", "--- %\n...\n---\n- ", "? ? ?",
      String(repeating: "[", count: 5000), "a:\n\t- b", "static_resources: 5", "static_resources: {listeners: {a: b}}",
      "configs: [5, {\"@type\": 7}]", "resources: [null]", "kind: [PolicyDomain]\napiVersion: v1", "- a\n- b",
      "\u{FEFF}",
    ])
  func hostile(_ text: String) {
    for role in [MeshFile.Role.any, .envoy, .domain] {
      let report = MeshDoctor().examine([MeshFile(name: "x", text: text, role: role)])
      #expect(report.hasErrors)
    }
  }

  @Test("what a folder holds beside may be anything") func ofAFolder() {
    let files = [("e.yaml", DoctorCase.envoy), ("compose.yaml", "services: {}"), ("empty.yaml", "")]
    let report = MeshDoctor().examine(files.map { MeshFile(name: $0.0, text: $0.1, isNamed: false) })
    #expect(report.findings.map(\.code) == ["foreign-file"])
    #expect(report.findings[0].alsoAt.map(\.file) == ["empty.yaml"])
    let alone = MeshDoctor().examine([MeshFile(name: "compose.yaml", text: "services: {}", isNamed: false)])
    #expect(alone.findings.map(\.code) == ["nothing-looked-at", "foreign-file"])
  }

  @Test("other kinds beside known ones are passed over") func beside() {
    let other = "---\napiVersion: example.com/v1\nkind: Other\n---\nanything: 1\n"
    #expect(report(DoctorCase.istio + other).findings.isEmpty)
  }

  @Test("what steers a terminal is not printed") func escapes() {
    let bad = MeshFile(
      name: "e\u{1B}[2J.yaml",
      text: DoctorCase.envoy.replacing("cluster_name: mpe}", with: "cluster_name: \"m\\e[31m\\n\u{202E}\"}"))
    let text = MeshText(MeshDoctor().examine([bad])).text
    #expect(text.contains("there is no cluster `m\u{FFFD}[31m \u{FFFD}`"))
    #expect(text.contains("e\u{FFFD}[2J.yaml: Envoy bootstrap"))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && ($0.value < 0x20 || $0 == "\u{202E}") })
  }

  @Test("aliases that expand without end are an error") func bomb() {
    let names = Array("abcdefghij")
    let lines = names.indices.map { index in
      index == 0
        ? "a: &a [x, x, x, x, x, x, x, x, x, x]"
        : "\(names[index]): &\(names[index]) [\(Array(repeating: "*\(names[index - 1])", count: 10).joined(separator: ", "))]"
    }
    let report = report(lines.joined(separator: "\n"))
    #expect(report.findings.map(\.code) == ["unreadable-file"])
    #expect(report.findings[0].message.contains("200000"))
  }

  @Test(
    "places where programs listen are read",
    arguments: [
      ("tcp:127.0.0.1:9000", "127.0.0.1:9000"), ("envoy+tcp:*:9000", "*:9000"), (":9000", "*:9000"),
      ("tcp:[::1]:9000", "[::1]:9000"), ("unix:/run/mpe.sock?mode=0660", "unix:/run/mpe.sock"),
      ("unix:@mpe", "unix:@mpe"),
      ("9000", nil), ("tcp:a:b", nil), ("", nil), ("unix:", nil), ("tcp:a:99999", nil),
    ])
  func places(_ text: String, _ shown: String?) {
    #expect(ListenPlace(text)?.description == shown)
  }
}
