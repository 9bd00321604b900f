import Rego
import RegoSuite
import Testing

struct ReportTests {
  private static let text = """
    package t

    test_a := true

    test_b if { print("said"); false }

    test_c[name] if { some name, n in {"one": 1, "two": 2}; n == 1 }

    todo_test_d := 1

    test_e(x) if x
    """

  private func report(
    _ format: RegoTestFormat, isVerbose: Bool = false, text: String = text, nanoseconds: UInt64 = 1500
  ) throws -> String {
    var report = format.report(isVerbose: isVerbose)
    var written = ""
    for var result in try RegoTestRun(text).results {
      if result.outcome != .skip { result.durationNanoseconds = nanoseconds }
      written += report.add(result)
    }
    return written + report.end()
  }

  private static let rule = String(repeating: "-", count: 80)

  @Test func prettyShowsWhatDidNotPass() throws {
    #expect(
      try report(.pretty) == """
        t.rego:5:
        data.t.test_b: FAIL (1.5µs)

          said

        t.rego:7:
        data.t.test_c: FAIL (1.5µs)
          two: FAIL
        t.rego:9:
        data.t.todo_test_d: SKIPPED
        t.rego:11:
        data.t.test_e: ERROR (1.5µs)
          1:1: rego_type_error: undefined ref: data.t.test_e
          \tdata.t.test_e
          \t^^^^^^^^^^^^^
          \thave: (any) => boolean
        \(Self.rule)
        PASS: 2/6
        FAIL: 2/6
        SKIPPED: 1/6
        ERROR: 1/6

        """)
  }

  @Test func prettyIsShortWhenAllPassed() throws {
    #expect(try report(.pretty, text: "package t\ntest_a := true") == "PASS: 1/1\n")
    #expect(try report(.pretty, text: "package t") == "")
  }

  @Test func verboseShowsAll() throws {
    let text = try report(.pretty, isVerbose: true)
    #expect(text.hasPrefix("t.rego:3:\ndata.t.test_a: PASS (1.5µs)\n"))
    #expect(text.contains("  one: PASS\n  two: FAIL\n"))
  }

  @Test func wordsForOutcomesMayBeDressed() throws {
    var report = RegoTestFormat.pretty.report { text, outcome in "<\(outcome):\(text)>" }
    let result = try RegoTestRun("package t\ntest_a := 1").results[0]
    #expect(report.add(result).contains("data.t.test_a: <fail:FAIL> (0s)"))
  }

  @Test(
    "durations read as people write them",
    arguments: [
      (0, "0s"), (7, "7ns"), (1_500, "1.5µs"), (12_034_000, "12.034ms"), (2_000_000_000, "2s"),
      (62_500_000_000, "1m2.5s"), (UInt64.max, "307445734m33.709551615s"),
    ])
  func durations(_ nanoseconds: UInt64, _ text: String) throws {
    let written = try report(.pretty, text: "package t\ntest_a := 1", nanoseconds: nanoseconds)
    #expect(written.contains("FAIL (\(text))"))
  }

  @Test func jsonHasTheFormOfTheReference() throws {
    let tests = try Document(json: try report(.json)).value.items
    #expect(tests.count == 5)
    #expect(
      JSONWriter.string(tests[0])
        == #"{"duration":1500,"location":{"col":1,"file":"t.rego","row":3},"name":"test_a","package":"data.t"}"#)
    #expect(tests[1]["fail"].isTrue)
    #expect(tests[1]["output"].string == "c2FpZAo=")
    #expect(
      JSONWriter.string(tests[2]["sub_results"]) == #"{"one":{"name":"one"},"two":{"fail":true,"name":"two"}}"#)
    #expect(tests[3]["skip"].isTrue)
    #expect(tests[4]["error"].items[0]["code"].string == "rego_type_error")
  }

  @Test func junitHasPackagesAsClasses() throws {
    let text = try report(.junit)
    let totals = #"tests="5" failures="2" errors="1" skipped="1" time="0.000006""#
    #expect(text.contains("<testsuite name=\"rego\" \(totals)>"))
    #expect(
      text.contains(
        #"<testcase name="test_a" classname="data.t" file="t.rego" line="3" time="0.000001"/>"#))
    #expect(text.contains(#"<failure message="cases failed: two"></failure>"#))
    #expect(text.contains("<system-out>said&#10;</system-out>"))
    #expect(text.contains("<skipped/>"))
    #expect(text.contains(#"<error message="1:1: rego_type_error: undefined ref: data.t.test_e"#))
  }

  @Test func failuresHaveTracesWhenAsked() throws {
    let run = try RegoTestRun(["t.rego": "package t\ntest_a if 1 == 2\ntest_b := true"], tracesFailures: true)
    #expect(run.results[0].trace.contains("Fail 1 = 2"))
    #expect(run.results[1].trace == "")
  }
}
