import ArgumentParser

/// Which answers of one decision are failures of the command.
struct FailOnOptions: ParsableArguments {
  static let flags: [FlagShape] = [.value("fail-on", as: Answer.self)]

  enum Answer: String, FlagValue, CaseIterable {
    case deny

    static let expectation = "write `deny`"
  }

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp("Exit with 1 when the answer is DENY; without it the answer does not count.", valueName: "deny"))
  var failOn: Answer?

  /// - Throws: the exit status, where the answer is a failure.
  func judge(allowed: Bool) throws(ExitCode) {
    if failOn == .deny, !allowed { throw ExitCode(CommandLineTool.failure) }
  }
}
