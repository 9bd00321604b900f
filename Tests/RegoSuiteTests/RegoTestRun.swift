import Rego
import RegoSuite

/// A suite that was run.
struct RegoTestRun {
  var results: [RegoTestResult] = []

  /// - Parameter modules: by their files' names.
  init(
    _ modules: [String: String], version: RegoVersion = .v1, limits: Evaluator.Limits = .init(),
    timeoutNanoseconds: UInt64? = nil, tracesFailures: Bool = false, clock: @escaping () -> UInt64 = { 0 }
  ) throws {
    var compiler = Compiler()
    compiler.version = version
    let parsed = try modules.sorted { $0.key < $1.key }.map {
      try compiler.parse(SourceText(name: $0.key, text: $0.value))
    }
    let suite = RegoTestSuite(parsed)
    let program = try suite.compile(by: compiler)
    let evaluator = Evaluator(symbols: compiler.symbols, limits: limits)
    let runner = RegoTestRunner(program, evaluator: evaluator, clock: clock)
    runner.timeoutNanoseconds = timeoutNanoseconds
    runner.tracesFailures = tracesFailures
    results = suite.tests.map { runner.run($0) }
  }

  init(_ text: String, version: RegoVersion = .v1) throws {
    try self.init(["t.rego": text], version: version)
  }

  /// `test_read: pass`, a line each.
  var outcomes: [String] { results.map { "\($0.test.name): \($0.outcome)" } }
}
