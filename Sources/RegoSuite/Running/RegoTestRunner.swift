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

  /// How long a test may take; nil: as long as the evaluator's limits let it.
  public var timeoutNanoseconds: UInt64?

  /// - Parameters:
  ///   - program: from ``RegoTestSuite/compile(by:data:)``.
  ///   - evaluator: with the program's symbols, and with what tests may see of the world. The runner listens to its
  ///     `print` calls and resets it after each test.
  ///   - clock: nanoseconds that never go back.
  public init(_ program: Program, evaluator: Evaluator, clock: @escaping () -> UInt64) {
    self.program = program
    self.evaluator = evaluator
    self.clock = clock
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
    defer { evaluator.reset() }
    let notes = Notes()
    evaluator.builtins.onPrint = { text, _ in notes.print(text) }
    evaluator.builtins.onTestCase = { notes.begin($0) }
    let start = clock()
    evaluator.deadlineNanoseconds = timeoutNanoseconds.map { start.addingReportingOverflow($0) }.map {
      $0.overflow ? .max : $0.partialValue
    }
    do throws(Diagnostics) {
      let value = try evaluate(test, input, observer)
      result.cases = test.hasCases ? RegoCaseResults(value) : RegoCaseResults()
      if test.hasCases { for path in notes.cases { result.cases.note(path) } }
      let isPassed = test.hasCases ? !value.isUndefined && !result.cases.hasFailed : value.isTrue
      result.outcome = isPassed ? .pass : .fail
    } catch {
      result.outcome = .error
      result.errors = error.all
    }
    let end = clock()
    result.durationNanoseconds = end > start ? end - start : 0
    result.output = notes.output
    return result
  }

  private func evaluate(
    _ test: RegoTest, _ input: Document?, _ observer: (any EvaluationObserver)?
  ) throws(Diagnostics) -> Value {
    guard observer != nil || test.isFunction else {
      return try value(of: program.prepare(path: test.names), input, nil)
    }
    // A query as text costs more; it has the errors and the trace that the reference has.
    let query = try program.prepare(query: SourceText(name: "", text: test.fullName))
    return try value(of: query, input, observer).items.first?.items.last ?? .undefined
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
