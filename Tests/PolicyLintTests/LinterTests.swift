import PolicyDomain
import PolicyLint
import Rego
import Testing

/// Every finding of every file, each once, where an editor finds it.
@Suite struct LinterTests {
  @Test("a file that cannot be read or is no YAML is reported, and the others are linted")
  func goesOn() {
    let report = Linter().lint([
      LintText(
        name: "gone.yml", content: .failure(FileFailure(isMissing: true, reason: "open gone.yml: no such file"))),
      LintText(name: "tabs.yml", text: "a:\n\t- b\n"),
      LintText(name: "empty.yml", text: ""),
      LintText(name: "d.yml", text: LintCase.domain("roles:\n  - mrn: r\n    policy: nope\n")),
    ])
    let errors = report.findings.filter { $0.severity == .error }
    #expect(
      errors.map { "\($0.position) \($0.rule)" } == [
        "gone.yml:1:1 unreadable-file", "tabs.yml:2:1 yaml-syntax", "empty.yml:1:1 missing-field",
        "empty.yml:1:1 unloadable-domain", "empty.yml:1:1 unloadable-domain", "d.yml:8:15 unresolved-reference",
      ])
    #expect(report.hasErrors && report.errorCount == 6)
    #expect(report.byFile["d.yml"]?.contains { $0.rule == "unresolved-reference" } == true)
  }

  @Test("all that is wrong with a file is found at once, though it does not load")
  func findsEverything() {
    let text = """
      apiVersion: manetu.io/v1alpha4
      kind: PolicyDomain
      metadata: {}
      spec:
        policies:
          - mrn: p
          - mrn: q
            rego: |
              package authz
              allow = {
        roles:
          - policy: nope
        operations:
          - name: o
            selector: ["("]
            policy: p
          - name: o
            policy: p
      """
    #expect(
      LintCase.findings(text).filter { !$0.hasSuffix("mrn-scheme") } == [
        "1:13 unloadable-domain", "3:11 missing-field", "6:7 missing-field", "10:18 rego-syntax",
        "10:18 rego-syntax", "12:7 missing-field", "12:15 unresolved-reference", "15:18 invalid-selector",
        "17:7 missing-field", "17:13 duplicate-entity",
      ])
  }

  @Test("places lead through anchors, aliases, merge keys and block scalars")
  func findsPlaces() {
    let text = LintCase.domain(
      """
      policies:
        - &p
          mrn: a
          rego: &text |2
            package authz
            allow { nosuch(1) }
        - mrn: b
          rego: *text
      roles:
        - &role
          mrn: r
          policy: nope
        - <<: *role
          mrn: s
      """)
    let errors = LintCase.lint([text]).findings.filter { $0.severity == .error }
    #expect(
      errors.map { "\($0.position.line):\($0.position.column) \($0.rule) \($0.entity?.id ?? "")" } == [
        "11:17 rego-compile a", "17:15 unresolved-reference r",
      ])
  }

  @Test("Rego is compiled with the functions that loading leaves")
  func compilesAsLoadingDoes() {
    let text = LintCase.domain(
      "policies:\n  - mrn: p\n    rego: |\n      package authz\n      allow { json.unmarshal(input.x) }\n")
    var options = LintOptions()
    #expect(!LintCase.findings(text, options).contains { $0.hasSuffix("rego-compile") })
    options.unsafeBuiltins = ["json.unmarshal"]
    #expect(LintCase.findings(text, options).contains("10:17 rego-compile"))
    options.compilesRego = false
    #expect(!LintCase.findings(text, options).contains { $0.hasSuffix("rego-compile") })
  }

  @Test(
    "the versions decide what parses, and a module of the other one is one finding that says so",
    arguments: [
      ([RegoVersion.v0], "allow { true }", 0), ([.v0], "allow if { true }\n      b if { true }", 1),
      ([.v1, .v0], "allow { true }", 0), ([.v0, .v1], "allow if { true }", 0), ([.v1], "allow { true }", 1),
      ([.v0], "import rego.v1\n      allow if { true }", 0),
    ])
  func parsesVersions(_ versions: [RegoVersion], _ rule: String, _ count: Int) {
    var options = LintOptions()
    options.versions = versions
    let text = LintCase.domain("policies:\n  - mrn: p\n    rego: |\n      package authz\n      \(rule)\n")
    let findings = LintCase.lint([text], options).findings.filter { $0.rule == "rego-syntax" }
    #expect(findings.count == count)
    #expect(findings.allSatisfy { $0.remedy?.contains("this is Rego v") == true })
  }

  @Test("a library's error is reported once, however many policies use it")
  func reportsOnce() {
    let text = LintCase.domain(
      """
      policy-libraries:
        - mrn: l
          rego: |
            package l
            f(x) = nosuch(x)
      policies:
        - {mrn: p, rego: "package authz\\nimport data.l\\nallow { l.f(1) }", dependencies: [l]}
        - {mrn: q, rego: "package authz\\nimport data.l\\nallow { l.f(2) }", dependencies: [l]}
      """)
    let compile = LintCase.lint([text]).findings.filter { $0.rule == "rego-compile" }
    #expect(compile.map { "\($0.position)" } == ["0.yml:10:16"])
  }

  @Test("of two domains of one name the second is linted too, and said to be ignored")
  func lintsIgnoredDomains() {
    let broken = "policies:\n  - mrn: p\n    rego: |\n      package authz\n      allow { nosuch(1) }\n"
    let report = LintCase.lint([LintCase.domain(""), LintCase.domain(broken)])
    let findings = report.findings.map { "\($0.position) \($0.rule)" }
    #expect(findings.contains("1.yml:4:9 repeated-domain-name"))
    #expect(findings.contains("1.yml:10:17 rego-compile"))
  }

  @Test("a reference that leads nowhere is said with the MRN that was meant")
  func suggestsReferences() {
    let spec =
      "policies:\n  - {mrn: mrn:iam:policy:read, rego: package authz}\nroles:\n  - {mrn: r, policy: mrn:iam:polcy:read}"
    let finding = LintCase.lint([LintCase.domain(spec)]).findings.first { $0.rule == "unresolved-reference" }
    #expect(finding?.remedy == "did you mean `mrn:iam:policy:read`?")
  }

  @Test("levels of the file decide what a finding counts as")
  func appliesLevels() {
    var levels = LintLevels()
    levels["unused-policy"] = .error
    levels["naming"] = .off
    levels["unresolved-reference"] = .off
    let text = LintCase.domain("policies:\n  - {mrn: p, rego: package authz}\nroles:\n  - {mrn: r, policy: nope}\n")
    let report = Linter().lint([LintText(name: "d.yml", text: text, levels: levels)])
    #expect(report.findings.first { $0.rule == "unused-policy" }?.severity == .error)
    #expect(!report.findings.contains { $0.rule == "mrn-scheme" })
    // What keeps a domain from loading cannot be turned off.
    #expect(report.findings.contains { $0.rule == "unresolved-reference" && $0.severity == .error })
  }

  @Test("Rego in files is reported in those files")
  func findsPlacesInFiles() {
    let text = """
      apiVersion: iamlite.manetu.io/v1beta1
      kind: PolicyDomainReference
      metadata: {name: d}
      spec:
        policies:
          - {mrn: p, rego_filename: p.rego}
          - {mrn: q, rego_filename: gone.rego}
      """
    let report = Linter().lint([LintText(name: "a/d.yml", text: text)]) { path in
      path == "a/p.rego"
        ? .success(Array("package authz\n\n# mpe-lint: ignore unused-policy -- because\nallow { nosuch(1) }\n".utf8))
        : .failure(FileFailure(isMissing: true, reason: "no such file"))
    }
    let places = report.findings.map { "\($0.position) \($0.rule)" }
    #expect(places.contains("a/p.rego:4:9 rego-compile"))
    #expect(places.contains("a/p.rego:3:1 unused-ignore"))
    #expect(places.contains("a/d.yml:7:31 unloadable-domain"))
  }

  @Test(
    "hostile files end in findings",
    arguments: [
      Array("\0\0\0".utf8), [0xFF, 0xFE, 0x00], [0xC0, 0x80], Array(repeating: UInt8(ascii: "["), count: 100_000),
      Array(repeating: UInt8(ascii: "a"), count: 1_000_000), Array("{a: *b}".utf8), Array("- \n".utf8), [],
      Array(
        ("a: &a [x, x, x, x, x, x, x, x, x]\n"
          + (0..<9).map { index in
            let name = ["b", "c", "d", "e", "f", "g", "h", "i", "j"][index]
            let before = ["a", "b", "c", "d", "e", "f", "g", "h", "i"][index]
            return "\(name): &\(name) [*\(before), *\(before), *\(before), *\(before), *\(before), *\(before)]\n"
          }.joined() + "kind: PolicyDomain\nspec: {roles: *j}\n").utf8),
    ] as [[UInt8]])
  func survives(_ bytes: [UInt8]) {
    let report = Linter().lint([LintText(name: "x.yml", content: .success(bytes))])
    #expect(report.hasErrors)
    #expect(report.findings.allSatisfy { $0.position.line > 0 && $0.position.column > 0 })
  }
}
