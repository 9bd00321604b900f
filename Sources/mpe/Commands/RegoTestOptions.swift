import ArgumentParser
import Foundation
import Rego
import RegoSuite

extension RegoTestFormat: FlagValue {
  static let expectation = "write `pretty`, `json` or `junit`"
}

/// Which tests are run, how they are judged, and how that is printed.
struct RegoTestOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Show every test, and how those that failed were evaluated.")
  var verbose = false

  @Option(
    name: [.customShort("r"), .customLong("run")],
    help: ArgumentHelp("Run only tests in whose name, data.package.test_name, it is found.", valueName: "regex"))
  var pattern: String?

  @Option(help: "pretty, json or junit.")
  var format = RegoTestFormat.pretty

  @Flag(
    name: [.short, .long],
    help: "When all tests passed, print which lines of the policies they evaluated, JSON, instead of results.")
  var coverage = false

  @Option(
    name: [.customShort("t"), .long],
    help: ArgumentHelp("Fail when fewer lines were evaluated; with it comes --coverage.", valueName: "percent"))
  var threshold: Double?

  @Option(help: ArgumentHelp("How long one test may take.", valueName: "duration"))
  var timeout = TimeSpan(argument: "5s")!

  @Flag(name: [.customShort("z"), .customLong("exit-zero-on-skipped")], help: "Skipped tests are no failures.")
  var allowsSkipped = false

  @Flag(name: .customLong("fail-on-empty"), help: "Fail when there was no test to run.")
  var failsOnEmpty = false

  @OptionGroup var watch: WatchOptions

  func validate() throws {
    if let threshold, !(0...100).contains(threshold) {
      throw ValidationError("`--threshold` takes a percentage from 0 to 100")
    }
    if case .failure(let error) = expression { throw ValidationError("`--run`: \(error)") }
  }

  /// Runs the tests that `load` compiles, once or as often as files change.
  func run(_ load: (SymbolTable) throws -> (RegoTestSuite, Program)) throws { try watch.run { try runOnce(load) } }

  private var expression: Result<RegularExpression?, RegularExpressionError> {
    do throws(RegularExpressionError) {
      guard let pattern else { return .success(nil) }
      return .success(try RegularExpression(pattern))
    } catch {
      return .failure(error)
    }
  }

  private func runOnce(_ load: (SymbolTable) throws -> (RegoTestSuite, Program)) throws {
    let suite: RegoTestSuite
    let program: Program
    let symbols = SymbolTable()
    do {
      (suite, program) = try load(symbols)
    } catch {
      guard let printer = RegoErrorPrinter(error) else { throw error }
      RegoErrorPrinter.printError(format == .json ? printer.document : printer.text)
      throw ExitCode(CommandLineTool.failure)
    }
    let wanted = try expression.get()
    let tests = suite.tests.filter { wanted?.isFound(in: $0.fullName) ?? true }
    if tests.isEmpty {
      Terminal.printError("no tests were run: " + (suite.tests.isEmpty ? "there are none" : "`--run` matches none"))
      if failsOnEmpty { throw ExitCode(CommandLineTool.failure) }
    }
    let (evaluator, environment) = Host.evaluator(symbols)
    let runner = RegoTestRunner(
      program, evaluator: evaluator, clock: { UInt64(clamping: environment.elapsedNanoseconds()) },
      wallClock: environment.nowNanoseconds)
    runner.timeoutNanoseconds = UInt64(clamping: timeout.nanoseconds)
    runner.tracesFailures = verbose
    let observer = coverage || threshold != nil ? Coverage() : nil
    let tally = try run(tests, by: runner, observer: observer)
    // Tests that failed say more than lines that they did not reach.
    if let observer, tally.failures == 0 { try report(observer.report(suite.covered)) }
    if tally.failures > 0 || (tally.skipped > 0 && !allowsSkipped) { throw Self.notPassed }
  }

  private static let notPassed = ExitCode(2)

  /// Runs tests and prints how they came out; with coverage, which has standard output for itself, only those that did
  /// not pass, on standard error.
  private func run(_ tests: [RegoTest], by runner: RegoTestRunner, observer: Coverage?) throws -> Tally {
    let format = observer == nil ? format : .pretty
    var report = format.report(isVerbose: verbose && observer == nil, style: Self.styled)
    var progress = ProgressLine(total: tests.count, isSeen: format == .pretty && verbose)
    var tally = Tally()
    for (index, test) in tests.enumerated() {
      if WatchOptions.isInterrupted { break }
      let result = runner.run(test, observer: observer)
      tally.add(result.outcome)
      progress.clear()
      try print(report.add(result), isError: observer != nil)
      progress.update(done: index + 1, failed: tally.failures)
    }
    progress.clear()
    let summary = report.end()
    if observer == nil || tally.failures > 0 { try print(summary, isError: observer != nil) }
    return tally
  }

  private func print(_ text: String, isError: Bool) throws(FatalError) {
    if text.isEmpty { return }
    if isError { Terminal.write(text, to: Terminal.standardError) } else { try Terminal.printOutput(text) }
  }

  private func report(_ coverage: Coverage.Report) throws {
    guard coverage.coverage < threshold ?? 0 else {
      let arena = Arena(bytesKept: .max)
      return try Terminal.printOutput(JSONWriter.pretty(coverage.document(in: arena)))
    }
    var lines = [
      String(format: "coverage is %.2f %%, less than the threshold of %.2f %%", coverage.coverage, threshold ?? 0)
    ]
    for (name, file) in coverage.files.sorted(by: { $0.key < $1.key }) where verbose && !file.notCovered.isEmpty {
      let ranges = file.notCovered.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
      lines.append("\(name): not evaluated: \(ranges.joined(separator: ", "))")
    }
    Terminal.printError(lines.joined(separator: "\n"))
    throw Self.notPassed
  }

  private static func styled(_ text: String, _ outcome: RegoTestOutcome) -> String {
    switch outcome {
    case .pass: TerminalStyle.forOutput(text, .good)
    case .fail, .error: TerminalStyle.forOutput(text, .bad)
    case .skip: TerminalStyle.forOutput(text, .faint)
    }
  }
}

/// How many tests did not pass.
private struct Tally {
  private(set) var failures = 0
  private(set) var skipped = 0

  mutating func add(_ outcome: RegoTestOutcome) {
    switch outcome {
    case .pass: break
    case .skip: skipped += 1
    case .fail, .error: failures += 1
    }
  }
}
