import ArgumentParser
import PolicyLint

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How `mpe lint` prints what it finds.
struct LintOutputOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("format"), .boolean("info")]

  enum Format: String, CaseIterable { case text, json, sarif }

  @Option(name: .customLong("format"), help: "text, json or sarif (2.1.0).")
  var formatName = Format.text.rawValue

  @Flag(name: .customLong("info"), help: "Print findings of level info too.")
  var showsInfo = false

  func format() throws -> Format {
    if let format = Format(rawValue: formatName) { return format }
    Terminal.printFatal("invalid value \"\(formatName)\" for flag -format: write `text`, `json` or `sarif`")
    throw ExitCode(LintCommand.wrongUsage)
  }

  func print(_ report: LintReport, _ format: Format, skipped: [String], isRegal: Bool) throws {
    if format != .text {
      for path in skipped { Terminal.printError("⚠ \(path): Unsupported file type (only .yml, .yaml supported)") }
    }
    switch format {
    case .json: try Terminal.printOutput(JSONReport(report).text)
    case .sarif: try Terminal.printOutput(SARIFReport(report, version: VersionCommand.version).text)
    case .text: try printText(report, skipped, isRegal)
    }
  }

  private func printText(_ report: LintReport, _ skipped: [String], _ isRegal: Bool) throws {
    var text = TextReport(report)
    text.isRegal = isRegal
    text.leastSeverity = showsInfo ? .info : .warning
    text.isColoured = Self.isColoured(STDOUT_FILENO)
    let unsupported = skipped.map { "⚠ \($0): Unsupported file type (only .yml, .yaml supported)\n\n" }.joined()
    try Terminal.printOutput(unsupported + text.head + text.errors)
    var remarks = text
    remarks.isColoured = Self.isColoured(STDERR_FILENO)
    Terminal.write(remarks.remarks, to: STDERR_FILENO)
    try Terminal.printOutput(text.successes + text.verdict)
    if let failure = text.failure { Terminal.printFatal(failure) }
  }

  private static func isColoured(_ descriptor: Int32) -> Bool {
    isatty(descriptor) == 1 && (Host.settings.variable("NO_COLOR") ?? "").isEmpty
  }
}
