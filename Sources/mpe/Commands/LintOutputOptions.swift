import ArgumentParser
import PolicyLint

/// How `mpe lint` prints what it finds.
struct LintOutputOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("format", as: Format.self), .boolean("info")]

  enum Format: String, FlagValue, CaseIterable {
    case text, json

    static let expectation = "write " + allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
  }

  @Option(name: .customLong("format"), help: "text or json.")
  var format = Format.text

  @Flag(name: .customLong("info"), help: "Print findings of level info too.")
  var showsInfo = false

  func print(_ report: LintReport, skipped: [String], isRegal: Bool) throws {
    switch format {
    case .json: try Terminal.printOutput(JSONReport(report).text)
    case .text: try printText(report, skipped, isRegal)
    }
  }

  private func printText(_ report: LintReport, _ skipped: [String], _ isRegal: Bool) throws {
    var text = TextReport(report)
    text.isRegal = isRegal
    if showsInfo { text.leastSeverity = .info }
    let unsupported = skipped.map { "⚠ \($0): Unsupported file type (only .yml, .yaml supported)\n\n" }.joined()
    try Terminal.printOutput(unsupported + text.head + text.errors)
    Terminal.write(text.remarks, to: Terminal.standardError)
    try Terminal.printOutput(text.successes + text.verdict)
    if let failure = text.failure { Terminal.printFatal(failure) }
  }
}
