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

  func found() throws(FatalError) -> Found {
    guard !file.isEmpty else { throw FatalError("Required flag \"file\" not set") }
    var found = Found()
    var seen: Set<String> = []
    for path in file where seen.insert(path).inserted {
      if path == "-" || Self.isYAML(path) { found.paths.append(path) } else { found.skipped.append(path) }
    }
    return found
  }

  /// The texts of what was found, less what configurations leave out.
  /// - Parameter levels: what the command line says.
  func texts(_ found: Found, _ levels: LintLevels) -> [LintText] {
    var configurations = LintConfigurationFiles { Terminal.printError("⚠ \($0)") }
    return found.paths.compactMap { path in
      let isStandardInput = path == "-"
      guard let own = configurations.levels(for: isStandardInput ? Self.standardInputName : path) else { return nil }
      return LintText(
        name: isStandardInput ? Self.standardInputName : path, content: Self.content(path),
        levels: own.overridden(by: levels))
    }
  }

  private static func content(_ path: String) -> Result<[UInt8], FileFailure> {
    guard path == "-" else { return HostFiles.read(path) }
    do throws(FatalError) { return .success(try HostFiles.readInput("-")) } catch {
      return .failure(FileFailure(isMissing: false, reason: error.message))
    }
  }

  private static func isYAML(_ path: String) -> Bool {
    let name = path.lowercased()
    return extensions.contains { name.hasSuffix($0) }
  }
}
