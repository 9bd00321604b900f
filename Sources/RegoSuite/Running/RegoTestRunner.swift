public import Rego

/// Runs tests, one after the other. One belongs to each thread.
public final class RegoTestRunner {
  /// Lines of `print` beyond this many bytes are dropped.
  public static let outputBytesMax = 1 << 20
  /// Cases of a test beyond these are not told apart.
  static let caseCountMax = 100_000

  private let program: Program
  private let evaluator: Evaluator
  private let clock: () -> UInt64
  private let wallClock: (() -> Int64)?

  /// How long a test may take; nil: as long as the evaluator's limits let it.
  public var timeoutNanoseconds: UInt64?
  /// Whether a test that failed is evaluated once more, for its ``RegoTestResult/trace``.
  public var tracesFailures = false
  /// Events of a trace beyond these are left out.
  static let traceEventsMax = 100_000

  /// - Parameters:
  ///   - program: from ``RegoTestSuite/compile(by:data:)``.
  ///   - evaluator: with the program's symbols, and with what tests may see of the world. The runner listens to its
  ///     `print` calls and resets it after each test.
  ///   - clock: nanoseconds that never go back.
  ///   - wallClock: nanoseconds since 1970, for `time.now_ns`; without it the evaluator keeps the time that it has.
  public init(
    _ program: Program, evaluator: Evaluator, clock: @escaping () -> UInt64, wallClock: (() -> Int64)? = nil
  ) {
    self.program = program
    self.evaluator = evaluator
    self.clock = clock
    self.wallClock = wallClock
    evaluator.builtins.monotonicNanoseconds = clock
  }

  /// Runs a test.
  /// - Parameters:
  ///   - input: the document under `input`; tests usually bring their own by `with`.
  ///   - observer: is told every step, such as a ``Coverage``; this makes it many times slower.
  public func run(
    _ test: RegoTest, input: Document? = nil, observer: (any EvaluationObserver)? = nil
  ) -> RegoTestResult {
    var result = RegoTestResult(test: test, outcome: .skip)
    if test.isLeftOut { return result }
    let start = begin()
    let notes = Notes()
    evaluator.builtins.onPrint = { text, _ in notes.print(text) }
    evaluator.builtins.onTestCase = { notes.begin($0) }
    do throws(Diagnostics) {
      judge(try evaluate(test, input, observer), notes, &result)
    } catch {
      result.outcome = .error
      result.errors = error.all
    }
    let end = clock()
    result.durationNanoseconds = end > start ? end - start : 0
    result.output = notes.output
    evaluator.reset()
    if tracesFailures, result.outcome == .fail { result.trace = trace(test, input) }
    return result
  }

  /// - Returns: when the test begins.
  private func begin() -> UInt64 {
    let start = clock()
    evaluator.deadlineNanoseconds = timeoutNanoseconds.map { timeout in
      let (deadline, overflow) = start.addingReportingOverflow(timeout)
      return overflow ? .max : deadline
    }
    if let wallClock { evaluator.builtins.nowNanoseconds = wallClock() }
    return start
  }

  private func judge(_ value: Value, _ notes: Notes, _ result: inout RegoTestResult) {
    guard result.test.hasCases, value.kind == .object else {
      result.outcome = value.isTrue ? .pass : .fail
      return
    }
    result.cases = RegoCaseResults(value)
    for path in notes.cases { result.cases.note(path) }
    result.outcome = result.cases.hasFailed ? .fail : .pass
  }

  private func trace(_ test: RegoTest, _ input: Document?) -> String {
    let log = TraceLog(eventCountMax: Self.traceEventsMax)
    evaluator.builtins.onPrint = nil
    evaluator.builtins.onTestCase = nil
    _ = begin()
    // An error of its own says nothing new.
    _ = try? evaluate(test, input, log)
    evaluator.reset()
    return log.text(.fails)
  }

  private func evaluate(
    _ test: RegoTest, _ input: Document?, _ observer: (any EvaluationObserver)?
  ) throws(Diagnostics) -> Value {
    // A function has no value. As text the query says so, which costs more.
    guard test.isFunction else { return try value(of: program.prepare(path: test.names), input, observer) }
    return try value(of: program.prepare(query: SourceText(name: "", text: test.fullName)), input, observer)
  }

  private func value(
    of query: PreparedQuery, _ input: Document?, _ observer: (any EvaluationObserver)?
  ) throws(Diagnostics) -> Value {
    defer { withExtendedLifetime(input) {} }
    let input = input?.value ?? .undefined
    do throws(Diagnostic) {
      guard let observer else { return try evaluator.evaluate(query, input: input) }
      return try evaluator.evaluate(query, input: input, observer: observer)
    } catch {
      throw Diagnostics([error])
    }
  }
}

/// What a test says while it runs.
private final class Notes {
  private(set) var output = ""
  private(set) var cases: [[String]] = []

  func print(_ text: String) {
    guard output.utf8.count < RegoTestRunner.outputBytesMax else { return }
    output += text + "\n"
    if output.utf8.count >= RegoTestRunner.outputBytesMax { output += "… what else was printed is left out\n" }
  }

  func begin(_ path: Value) {
    if cases.count < RegoTestRunner.caseCountMax { cases.append(path.items.map(RegoCaseResults.name)) }
  }
}
