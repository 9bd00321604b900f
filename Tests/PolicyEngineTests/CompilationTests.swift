import PolicyDomain
import PolicyEngine
import Rego
import Testing

/// What is found when a bundle is compiled.
@Suite struct CompilationTests {
  static func failure(_ spec: String, version: RegoVersion = .v0) -> String {
    do {
      _ = try Bench.snapshot([spec], version: version)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("a policy that does not compile stops loading, with its place in the file")
  func reportsCompileErrors() {
    let text = Self.failure(Parts.policies + "\n" + Parts.policy("p:bad", "allow = nosuch(1)"))
    #expect(text.hasPrefix("domain d0: policy p:bad: compilation failed: 1 error occurred: d0.yml:"))
    #expect(text.hasSuffix("rego_type_error: undefined function nosuch"))
  }

  @Test("a library that nothing uses is compiled too")
  func compilesUnusedLibraries() {
    let text = Self.failure("  policy-libraries: [{mrn: l, rego: \"package l\\nx = nosuch(1)\"}]")
    #expect(text.hasPrefix("domain d0: policy library l: compilation failed: "))
  }

  @Test("a mapper that does not compile stops loading")
  func compilesMappers() {
    let text = Self.failure("  mappers: [{name: m, rego: \"package mapper\\nx = nosuch(1)\"}]")
    #expect(text.hasPrefix("domain d0: mapper m: compilation failed: "))
  }

  @Test("an empty policy is an error", arguments: ["''", "'  '", "null"])
  func refusesEmpty(_ rego: String) {
    let text = Self.failure("  policies: [{mrn: p, rego: \(rego)}]")
    #expect(text.hasSuffix("rego_parse_error: empty module"), "\(text)")
  }

  @Test("an empty dependency is an error")
  func refusesEmptyDependency() {
    let text = Self.failure("  policies: [{mrn: p, rego: package authz, dependencies: ['']}]")
    #expect(text == "domain d0: policy p: resolving dependencies: failed to resolve dependency '': empty reference")
  }

  @Test(
    "`http.send` is unknown to policies and to mappers", arguments: ["policies: [{mrn: p, ", "mappers: [{name: m, "])
  func refusesUnsafe(_ entry: String) {
    let rego = "\"package authz\\nx = http.send({})\""
    #expect(Self.failure("  \(entry)rego: \(rego)}]").contains("undefined function http.send"))
  }

  @Test("only declared libraries can be called")
  func hidesUndeclared() {
    let library = "  policy-libraries: [{mrn: l, rego: \"package l\\nf(x) = x\"}]\n"
    let policy = "  policies: [{mrn: p, rego: \"package authz\\nallow = data.l.f(1)\"%}]"
    func spec(_ more: String) -> String { library + policy.split(separator: "%").joined(separator: more) }
    #expect(Self.failure(spec("")).contains("undefined function data.l.f"))
    #expect(Self.failure(spec(", dependencies: [l]")) == "")
  }

  @Test("the version of Rego is the host's, but for modules that import `rego.v1`")
  func takesVersions() {
    let old = Parts.policy("p", "allow { true }").prefixed("  policies:\n")
    let new = Parts.policy("p", "allow if { true }").prefixed("  policies:\n")
    let imported = Parts.policy("p", "import rego.v1", "allow if { true }").prefixed("  policies:\n")
    #expect(Self.failure(old) == "")
    #expect(Self.failure(old, version: .v1) != "")
    #expect(Self.failure(new) != "")
    #expect(Self.failure(new, version: .v1) == "")
    #expect(Self.failure(imported) == "")
    #expect(Self.failure(imported, version: .v1) == "")
  }

  @Test("a library counts as often as it is spelled in a policy's fingerprint")
  func fingerprintsLibraries() throws {
    let bench = try Bench(
      """
        policy-libraries:
          - {mrn: utils, rego: "package utils\\nf = 1"}
          - {mrn: access, rego: "package access\\nimport data.utils\\ng = utils.f", dependencies: [utils]}
        policies:
          - mrn: p
            rego: "package authz\\nimport data.access\\ndefault allow = 0\\nallow = 0 { access.g }"
            dependencies: [utils, access]
        operations: [{selector: [.*], policy: p}]
      """)
    let record = try bench.record("{}").value
    #expect(
      record["references"][0]["policies"][0]["fingerprint"].string == "DyIhpDz1C3h/1IUkfVRgNfZNo+oXuvCY79V3qOGtLcU=")
  }
}
