import ArgumentParser
import PolicyDomain
import PolicyLint

/// What `mpe lint` looks at.
struct LintFileOptions: ParsableArguments {
  static let flags: [FlagShape] = [.list("file", "f")]

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

    func texts(levels: LintLevels) -> [LintText] {
      paths.map { path in
        guard path == "-" else { return LintText(name: path, content: HostFiles.read(path), levels: levels) }
        let content: Result<[UInt8], FileFailure>
        do throws(FatalError) { content = .success(try HostFiles.readInput("-")) } catch {
          content = .failure(FileFailure(isMissing: false, reason: error.message))
        }
        return LintText(name: "<stdin>", content: content, levels: levels)
      }
    }
  }

  func found() throws(FatalError) -> Found {
    guard !file.isEmpty else { throw FatalError("Required flag \"file\" not set") }
    var found = Found()
    for path in file {
      if path == "-" || Self.isYAML(path) { found.paths.append(path) } else { found.skipped.append(path) }
    }
    return found
  }

  private static func isYAML(_ path: String) -> Bool {
    let name = path.lowercased()
    return extensions.contains { name.hasSuffix($0) }
  }
}
