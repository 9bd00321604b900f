import ArgumentParser

/// `mpe version`.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

  /// The version of this build.
  static let version = "dev"

  @OptionGroup var global: GlobalOptions

  func run() { Terminal.printOutput(Self.version) }
}
