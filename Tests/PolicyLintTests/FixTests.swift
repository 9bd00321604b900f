import PolicyDomain
import PolicyLint
import Testing

@Suite struct FixTests {
  private static func fixed(_ text: String) -> (text: String, run: FixRun) {
    let run = Linter().fix([LintText(name: "d.yml", text: text)])
    return (run.changed.first.map { String(decoding: $0.new, as: UTF8.self) } ?? text, run)
  }

  @Test("versions, keys, strategies and the import of Rego v1 are mended, in several rounds")
  func mends() {
    let text = """
      apiVersion: manetu.io/v1beta1
      kind: PolicyDomain
      metadata: {name: d}
      spec:
        policies:
          - mrn: p
            rego: |
              package authz

              allow if input.x
        groups:
          - mrn: g
            anotations:
              - {name: a, value: 1, merge: unoin}
        operations:
          - {name: o, selectors: ["é.*"], policy: p}   # stays

      """
    let (result, run) = Self.fixed(text)
    let wanted = text.replacing("manetu.io/v1beta1", with: "iamlite.manetu.io/v1beta1")
      .replacing("anotations", with: "annotations").replacing("unoin", with: "union")
      .replacing("selectors", with: "selector")
      .replacing("package authz\n", with: "package authz\n\n        import rego.v1\n")
    #expect(result == wanted)
    #expect(!run.report.hasErrors)
  }

  @Test("lines keep their ends")
  func keepsLineEnds() {
    let text = "kind: PolicyDomain\r\napiVersion: manetu.io/v1beta1\r\nmetadata: {name: d}\r\n"
    #expect(Self.fixed(text).text == text.replacing("manetu", with: "iamlite.manetu"))
  }

  @Test(
    "what is quoted, comes by an alias, or has no plain lines stays as it is",
    arguments: [
      "kind: PolicyDomain\napiVersion: 'manetu.io/v1beta1'\nmetadata: {name: d}\n",
      "x: &v manetu.io/v1beta1\nkind: PolicyDomain\nmetadata: {name: d}\napiVersion: *v\n",
      "kind: PolicyDomain\rapiVersion: manetu.io/v1beta1\r",
    ])
  func leavesAlone(_ text: String) { #expect(Self.fixed(text).text == text) }

  @Test("a fix that makes things worse is not taken")
  func refusesHarm() {
    // The right key is there already in another spelling of YAML, which a renamed one would repeat.
    let text = LintCase.domain("operations:\n  - {name: o, \"selector\": [\"a\"], selectors: [\"b\"], policy: \"\"}\n")
    #expect(Self.fixed(text).text == text)
  }

  @Test("of two fixes at one place the first is applied")
  func refusesOverlaps() {
    func finding(_ replacement: String) -> LintFinding {
      let place = SourcePosition(file: "d.yml", line: 1, column: 1)
      let end = SourcePosition(file: "d.yml", line: 1, column: 2)
      return LintFinding(
        rule: "r", severity: .info, "m", at: place,
        fix: LintFinding.Fix([.init(start: place, end: end, replacement: replacement)]))
    }
    let fixed = FixedText(Array("abc".utf8), file: "d.yml", findings: [finding("x"), finding("y")])
    #expect(String(decoding: fixed.bytes, as: UTF8.self) == "xbc")
    #expect(fixed.applied.count == 1)
  }

  @Test("places beyond the text change nothing")
  func refusesOutside() {
    let place = SourcePosition(file: "d.yml", line: 9, column: 1)
    let finding = LintFinding(
      rule: "r", severity: .info, "m", at: place,
      fix: LintFinding.Fix([.init(start: place, end: place, replacement: "x")]))
    #expect(FixedText(Array("abc".utf8), file: "d.yml", findings: [finding]).applied.isEmpty)
  }

  @Test("a difference shows the changed lines alone")
  func showsDifferences() {
    let text = FixedText.difference(Array("a\nb\nc\n".utf8), Array("a\nB\nc\n".utf8), file: "d.yml")
    #expect(text == "--- d.yml\n+++ d.yml\n2\t-b\n2\t+B\n")
  }
}
