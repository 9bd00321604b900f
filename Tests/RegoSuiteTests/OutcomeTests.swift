import Rego
import RegoSuite
import Testing

struct OutcomeTests {
  @Test func outcomesHaveTheNamesOfReports() {
    #expect(RegoTestOutcome.skip.rawValue == "skip")
  }

  @Test(
    "only true passes",
    arguments: [
      ("test_x if true", "pass"), ("test_x := true", "pass"), ("test_x := false", "fail"), ("test_x := 0", "fail"),
      ("test_x := null", "fail"), ("test_x := \"true\"", "fail"), ("test_x := [true]", "fail"),
      ("test_x := {true}", "fail"), ("test_x := {\"a\": true}", "fail"), ("test_x if input.nothing", "fail"),
      ("test_x contains 1", "fail"), ("test_x[1] if false", "fail"), ("test_x.a if true", "fail"),
      ("default test_x := true", "pass"),
    ])
  func onlyTruePasses(_ rule: String, _ outcome: String) throws {
    #expect(try RegoTestRun("package t\n\(rule)").outcomes == ["test_x: \(outcome)"])
  }

  @Test func rulesThatBeginWithTodoAreSkipped() throws {
    let run = try RegoTestRun("package t\ntodo_test_a if false\ntodo_test_a := 1\ntodo_other := 2\nother_test_ := 3")
    #expect(run.outcomes == ["todo_test_a: skip", "todo_test_a: skip"])
  }

  @Test func aFunctionIsAnError() throws {
    let run = try RegoTestRun("package t\ntest_f(x) if x > 1")
    #expect(run.outcomes == ["test_f: error"])
    #expect(
      run.results[0].errors.map(\.description) == [
        "1:1: rego_type_error: undefined ref: data.t.test_f\n\tdata.t.test_f\n\t^^^^^^^^^^^^^\n\thave: (any) => boolean"
      ])
  }

  @Test func aConflictIsAnErrorWithItsPlace() throws {
    let run = try RegoTestRun("package t\ntest_x if v\nv := 1 if true\nv := 2 if true")
    #expect(run.outcomes == ["test_x: error"])
    #expect(run.results[0].errors.map(\.code) == [.evalConflict])
    #expect(run.results[0].errors.map(\.location.file) == ["t.rego"])
  }

  @Test func anErrorInABuiltinFails() throws {
    #expect(try RegoTestRun("package t\ntest_x if 1 / 0 > 1").outcomes == ["test_x: fail"])
  }

  @Test func aTestThatNeverEndsIsAnError() throws {
    var limits = Evaluator.Limits()
    limits.instructionsMax = 10_000
    let run = try RegoTestRun(
      [
        "t.rego":
          "package t\ntest_x if { some a in numbers.range(1, 1000); some b in numbers.range(1, 1000); a + b < 0 }\ntest_y := true"
      ],
      limits: limits)
    #expect(run.outcomes == ["test_x: error", "test_y: pass"])
    #expect(run.results[0].errors.map(\.code) == [.evalLimit])
  }

  @Test func aTestThatTakesTooLongIsAnError() throws {
    var now: UInt64 = 0
    let run = try RegoTestRun(
      ["t.rego": "package t\ntest_x if { some a in numbers.range(1, 100000); a < 0 }"], timeoutNanoseconds: 20
    ) {
      now += 10
      return now
    }
    #expect(run.outcomes == ["test_x: error"])
    #expect(run.results[0].errors.map(\.code) == [.evalCancel])
    #expect(run.results[0].durationNanoseconds >= 20)
  }

  @Test func eachTestHasItsOwnOutput() throws {
    let run = try RegoTestRun(
      "package t\ntest_a if { print(\"one\", 1); false }\ntest_b if print({\"k\": [1]})\ntest_c := 1")
    #expect(run.results.map(\.output) == ["one 1\n", "{\"k\": [1]}\n", ""])
  }

  @Test func testsBringTheirInput() throws {
    let run = try RegoTestRun(
      "package t\nallow if input.a == 1\ntest_a if allow with input as {\"a\": 1}\ntest_b if allow")
    #expect(run.outcomes == ["test_a: pass", "test_b: fail"])
  }
}
