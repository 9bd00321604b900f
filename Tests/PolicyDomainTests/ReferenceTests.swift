import PolicyDomain
import Rego
import Testing

/// References between entities, within a domain and across domains.
@Suite struct ReferenceTests {
  static func domain(_ name: String, _ spec: String) -> String {
    "apiVersion: iamlite.manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: \(name)}\nspec:\n" + spec
  }

  struct Example: Sendable {
    let spec: String
    let message: String
  }

  @Test(
    "a reference that leads nowhere is reported in the reference's words",
    arguments: [
      Example(
        spec: "  roles: [{mrn: r, policy: p:nope}]",
        message: "in domain 'd' role 'r' field 'policy': policy reference 'p:nope' not found in domain 'd'"),
      Example(
        spec: "  scopes: [{mrn: s, policy: zz/p}]",
        message: "in domain 'd' scope 's' field 'policy': domain 'd' contains undefined references to domain 'zz'"),
      Example(
        spec: "  roles: [{mrn: r, policy: /p}]",
        message: "in domain 'd' role 'r' field 'policy': invalid qualified reference format '/p', expected 'domain/id'"),
      Example(
        spec: "  groups: [{mrn: g, roles: [a]}]",
        message: "in domain 'd' group 'g' field 'roles[0]': role reference 'a' not found in domain 'd'"),
      Example(
        spec: "  operations: [{policy: p}]",
        message: "in domain 'd' operation 'operation[0]' field 'policy': policy reference 'p' not found in domain 'd'"),
      Example(
        spec: "  resources: [{group: g}]",
        message:
          "in domain 'd' resource 'resource[0]' field 'group': resource-group reference 'g' not found in domain 'd'"),
      Example(
        spec: "  policy-libraries: [{mrn: l, dependencies: [m], rego: package l}]",
        message: "in domain 'd' library 'l' field 'dependencies': library reference 'm' not found in domain 'd'"),
    ])
  func reportsDangling(_ example: Example) throws {
    let findings = try DomainText.findings(Self.domain("d", example.spec))
    #expect(findings.map(\.text) == [example.message])
    #expect(findings[0].position?.line == 5)
    #expect(findings[0].description.hasPrefix(example.message + " (0.yml:5:"))
  }

  @Test("an empty reference is no finding")
  func takesEmpty() throws {
    #expect(try DomainText.findings(Self.domain("d", "  roles: [{mrn: r, policy: ''}]")).isEmpty)
  }

  @Test("several findings are numbered and counted")
  func rendersSeveral() throws {
    let findings = try DomainText.findings(Self.domain("d", "  roles: [{mrn: a, policy: x}, {mrn: b, policy: y}]"))
    let error = DomainError(findings)
    #expect(error.description.hasPrefix("validation failed with 2 errors:\n  1. [reference] in domain 'd' role 'a'"))
    #expect(error.summary.hasPrefix("Validation Summary: 2 errors found\n\nBy Domain:\n  d: 2 errors\nBy Type:"))
  }

  @Test("circles of libraries are found")
  func findsCycles() throws {
    let spec = """
        policy-libraries:
          - {mrn: 'l:a', rego: package a, dependencies: ['l:b']}
          - {mrn: 'l:b', rego: package b, dependencies: ['d/l:c']}
          - {mrn: 'l:c', rego: package c, dependencies: ['l:a']}
      """
    let findings = try DomainText.findings(Self.domain("d", spec))
    #expect(findings.map(\.message) == ["circular dependency detected: d/l:a → d/l:b → d/l:c → d/l:a"])
    #expect(findings[0].category == .cycle)
  }

  @Test("an empty dependency of a library is found with the circles")
  func findsEmptyDependencies() throws {
    let findings = try DomainText.findings(
      Self.domain("d", "  policy-libraries: [{mrn: a, rego: package a, dependencies: ['']}]"))
    #expect(findings.map(\.description) == ["0.yml:5:63: empty reference; remove the empty entry"])
  }

  @Test("dependencies come in order, once for each spelling")
  func ordersDependencies() throws {
    let spec = """
        policy-libraries:
          - {mrn: utils, rego: "package utils\\nf = 1"}
          - {mrn: access, rego: "package access\\nimport data.utils\\ng = utils.f", dependencies: [utils]}
      """
    let bundles = BundleSet([try DomainText.parse(Self.domain("D", spec))])
    let place = SourcePosition(file: "x")
    let resolved = try Dependencies(bundles).resolve(
      [Positioned("utils", at: place), Positioned("access", at: place)], in: 0)
    #expect(resolved.map(\.spelling) == ["utils", "access", "D/utils"])
  }

  @Test("of several domains with one name the first counts")
  func prefersFirst() throws {
    let first = try DomainText.parse(Self.domain("d", "  roles: [{mrn: a}]"), file: "a.yml")
    let second = try DomainText.parse(Self.domain("d", "  roles: [{mrn: b}]"), file: "b.yml")
    let bundles = BundleSet([first, second])
    #expect(bundles.domains.map(\.file) == ["a.yml"])
    #expect(bundles.warnings.map(\.position?.file) == ["b.yml"])
  }

  @Test(
    "what hangs on an order is warned of",
    arguments: [
      (["  resource-groups: [{mrn: a, default: true}, {mrn: b, default: true}]"], "is a default beside 'a'"),
      (["  roles: [{mrn: a}, {mrn: a}]"], "role 'a' is already defined"),
      (["  roles: [{mrn: a}]", "  roles: [{mrn: a}]"], "role 'a' is already defined"),
      (["  operations: [{selector: [a]}]", "  operations: [{selector: [.*]}]"], "overlaps"),
      (["  resources: [{selector: [a]}]", "  resources: [{selector: [a]}]"], "overlaps"),
    ])
  func warnsOfAmbiguity(_ specs: [String], _ words: String) throws {
    let domains = try specs.enumerated().map { try DomainText.parse(Self.domain("d\($0)", $1)) }
    let warnings = BundleSet(domains).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.message.contains(words) == true)
  }

  @Test("domains that do not touch each other are no ambiguity")
  func acceptsSplitDomains() throws {
    let domains = try ["  operations: [{selector: [.*]}]", "  policies: []", "  roles: [{mrn: a}]"].enumerated().map {
      try DomainText.parse(Self.domain("d\($0)", $1))
    }
    #expect(BundleSet(domains).warnings.isEmpty)
  }
}
