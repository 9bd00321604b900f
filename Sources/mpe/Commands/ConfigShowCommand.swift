import ArgumentParser

/// `mpe config show`: prints every setting with its value, and where that comes from.
struct ConfigShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print every setting, its value and where it comes from.",
    discussion: "Flags of a command line win over what is shown. What is wrong with a setting goes to standard error.")

  @Option(help: "text or json.")
  var format = ConfigCommand.Format.text

  func run() throws {
    let settings = Host.readSettings()
    for finding in SettingsCheck.findings(settings, builtins: Host.builtinNames) {
      Terminal.printError("\(finding.place): \(finding.severity.rawValue): \(finding.text)")
    }
    let report = SettingsReport(settings)
    try Terminal.printOutput(format == .json ? report.document : report.text)
  }
}
