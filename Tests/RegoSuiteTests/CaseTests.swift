import Rego
import RegoSuite
import Testing

struct CaseTests {
  /// `group/two`, `group/three failed`.
  private func cases(_ text: String, version: RegoVersion = .v1) throws -> (RegoTestOutcome, [String]) {
    let run = try RegoTestRun(text, version: version)
    let lines = run.results[0].cases.all.map {
      $0.path.joined(separator: "/") + ($0.result.isFailed ? " failed" : "")
    }
    return (run.results[0].outcome, lines)
  }

  @Test func casesThatFailAreKnownByName() throws {
    let (outcome, lines) = try cases(
      "package t\ntest_even[name] if { some name, n in {\"two\": 2, \"three\": 3}; n % 2 == 0 }")
    #expect(outcome == .fail)
    #expect(lines == ["three failed", "two"])
  }

  @Test func aTestPassesWithItsCases() throws {
    let (outcome, lines) = try cases("package t\ntest_x[name] if { some name, n in {\"b\": 2, \"a\": 4}; n % 2 == 0 }")
    #expect(outcome == .pass)
    #expect(lines == ["a", "b"])
  }

  @Test func namesMayBeMembersOfCases() throws {
    let (outcome, lines) = try cases(
      """
      package t
      test_sum[tc.note] if {
        some tc in [{"note": "small", "n": 1, "want": 2}, {"note": "wrong", "n": 1, "want": 3}]
        got := tc.n + 1
        got == tc.want
      }
      """)
    #expect(outcome == .fail)
    #expect(lines == ["small", "wrong failed"])
  }

  @Test func namesMayBeMade() throws {
    let (outcome, lines) = try cases(
      """
      package t
      test_x[sprintf("case %d", [tc.n])] if {
        some tc in [{"n": 1}, {"n": 2}]
        tc.n == 1
      }
      """)
    #expect(outcome == .fail)
    #expect(lines == ["case 1", "case 2 failed"])
  }

  @Test func casesHaveCases() throws {
    let (outcome, lines) = try cases(
      """
      package t
      test_x[group][name] if {
        some group, cs in {"s": {"one": 1, "two": 2}, "l": {"ten": 10, "bad": 11}}
        some name, n in cs
        n in {1, 2, 10}
      }
      """)
    #expect(outcome == .fail)
    #expect(lines == ["l failed", "l/bad failed", "l/ten", "s", "s/one", "s/two"])
  }

  @Test func casesAreToldByOtherKeysToo() throws {
    let (outcome, lines) = try cases("package t\ntest_x[n] if { some n in [1, true, 7]; n != 7 }")
    #expect(outcome == .fail)
    #expect(lines == ["1", "7 failed", "true"])
  }

  @Test func aValueOtherThanTrueFails() throws {
    let (outcome, lines) = try cases(
      "package t\ntest_x[name] := v if some name, v in {\"a\": true, \"b\": 1, \"c\": false}")
    #expect(outcome == .fail)
    #expect(lines == ["a", "b failed", "c failed"])
  }

  @Test func noCaseIsNoFailure() throws {
    let (outcome, lines) = try cases("package t\ntest_x[name] if { some name in []; true }")
    #expect(outcome == .pass)
    #expect(lines == [])
  }

  @Test func aBracketWithANameAndNoBodyIsACase() throws {
    let (outcome, lines) = try cases("package t\ntest_x.admin := true")
    #expect(outcome == .pass)
    #expect(lines == ["admin"])
  }

  @Test func theCallMayBeWritten() throws {
    let (outcome, lines) = try cases(
      "package t\ntest_x[name] if { some name in [\"a\", \"b\"]; internal.test_case([name]); name == \"a\" }")
    #expect(outcome == .fail)
    #expect(lines == ["a", "b failed"])
  }

  @Test func aRuleNamedInternalChangesNothing() throws {
    let (outcome, lines) = try cases(
      "package t\ntest_x[name] if { some name in [\"a\"]; name == \"b\" }\ninternal := {\"test_case\": 1}")
    #expect(outcome == .fail)
    #expect(lines == ["a failed"])
  }

  @Test func restrictedCapabilitiesMayLackTheCall() throws {
    var compiler = Compiler()
    compiler.capabilities = .current(for: .v1, builtins: .standard)
    compiler.capabilities?.builtins = ["eq", "assign", "equal"]
    let module = try compiler.parse(
      SourceText(name: "t.rego", text: "package t\ntest_x[name] if { some name in [\"a\"]; name == \"a\" }"))
    let suite = RegoTestSuite([module])
    let runner = RegoTestRunner(
      try suite.compile(by: compiler), evaluator: Evaluator(symbols: compiler.symbols)
    ) { 0 }
    #expect(runner.run(suite.tests[0]).outcome == .pass)
  }
}
