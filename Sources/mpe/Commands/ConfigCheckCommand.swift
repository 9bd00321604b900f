import ArgumentParser

/// `mpe config check [FILE]`: prints what is wrong with settings; exits 1 where something is in error.
struct ConfigCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Check the configuration file and the environment.",
    discussion: """
      Without FILE: the file that `mpe serve` would read, by MPE_CONFIG_PATH and MPE_CONFIG_FILENAME, and the \
      environment's MPE_ variables. With FILE: that one alone; - is standard input.

      Exit status: 0 when there is no error, 1 when there is one. Warnings do not count.
      """)

  @Option(help: "text or json.")
  var format = ConfigCommand.Format.text

  @Argument(help: "The file to check.")
  var file: String?

  func run() throws {
    let settings = settings()
    let findings = SettingsCheck.findings(settings, builtins: Host.builtinNames)
    let report = SettingsFindingsReport(findings, file: settings.file)
    try Terminal.printOutput(format == .json ? report.document : report.text)
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }

  private func settings() -> Settings {
    guard let file else { return Host.readSettings() }
    let isInput = file == "-"
    let path = isInput ? "<stdin>" : file
    switch FileReading(isInput ? "/dev/stdin" : file, bytesMax: Host.settingsBytesMax).read() {
    case .success(let bytes): return Settings(file: ConfigurationFile(path, bytes: bytes))
    case .failure(let failure): return Settings(file: ConfigurationFile(path, unreadable: failure.reason))
    }
  }
}
