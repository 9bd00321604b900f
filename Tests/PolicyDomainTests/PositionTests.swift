import PolicyDomain
import Rego
import Testing

/// Findings are reported where an editor finds them.
@Suite struct PositionTests {
  @Test(
    "a row and a column of embedded Rego are a line and a column of the file",
    arguments: [
      ("      rego: |\n        package authz\n        allow = {\n", "9:9"),
      ("      rego: |2\n        package authz\n        allow = {\n", "9:9"),
      ("      rego: |\n\n        package authz\n        allow = {\n", "10:9"),
      ("      rego: &r |\n        package authz\n        allow = {\n", "9:9"),
      ("      rego: !!str |-\n        package authz\n        allow = {\n", "9:9"),
      ("      rego: # text\n        |\n        package authz\n        allow = {\n", "10:9"),
    ])
  func mapsBlocks(_ field: String, _ start: String) throws {
    let domain = try DomainText.parse(DomainText.header + "spec:\n  policies:\n    - mrn: p\n" + field)
    let rego = domain.policies[0].rego
    let rows = rego.text.split(separator: "\n", omittingEmptySubsequences: false)
    let row = rows.firstIndex { $0.contains("package") }! + 1
    let column = rego.text.contains("  package") ? 3 : 1
    #expect(rego.position(row: row, column: column).place == start || rego.position(row: row, column: 1).place == start)
  }

  @Test("a text behind an alias is reported at its anchor")
  func mapsThroughAliases() throws {
    let domain = try DomainText.parse(
      DomainText.header + """
        spec:
          policies:
            - mrn: p
              rego: &text |
                package authz
                allow = {
            - mrn: q
              rego: *text
        """)
    #expect(domain.policies[1].rego.position(row: 2, column: 9).place == "10:17")
    #expect(domain.policies[1].rego.source.name == "q")
  }

  @Test("an inline text is reported at its start")
  func mapsInline() throws {
    let domain = try DomainText.parse(
      DomainText.header + "spec:\n  policies:\n    - mrn: p\n      rego: \"package authz\\nallow = {\"\n")
    #expect(domain.policies[0].rego.position(row: 2, column: 9).place == "8:13")
  }

  @Test("a syntax error in Rego names file, line and column, and the reference's words")
  func reportsRegoErrors() throws {
    let findings = try DomainText.findings(
      DomainText.header + """
        spec:
          policies:
            - mrn: p:e
              rego: |
                package authz

                allow = {
          mappers:
            - rego: |
                ???
        """)
    #expect(findings.map { $0.position?.line } == [11, 14])
    #expect(findings.allSatisfy { ($0.position?.column ?? 0) >= 9 })
    let text = findings[0].description
    #expect(text.hasPrefix("in domain 'd' policy 'p:e' field 'rego': rego compilation failed in policy 'p:e': "))
    #expect(text.contains("0.yml:11:"))
    #expect(findings[1].text.hasPrefix("in domain 'd' mapper 'mapper[0]' field 'rego': "))
  }

  @Test("every field knows its place")
  func placesFields() throws {
    let domain = try DomainText.parse(
      DomainText.header + """
        spec:
          groups:
            - mrn: g
              roles:
                - a
                - b
          operations:
            - name: o
              selector: [x, y]
              policy: p
        """)
    #expect(domain.name.position.place == "4:9")
    #expect(domain.groups[0].position.place == "7:7")
    #expect(domain.groups[0].roles.map(\.position.place) == ["9:11", "10:11"])
    #expect(domain.operations[0].selectors.map(\.pattern.position.place) == ["13:18", "13:21"])
    #expect(domain.operations[0].policy.position.place == "14:15")
  }
}
