import PolicyLint
import Testing

/// What lint says of v0 modules that use keywords without importing them.
@Suite struct KeywordImportTests {
  private func remedies(_ rego: String) -> [String?] {
    let rows = rego.split(separator: "\n", omittingEmptySubsequences: false).map { "            \($0)" }
    let text = """
      apiVersion: iamlite.manetu.io/v1beta1
      kind: PolicyDomain
      metadata:
        name: d
      spec:
        policies:
          - mrn: p
            rego: |
      """
    let whole = ([text] + rows).joined(separator: "\n") + "\n"
    var options = LintOptions()
    options.compilesRego = false
    let report = Linter(options).lint([LintText(name: "d.yml", text: whole)])
    return report.findings.filter { $0.rule == "rego-syntax" }.map(\.remedy)
  }

  @Test(
    "the import that is missing is named",
    arguments: [
      ("allow { \"a\" in input.xs }", "`in` must be imported: add `import future.keywords.in` below the package"),
      ("allow { some x in input.xs; x }", "`in` must be imported: add `import future.keywords.in` below the package"),
      (
        "allow { every x in input.xs { x } }",
        "`every` must be imported: add `import future.keywords.every` below the package"
      ),
      (
        "p contains x { x := input.y }",
        "`contains` must be imported: add `import future.keywords.contains` below the package"
      ),
      (
        "allow if input.x\np { input.y }",
        "`if` must be imported: add `import future.keywords.if` below the package"
      ),
      (
        "p contains x { x := 1; x in input.y }",
        "`in` and `contains` must be imported: add `import future.keywords.in` and `import future.keywords.contains` "
          + "below the package"
      ),
      (
        "allow if input.x",
        "this is Rego v1: add `import rego.v1` below the package, or lint with `--no-opa-flags`"
      ),
    ])
  func namesImports(_ rego: String, _ remedy: String) {
    #expect(Set(remedies("package authz\n\n\(rego)")) == [remedy])
  }

  @Test("what no import would mend gets no such remedy", arguments: ["allow { input.x ] }", "allow { in in in }"])
  func passes(_ rego: String) {
    let found = remedies("package authz\n\n\(rego)")
    #expect(!found.isEmpty)
    #expect(found.allSatisfy { $0 == nil })
  }
}
