import PolicyDomain
import PolicyLint
import Rego
import Testing

@Suite struct ReportTests {
  private static let report = LintCase.lint([
    LintCase.domain(
      """
      policies:
        - mrn: p
          rego: |
            package authz
            allow { nosuch(1) }
        - {mrn: q, rego: "package authz\\nallow = 0"}
      roles:
        - {mrn: r, policy: nope}
      operations:
        - {name: o, selectors: [a], policy: p}
      """), LintCase.domain("policies: [{mrn: a, rego: package authz}]", name: "e"),
  ])

  @Test("errors are printed in the reference's words, each with its place")
  func printsErrors() {
    let text = TextReport(Self.report)
    #expect(text.head == "Linting YAML files...\n\n")
    #expect(
      text.errors == """
        ✗ 0.yml (Rego in policy 'p' at line 10)
          OPA Check Error: undefined function nosuch
          At: 0.yml:10:17

        ✗ 0.yml (policy reference 'nope' not found in domain 'd')
          At: 0.yml:13:24
          Remedy: define the policy, or correct the reference

        ✗ 0.yml:15:7 (schema: operation "o" is missing required selector field)
          Remedy: did you mean `selector` by `selectors`?


        """)
    #expect(text.successes == "---\n✓ 1.yml: Valid Rego in policy 'a'\n")
    #expect(text.verdict == "")
    #expect(text.failure == "linting failed: 3 error(s)")
  }

  @Test("a clean set ends as the reference's does, whatever the warnings")
  func printsSuccess() {
    let text = TextReport(LintCase.lint([LintCase.domain("policies: [{mrn: a, rego: package authz}]")]))
    #expect(text.errors == "")
    #expect(text.remarks.contains("⚠ 0.yml:6:20 (unused-policy: policy `a` is used by nothing)"))
    #expect(text.verdict == "All checks passed: 1 file(s) validated successfully\n")
    #expect(text.failure == nil)
  }

  @Test("a document has every finding with its rule, place and entity")
  func writesJSON() throws {
    let document = try Document(json: JSONReport(Self.report).text)
    #expect(document.value["errors"].integer == 3)
    #expect(document.value["files"].count == 2)
    let first = document.value["findings"].items.first { $0["rule"].string == "unresolved-reference" }
    #expect(first?["line"].integer == 13)
    #expect(first?["column"].integer == 24)
    #expect(first?["file"].string == "0.yml")
    #expect(first?["entity"]["type"].string == "role")
    #expect(first?["entity"]["id"].string == "r")
    #expect(first?["source"].string == "reference")
  }

  @Test("SARIF names each rule once and every result by it")
  func writesSARIF() throws {
    let document = try Document(json: SARIFReport(Self.report, version: "1.2").text)
    #expect(document.value["version"].string == "2.1.0")
    let run = document.value["runs"][0]
    let rules = run["tool"]["driver"]["rules"].items.map { $0["id"].string ?? "" }
    #expect(Set(rules).count == rules.count)
    #expect(run["results"].count == Self.report.findings.count)
    for result in run["results"].items {
      let index = Int(try #require(result["ruleIndex"].integer))
      #expect(rules[index] == result["ruleId"].string)
      let location = result["locations"][0]["physicalLocation"]
      #expect(location["artifactLocation"]["uri"].string?.hasSuffix(".yml") == true)
      #expect((location["region"]["startLine"].integer ?? 0) > 0)
      #expect(["error", "warning", "note"].contains(result["level"].string ?? ""))
      #expect(result["message"]["text"].string?.isEmpty == false)
    }
  }
}
