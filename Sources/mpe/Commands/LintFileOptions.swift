import ArgumentParser
import PolicyDomain
import PolicyLint

/// What `mpe lint` looks at.
struct LintFileOptions: ParsableArguments {
  static let flags: [FlagShape] = [.list("file", "f")]
  /// What findings call standard input.
  static let standardInputName = "<stdin>"

  @Option(
    name: [.short, .customLong("file")],
    help: ArgumentHelp(
      "A file, a directory, a pattern such as domains/*.yml, or - for standard input. Repeatable, or several with "
        + "commas between them.", valueName: "file"))
  var file: [String] = []

  /// Files of these names are read.
  private static let extensions = [".yml", ".yaml"]

  /// What was found.
  struct Found {
    var paths: [String] = []
    /// Named files of another type.
    var skipped: [String] = []
  }

  func found() throws -> Found {
    guard !file.isEmpty else {
      try Terminal.printOutput(MPECommand.helpMessage(for: LintCommand.self))
      throw FatalError("Required flag \"file\" not set")
    }
    var found = Found()
    var seen: Set<String> = []
    for path in try BundlePaths.expand(file, flag: "--file") where seen.insert(path).inserted {
      if path == StandardInput.name || Self.isYAML(path) {
        found.paths.append(path)
      } else {
        found.skipped.append(path)
      }
    }
    return found
  }

  /// The texts of what was found, less what configurations leave out.
  /// - Parameter levels: what the command line says.
  func texts(_ found: Found, _ levels: LintLevels) -> [LintText] {
    var configurations = LintConfigurationFiles { Terminal.printError("⚠ \($0)") }
    return found.paths.compactMap { path in
      let isStandardInput = path == StandardInput.name
      guard let own = configurations.levels(for: isStandardInput ? Self.standardInputName : path) else { return nil }
      return LintText(
        name: isStandardInput ? Self.standardInputName : path, content: BundlePaths.read(path),
        levels: own.overridden(by: levels))
    }
  }

  private static func isYAML(_ path: String) -> Bool {
    let name = path.lowercased()
    return extensions.contains { name.hasSuffix($0) }
  }
}
