import ArgumentParser

/// `mpe rune`: rule sets, the Rune framework, and bundles of both.
struct RuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rune", abstract: "Evaluate rule sets and say why they came out so.",
    discussion: "Exit status: 0 when the command did what was asked, also when the answer is deny; 1 when it could "
      + "not; 2 when there is no such option.",
    subcommands: [
      RuneBundleCommand.self, RuneEvalCommand.self, RuneExplainCommand.self, RuneTestCommand.self,
      RuneFrameworkCommand.self, RuneDomainCommand.self,
    ])
}
