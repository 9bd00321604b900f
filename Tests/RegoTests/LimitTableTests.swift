import Foundation
import Rego
import Testing

/// What hostile policies and inputs get, row by row as docs/LIMITS.md has it.
@Suite struct LimitTableTests {
  struct Row: Sendable, CustomTestStringConvertible {
    enum Outcome: Sendable {
      /// The value under `p`, as JSON.
      case value(String)
      case undefined
      /// The evaluation ends with this error.
      case failure(Diagnostic.Code, String)
      /// The policy is refused with a finding that has this in it.
      case refused(String)
      /// The input is refused with this in the message.
      case noInput(String)
    }

    let what: String
    let policy: String
    var input: @Sendable () -> String = { "null" }
    var isStrict = false
    let outcome: Outcome
    var testDescription: String { what }

    init(
      _ what: String, _ policy: String, input: @escaping @Sendable () -> String = { "null" }, strict: Bool = false,
      _ outcome: Outcome
    ) {
      self.what = what
      self.policy = policy
      self.input = input
      isStrict = strict
      self.outcome = outcome
    }

    static func memory(
      _ what: String, _ name: String, _ policy: String, input: @escaping @Sendable () -> String = { "null" }
    ) -> Row {
      Row(what, policy, input: input, .failure(.evalLimit, name.isEmpty ? "" : "\(name): memory limit reached"))
    }

    func check() throws {
      var limits = Evaluator.Limits()
      limits.instructionsMax = 300_000
      limits.memoryBytesMax = 16 << 20
      do {
        let (prepared, evaluator) = try EvaluationCase("", policy, query: "x = data.t.p", strict: isStrict, .undefined)
          .prepare(limits: limits)
        let document = try Document(json: input())
        let rows = try document.withValue { try evaluator.evaluate(prepared, input: $0) }
        let value = prepared.resultSet(rows, in: evaluator.arena)[0]["bindings"]["x"]
        switch outcome {
        case .value(let wanted): #expect(JSONWriter.string(value) == wanted)
        case .undefined: #expect(value.isUndefined)
        default: Issue.record("has a result: \(JSONWriter.string(value).prefix(100))")
        }
      } catch let error as Diagnostic {
        guard case .failure(let code, let message) = outcome else { throw error }
        #expect(error.code == code)
        #expect(error.message.contains(message))
      } catch let findings as Diagnostics {
        guard case .refused(let message) = outcome else { throw findings }
        #expect(findings.description.contains(message))
      } catch let error as JSONError {
        guard case .noInput(let message) = outcome else { throw error }
        #expect(error.message.contains(message))
      }
    }
  }

  static func text(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: count) }

  /// The input: an object with one text.
  static func input(_ piece: String, _ count: Int) -> @Sendable () -> String {
    { "{\"s\":\"\(text(piece, count))\"}" }
  }

  static let texts: [Row] = [
    Row(
      "a text nested 101 levels", "p := \(text("[", 101))\(text("]", 101))",
      .refused("max parsing recursion depth exceeded")),
    Row(
      "a chain of 250 operators", "p := 1\(text(" + 1", 250))", .refused("max parsing recursion depth exceeded")),
    Row("a package of 1,025 names", "package a\(text(".a", 1_025))\np := 1", .refused("path has more than 1024 parts")),
    Row(
      "a rule that needs 33,000 registers", "p := [\((0..<33_000).map { "input.x\($0)" }.joined(separator: ","))]",
      .refused("is too large: split it into several rules")),
    Row("a name of a million letters", "p := \(text("a", 1_000_000))\n\(text("a", 1_000_000)) := 1", .value("1")),
    Row("a string of ten million bytes", "p := count(\"\(text("a", 10_000_000))\")", .value("10000000")),
    Row("a chain of 150 else", "p := 1 if input.x == 1\(text(" else := 2 if input.x == 2", 150))", .undefined),
    Row(
      "twenty thousand rules", LimitTests.lines(20_000) { "r\($0) := x if x := \($0)" } + "\np := r19999",
      .value("19999")),
    Row(
      "a body of ten thousand variables", "p if {\n\(LimitTests.lines(10_000) { "x\($0) := input.a" })\n}", .undefined),
    Row(
      "a body of five thousand variables in the wrong order",
      "p if {\n\(LimitTests.lines(5_000) { "x\($0) = x\($0 + 1)" })\nx5000 = 1\n}", .value("true")),
  ]

  static let inputs: [Row] = [
    Row(
      "an input nested 2,001 levels", "p := 1", input: { text("[", 2_001) + text("]", 2_001) },
      .noInput("nested deeper than 2000 levels")),
    Row(
      "an input of 10,000 open brackets", "p := 1", input: { text("[", 10_000) },
      .noInput("nested deeper than 2000 levels")),
    Row(
      "JSON text nested 10,000 levels", "p := json.unmarshal(input.s)",
      input: { "{\"s\":\"\(text("[", 10_000) + text("]", 10_000))\"}" },
      strict: true, .failure(.evalBuiltin, "json.unmarshal: ")),
    Row(
      "a number of a million digits", "p := input.n + 1 > 1", input: { "{\"n\":1\(text("0", 1_000_000))}" },
      .value("true")),
    Row(
      "a number with a huge exponent", "p := input.n * 2", input: { "{\"n\":1e100000000}" },
      .failure(.evalLimit, "mul: memory limit reached")),
  ]

  static let steps: [Row] = [
    Row(
      "a product of four collections",
      "q := [1 | input[a]; input[b]; input[c]; input[d]; a + b + c + d < 0]\np := 1 if q == []",
      input: { LimitTests.hundred }, .failure(.evalLimit, "evaluation takes more than 300000 steps")),
    Row(
      "rules that call each other 600 deep",
      LimitTests.lines(600) { "r\($0) := r\($0 + 1) + 1" } + "\nr600 := 1\np := r0",
      .failure(.evalLimit, "rules call each other more than 512 deep")),
    Row(
      "with that replaces what it evaluates, 60 times",
      LimitTests.lines(60) {
        "r\($0) := [a, b] if { a := r\($0 + 1) with input as 1; b := r\($0 + 1) with input as 2 }"
      }
        + "\nr60 := input\np := r0", .failure(.evalLimit, "evaluation takes more than 300000 steps")),
    Row(
      "rules that need each other by way of with", "p if q with data.t.r as 1\nq if r\nr if p", .refused("is recursive")
    ),
    Row(
      "functions that call each other by way of with",
      "p := x if x := f(1) with g as h\nf(x) := g(x)\ng(x) := x\nh(x) := f(x)",
      .value("1")),
    Row(
      "values nested deeper and deeper",
      LimitTests.lines(400) { "f\($0)(x) := f\($0 + 1)(\(text("[", 50))x\(text("]", 50)))" }
        + "\nf400(x) := x\np := f0(1)",
      .failure(.evalLimit, "values are nested more than 2400 levels deep")),
  ]

  @Test(arguments: texts + inputs + steps + builtins) func `a row of the table holds`(row: Row) throws {
    try row.check()
  }

  @Test func `the page of limits has every row`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../docs/LIMITS.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for row in Self.texts + Self.inputs + Self.steps + Self.builtins {
      #expect(text.contains("| \(row.what) |"), "docs/LIMITS.md has no row `\(row.what)`")
    }
  }
}
