import DecisionSuite
import Rego
import Testing

struct ReportTests {
  static let suite = """
    tests:
      - {name: good, description: d, \(SuiteBench.porc()), result: {allow: true}}
      - {name: "bad <&\\"#1", \(SuiteBench.porc(roles: "")), result: {allow: true, settledBy: scope}}
      - {name: none}
    """

  @Test("in text: the reference's lines")
  func text() throws {
    #expect(
      try SuiteBench.run(Self.suite) == """
        good: PASS
        bad <&"#1: FAIL (expected allow=true, got allow=false; expected settledBy=scope, got settledBy=identity)
        none: ERROR (the test has no `porc`: add one, or an `input`)

        1/3 tests passed

        """)
  }

  @Test("in TAP: a plan, a line for each test, and what failed")
  func tap() throws {
    #expect(
      try SuiteBench.run(Self.suite, format: .tap) == ##"""
        TAP version 14
        1..3
        ok 1 - good
        not ok 2 - bad <&"\#1
          ---
          severity: fail
          at: "t/s.yaml:3:5"
          mismatches:
            - what: "allow"
              expected: "true"
              got: "false"
            - what: "settledBy"
              expected: "scope"
              got: "identity"
          ...
        not ok 3 - none
          ---
          severity: error
          at: "t/s.yaml:4:5"
          message: "the test has no `porc`: add one, or an `input`"
          ...

        """##)
  }

  @Test("in JUnit's XML: counts, and everything escaped")
  func junit() throws {
    let output = try SuiteBench.run(Self.suite, format: .junit)
    #expect(
      output.hasPrefix(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"3\" failures=\"1\" errors=\"1\""))
    #expect(
      output.contains(
        "<testcase name=\"good\" classname=\"t/s.yaml\" file=\"t/s.yaml\" line=\"2\" time=\"0.000000\"/>\n"))
    #expect(output.contains("<testcase name=\"bad &lt;&amp;&quot;#1\""))
    #expect(output.contains("<failure message=\"expected allow=true, got allow=false\">expected allow=true"))
    #expect(output.contains("<error message=\"the test has no `porc`: add one, or an `input`\">"))
    #expect(output.hasSuffix("  </testsuite>\n</testsuites>\n"))
  }

  @Test("in JSON: one document")
  func json() throws {
    let document = try Document(json: SuiteBench.run(Self.suite, format: .json))
    defer { withExtendedLifetime(document) {} }
    let counts = ["total", "passed", "failed", "errors"].map { document.value[$0].integer }
    #expect(counts == [3, 1, 1, 1] && document.value["file"].string == "t/s.yaml")
    let tests = document.value["tests"].items
    #expect(tests.map { $0["status"].string } == ["pass", "fail", "error"])
    #expect(tests[0]["description"].string == "d" && tests[0]["references"].count == 3)
    #expect(tests[1]["mismatches"].items.map { $0["what"].string } == ["allow", "settledBy"])
    #expect(tests[1]["decision"].string == "DENY" && tests[1]["line"].integer == 3)
    #expect(tests[2]["message"].string?.hasPrefix("the test has no `porc`") == true)
  }
}
