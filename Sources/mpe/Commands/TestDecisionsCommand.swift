import ArgumentParser
import DecisionSuite
import PolicyDomain
import PolicyEngine
import Rego
import Server

extension SuiteFormat: FlagValue {
  static let expectation = "write `text`, `json`, `junit` or `tap`"
}

/// `mpe test decisions`: runs a suite of tests and says which passed.
struct TestDecisionsCommand: FlaggedCommand {
  static let configuration = CommandConfiguration(
    commandName: "decisions", abstract: "Run a suite of tests.",
    discussion: "docs/suites.md describes suites. Exit status: 0 when every test passed, else 1.")
  static let flags =
    [FlagShape.value("input", "i").required] + BundleOptions.flags
    + [.list("test"), .value("name", "n"), .value("format", as: SuiteFormat.self)] + AllowedBuiltins.flags
    + WatchOptions.flags

  @Option(name: [.short, .long], help: ArgumentHelp("The suite, YAML; - is standard input.", valueName: "file"))
  var input: String

  @OptionGroup var bundles: BundleOptions

  @Option(
    name: .customLong("test"),
    help: ArgumentHelp(
      "Run only tests whose name matches: * and ? match anything but /, [a-z] one of a class. Repeatable.",
      valueName: "pattern"))
  var patterns: [String] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The domain whose mapper is used; needed where several have one.", valueName: "domain"))
  var name: String?

  @Option(help: "How results are printed: text, json, junit or tap.")
  var format = SuiteFormat.text

  @OptionGroup var allowed: AllowedBuiltins
  @OptionGroup var watch: WatchOptions
  @OptionGroup var global: GlobalOptions

  func run() throws { try watch.run(runOnce) }

  private func runOnce() throws {
    guard !bundles.bundle.isEmpty else { throw FatalError("at least one bundle must be specified") }
    let suite = try loadSuite()
    for warning in suite.warnings { Terminal.printFatal("WARNING: \(warning)") }
    guard !suite.cases.isEmpty else { throw FatalError("no tests found in test suite") }
    let names = patterns.map { NamePattern($0) }
    let cases = names.isEmpty ? suite.cases : suite.cases.filter { test in names.contains { $0.matches(test.name) } }
    guard !cases.isEmpty else { throw FatalError("no tests match the specified patterns") }
    var policy = try LoadedPolicy.load(
      bundles.bundle, version: TestDecisionCommand.version, allowing: allowed, tracing: .asked(by: global))
    policy.options.mapperDomain = name
    let runner = SuiteRunner(
      policy.snapshot, options: policy.options, file: suite.file, readFile: BundlePaths.read,
      environment: { SystemEnvironment.make(network: Host.network) })
    if try run(cases, by: runner, file: suite.file) > 0 { throw ExitCode(CommandLineTool.failure) }
  }

  private func loadSuite() throws(FatalError) -> Suite {
    if input == StandardInput.name { try StandardInput.claim(for: "--input -") }
    let bytes: [UInt8]
    switch BundlePaths.read(input) {
    case .success(let read): bytes = read
    case .failure(let failure):
      throw FatalError("failed to load test suite: failed to read test file: \(failure.reason)")
    }
    do throws(DomainError) { return try Suite(bytes, file: input) } catch {
      throw FatalError("failed to load test suite: failed to parse test file: \(error)")
    }
  }

  /// - Returns: how many did not pass.
  private func run(_ cases: [SuiteCase], by runner: SuiteRunner, file: String) throws -> Int {
    var report = format.report(file: file)
    var progress = ProgressLine(total: cases.count, isSeen: format == .text || format == .tap)
    var failures = 0
    try write(report.begin(cases.count))
    for (index, test) in cases.enumerated() {
      if WatchOptions.isInterrupted { return failures }
      let result = runner.run(test)
      if !result.isPassed { failures += 1 }
      progress.clear()
      try write(report.add(result))
      progress.update(done: index + 1, failed: failures)
      if global.trace, let record = result.record { show(record) }
    }
    progress.clear()
    try write(report.end())
    return failures
  }

  private func write(_ text: String) throws(FatalError) {
    if !text.isEmpty { try Terminal.printOutput(text) }
  }

  private func show(_ record: Document) {
    let text = record.withValue { global.prettyLog ? JSONWriter.pretty($0) : JSONWriter.string($0) }
    Terminal.printError(text)
  }
}
