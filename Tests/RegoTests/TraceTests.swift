import Rego
import Testing

/// What an observed evaluation tells.
@Suite struct TraceTests {
  private func log(_ policy: String, query: String, input: String = "{}", debug: Bool = false) throws -> TraceLog {
    let (prepared, evaluator) = try EvaluationCase("", policy, query: query, .undefined).prepare()
    let log = TraceLog(wantsUnifications: debug)
    let document = try Document(json: input)
    _ = try evaluator.evaluate(prepared, input: document.value, observer: log)
    return log
  }

  @Test func `the full trace goes the reference's way`() throws {
    let log = try log(
      "p if {\n  some x in input.xs\n  x == q\n}\n\nq := 2 if not input.blocked", query: "y = data.t.p",
      input: #"{"xs": [1, 2, 3]}"#)
    #expect(
      log.text() == """
        query:1      Enter y = data.t.p
        query:1      | Eval y = data.t.p
        query:1      | Index data.t.p (matched 1 rule, early exit)
        0.rego:2     | Enter data.t.p
        0.rego:3     | | Eval x = input.xs[__local0__]
        0.rego:4     | | Eval x = data.t.q
        0.rego:4     | | Index data.t.q (matched 1 rule, early exit)
        0.rego:7     | | Enter data.t.q
        0.rego:7     | | | Eval not input.blocked
        0.rego:7     | | | Enter input.blocked
        0.rego:7     | | | | Eval input.blocked
        0.rego:7     | | | | Fail input.blocked
        0.rego:7     | | | Exit data.t.q early
        0.rego:7     | | Redo data.t.q
        0.rego:4     | | Fail x = data.t.q
        0.rego:3     | | Redo x = input.xs[__local0__]
        0.rego:4     | | Eval x = data.t.q
        0.rego:4     | | Index data.t.q (matched 1 rule, early exit)
        0.rego:2     | | Exit data.t.p early
        query:1      | Exit y = data.t.p
        query:1      Redo y = data.t.p
        query:1      | Redo y = data.t.p
        0.rego:2     | Redo data.t.p
        0.rego:4     | | Redo x = data.t.q
        0.rego:3     | | Redo x = input.xs[__local0__]

        """)
  }

  @Test func `notes and failures are shown with the queries around them`() throws {
    let log = try log("p if {\n  trace(\"here\")\n  input.x == 1\n}", query: "data.t.p = true", input: #"{"x": 1}"#)
    #expect(
      log.text(.notes, withLocations: false) == """
        Enter data.t.p = true
        | Enter data.t.p
        | | Note "here"

        """)
    let failing = try self.log("p if {\n  input.x\n  input.x > 1\n}", query: "data.t.p = true", input: #"{"x": 1}"#)
    #expect(
      failing.text(.fails, withLocations: false) == """
        Enter data.t.p = true
        | Enter data.t.p
        | | Fail gt(__local0__, 1)
        | Fail data.t.p = true

        """)
  }

  @Test func `unifications are told to those who ask`() throws {
    let log = try log("p := 1", query: "x = data.t.p", debug: true)
    #expect(log.text(.debug, withLocations: false).contains("| Unify x = data.t.p\n"))
    #expect(!log.text(.full).contains("Unify"))
    #expect(try !self.log("p := 1", query: "x = data.t.p").events.contains { $0.operation == .unify })
  }

  @Test func `a value that nobody asked a name for is captured without one`() throws {
    let log = try log("p := 1", query: "data.t.p")
    #expect(log.text(withLocations: false).hasPrefix("Enter data.t.p = _\n| Eval data.t.p = _\n"))
  }

  @Test func `coverage tells the lines that were evaluated and those that were not`() throws {
    let policy =
      "package t\n\np if {\n  input.x == 1\n  q\n}\n\nq if input.y > 1\n\nunused if {\n  some z in [1]\n  z > 1\n}\n"
    let compiler = Compiler()
    let source = SourceText(name: "p.rego", text: policy)
    let program = try compiler.compile([source])
    let evaluator = Evaluator(symbols: compiler.symbols)
    let coverage = Coverage()
    let input = try Document(json: #"{"x": 1, "y": 0}"#)
    _ = try evaluator.evaluate(program.prepare(path: ["t", "p"]), input: input.value, observer: coverage)
    let report = coverage.report([try Parser.module(source, version: .v1)])
    #expect(report.files["p.rego"]?.covered == [4...5, 8...8])
    #expect(report.files["p.rego"]?.notCovered == [3...3, 10...10, 12...12])
    #expect(report.coverage == 50)
    let json = JSONWriter.string(report.document(in: evaluator.arena))
    #expect(json.contains(#""covered_lines":3"#) && json.contains(#"{"end":{"row":5},"start":{"row":4}}"#))
  }

  static let suites: [[EvaluationCase]] = [
    EvaluationDocumentTests.merged, EvaluationDocumentTests.dynamic, EvaluationDocumentTests.imports,
    EvaluationFunctionTests.cases, EvaluationIterationTests.comprehensions, EvaluationIterationTests.somes,
    EvaluationIterationTests.everys, EvaluationIterationTests.negations, EvaluationLanguageTests.versions,
    EvaluationLanguageTests.templates, EvaluationPartialTests.sets, EvaluationPartialTests.objects,
    EvaluationPartialTests.heads, EvaluationRuleTests.complete, EvaluationRuleTests.conflicts,
    EvaluationRuleTests.elses, EvaluationRuleTests.defaults, EvaluationUnificationTests.cases,
    EvaluationUnificationTests.queries, EvaluationWithTests.inputs, EvaluationWithTests.documents,
    EvaluationWithTests.functions,
  ]

  @Test(arguments: suites.flatMap { $0 })
  func `an observed evaluation gives the same`(example: EvaluationCase) throws {
    try example.check(observer: TraceLog())
  }
}
