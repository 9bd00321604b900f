import ArgumentParser
import PolicyLint

/// Whether `mpe lint` mends what it can.
struct LintFixOptions: ParsableArguments {
  static let flags: [FlagShape] = [.boolean("fix"), .boolean("dry-run")]

  @Flag(name: .customLong("fix"), help: "Mend what can be mended without thinking, then report what is left.")
  var isOn = false

  @Flag(name: .customLong("dry-run"), help: "With --fix: print what would change, and change nothing.")
  var isDry = false

  /// Writes the changed files, or shows what would change. What it does goes to standard error.
  func apply(_ run: FixRun) throws {
    for file in run.changed {
      let rules = Set(file.applied.map(\.rule)).sorted().joined(separator: ", ")
      if isDry || file.name == LintFileOptions.standardInputName {
        Terminal.write(FixedText.difference(file.old, file.new, file: file.name), to: Terminal.standardError)
        continue
      }
      guard case .success(let now) = HostFiles.read(file.name), now == file.old else {
        throw FatalError("\(file.name) has changed meanwhile and is left as it is: lint again")
      }
      if let problem = FileReplacement.replace(file.name, with: file.new) { throw FatalError(problem) }
      Terminal.printError("fixed \(file.name): \(file.applied.count) finding(s) of \(rules)")
    }
  }
}
