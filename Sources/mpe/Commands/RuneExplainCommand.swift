import ArgumentParser
import Rego
import Rune

/// `mpe rune explain`: why rule sets come out as they do.
struct RuneExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say why rule sets come out as they do.",
    discussion: "A tree of the bundle, its rule sets, and the rules that fired, with what decided at each level. Exit "
      + "status: 0 when there is an explanation, whatever the result; 1 when there is none, or with `--fail-on deny` "
      + "when the result is deny; 2 when there is no such option.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case tree, json }

  @OptionGroup var sources: RuneSourceOptions

  @Option(name: [.short, .long], help: "The input document, JSON or YAML; - is standard input.")
  var input: String?

  @Option(name: [.short, .long], help: "tree or json.")
  var format = Format.tree

  @OptionGroup var failing: FailOnOptions

  func run() throws {
    let evaluation = try RuneEvaluation(sources.bundle())
    let explanation = try evaluation.withResults(input: evaluation.input(input)) { RuneExplanation($0) }
    switch format {
    case .tree: try Terminal.printOutput(explanation.text(style: TerminalStyle.forRune))
    case .json: try Terminal.printOutput(explanation.document.withValue { JSONWriter.pretty($0) })
    }
    try failing.judge(allowed: explanation.result == "allow")
  }
}

extension TerminalStyle {
  /// Dresses parts of what `mpe rune` says.
  static func forRune(_ text: String, _ style: RuneExplanation.Style) -> String {
    switch style {
    case .plain: text
    case .allow: forOutput(text, .good)
    case .deny, .error: forOutput(text, .bad)
    case .faint: forOutput(text, .faint)
    }
  }
}
