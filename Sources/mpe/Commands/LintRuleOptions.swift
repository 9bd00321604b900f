import ArgumentParser
import PolicyDomain
import PolicyLint

/// Which rules `mpe lint` applies.
struct LintRuleOptions: ParsableArguments {
  static let flags: [FlagShape] = [.list("disable"), .list("enable"), .boolean("list-rules")]

  @Option(
    name: .customLong("disable"),
    help: ArgumentHelp("A rule or a category that is not reported. Repeatable.", valueName: "rule"))
  var disabled: [String] = []

  @Option(
    name: .customLong("enable"),
    help: ArgumentHelp(
      "A rule or a category that is reported though the configuration turns it off; RULE=error, warning or info says as "
        + "what. Repeatable.", valueName: "rule"))
  var enabled: [String] = []

  @Flag(name: .customLong("list-rules"), help: "Print all rules and end.")
  var listsRules = false

  func levels() throws -> LintLevels { LintLevels() }
}

/// The list of all rules.
enum RuleListing {
  static var text: String {
    RuleList.catalogue.map { "\($0.category.rawValue)\t\($0.id)\t\($0.severity.rawValue)\t\($0.summary)" }
      .joined(separator: "\n")
  }
}
