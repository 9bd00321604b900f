import Foundation
import Rego
import Testing

/// Each way in which an evaluation is ended from outside, or by a bound, has its own error.
@Suite struct LimitEndTests {
  static let billions =
    "p := count([1 | some x in numbers.range(1, 31623); some y in numbers.range(1, 31623); x + y < 0])"

  private func failure(
    _ policy: String, input: String = "null", limits: Evaluator.Limits = .init(),
    observer: (any EvaluationObserver)? = nil, _ configure: (Evaluator) -> Void = { _ in }
  ) throws -> Diagnostic? {
    let (prepared, evaluator) = try EvaluationCase("", policy, .undefined).prepare(limits: limits)
    configure(evaluator)
    let document = try Document(json: input)
    return #expect(throws: Diagnostic.self) {
      if let observer {
        _ = try evaluator.evaluate(prepared, input: document.value, observer: observer)
      } else {
        _ = try evaluator.evaluate(prepared, input: document.value)
      }
    }
  }

  @Test func `a cancelled evaluation says so in the reference's words`() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    let failure = try failure("p := 1") { $0.cancellation = cancellation }
    #expect(failure?.description == "eval_cancel_error: caller cancelled query execution")
  }

  @Test func `an evaluation may be cancelled from another thread while it runs`() throws {
    let cancellation = Cancellation()
    let other = Thread { cancellation.cancel() }
    other.start()
    var limits = Evaluator.Limits()
    limits.instructionsMax = .max
    // Nothing here needs memory, which would end it first.
    let policy = "p if { xs := numbers.range(1, 100000); every x in xs { every y in xs { x + y > 0 } } }"
    let failure = try failure(policy, limits: limits) { $0.cancellation = cancellation }
    #expect(failure?.code == .evalCancel)
  }

  @Test(arguments: [
    billions, "p := count([1 | walk(input, _); walk(input, _); walk(input, _); walk(input, _)])",
    "p if every x in numbers.range(1, 100000) { every y in numbers.range(1, 100000) { x + y > 0 } }",
  ])
  func `an evaluation ends at its deadline`(policy: String) throws {
    var now: UInt64 = 0
    let failure = try failure(policy, input: LimitTests.hundred) { evaluator in
      evaluator.builtins.monotonicNanoseconds = {
        now += 1
        return now
      }
      evaluator.deadlineNanoseconds = 5
    }
    #expect(failure?.code == .evalCancel && failure?.message == "caller cancelled query execution")
    #expect(now == 5)
  }

  @Test func `a deadline without a clock is none`() throws {
    let (prepared, evaluator) = try EvaluationCase("", "p := 1", "1").prepare()
    evaluator.deadlineNanoseconds = 0
    #expect(throws: Never.self) { try evaluator.evaluate(prepared, input: .undefined) }
  }

  @Test func `a bound on wall time has its own error`() throws {
    var limits = Evaluator.Limits()
    limits.wallNanosecondsMax = 10
    var now = UInt64.max - 100
    let failure = try failure(Self.billions, limits: limits) { evaluator in
      evaluator.builtins.monotonicNanoseconds = {
        now += 1
        return now
      }
    }
    #expect(failure?.description == "0.rego:2: eval_limit_error: evaluation takes more than 10 nanoseconds")
  }

  @Test func `a result that shares its parts is bounded by its text`() throws {
    let policy = "p := s60\ns0 := [\"0123456789\"]\n" + LimitTests.lines(60) { "s\($0 + 1) := [s\($0), s\($0)]" }
    let failure = try failure(policy)
    #expect(failure?.description == "eval_limit_error: result has more than 67108864 bytes of JSON")
    var limits = Evaluator.Limits()
    limits.outputBytesMax = 12
    #expect(try self.failure("p := \"0123456789\"", limits: limits)?.code == .evalLimit)
    #expect(try self.failure("p contains x if some x in numbers.range(1, 7)", limits: limits)?.code == .evalLimit)
  }

  @Test func `a custom built-in counts what it does`() throws {
    let spin = Builtin("spin", 0) { (context, _) throws(BuiltinError) in
      while true { try context.charge(1) }
    }
    let compiler = Compiler(builtins: .standard.adding([spin]))
    let program = try compiler.compile([SourceText(name: "", text: "package t\np := spin()")])
    let evaluator = Evaluator(symbols: compiler.symbols)
    let failure = #expect(throws: Diagnostic.self) {
      _ = try evaluator.evaluate(program.prepare(path: ["t", "p"]), input: .undefined)
    }
    #expect(failure?.description == "2:6: eval_limit_error: evaluation takes more than 10000000 steps")
  }

  static let hostile: [(what: String, policy: String, input: String)] = [
    (
      "an object of growing size",
      "p := s40\ns0 := {\"a\": 1}\n"
        + LimitTests.lines(40) {
          "s\($0 + 1) := object.union(s\($0), {sprintf(\"%d%s\", [\($0), k]): s\($0) | some k, _ in s\($0)})"
        }, "null"
    ),
    (
      "rules that call each other 10,000 deep",
      LimitTests.lines(10_000) { "r\($0) := r\($0 + 1)" } + "\nr10000 := 1\np := r0", "null"
    ),
    (
      "every over billions",
      "p if every x in numbers.range(1, 1000000) { every y in numbers.range(1, 1000000) { x + y > 0 } }", "null"
    ),
    (
      "a walk over a deep document", "p := count([1 | walk(input, [a, _]); walk(input, [b, _]); a == b])",
      String(repeating: "[", count: 1_900) + String(repeating: "]", count: 1_900)
    ),
    (
      "all paths of a graph",
      "g[x] := numbers.range(1, 30) if some x in numbers.range(1, 30)\np := graph.reachable_paths(g, {1})", "null"
    ),
    ("a sort of a product", "p := sort([[a, b, c, d] | input[a]; input[b]; input[c]; input[d]])", LimitTests.hundred),
  ]

  @Test func `functions that with makes call each other end`() throws {
    let functions = "f(x) := g(x) + 1\ng(x) := x\nh(x) := f(x) + 1\n"
    try EvaluationCase("", functions + "p := v if v := f(1) with data.t.g as h", "4").check()
    try EvaluationCase("", functions + "p := v if v := f(1) with data.t.g as f", "3").check()
  }

  @Test(arguments: hostile.indices) func `a hostile policy ends by a bound`(index: Int) throws {
    let example = Self.hostile[index]
    var limits = Evaluator.Limits()
    limits.instructionsMax = 1_000_000
    limits.memoryBytesMax = 16 << 20
    #expect(try failure(example.policy, input: example.input, limits: limits)?.code == .evalLimit)
  }

  @Test(arguments: hostile.indices) func `observed, it ends by a bound too`(index: Int) throws {
    let example = Self.hostile[index]
    var limits = Evaluator.Limits()
    limits.instructionsMax = 20_000
    limits.memoryBytesMax = 16 << 20
    let failure = try failure(
      example.policy, input: example.input, limits: limits, observer: TraceLog(eventCountMax: 1_000))
    #expect(failure?.code == .evalLimit)
  }
}
