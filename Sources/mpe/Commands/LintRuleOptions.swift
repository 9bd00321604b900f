import ArgumentParser
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
      "A rule or a category that is reported whatever the configuration says; RULE=info, warning or error says as what. "
        + "Repeatable.", valueName: "rule"))
  var enabled: [String] = []

  @Flag(name: .customLong("list-rules"), help: "Print all rules and end.")
  var listsRules = false

  /// What the command line says of levels.
  func levels() throws -> LintLevels {
    var levels = LintLevels()
    for name in disabled { try set(name, .off, in: &levels) }
    for entry in enabled {
      let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
      let name = parts.first ?? ""
      let level = parts.count > 1 ? LintLevels.Level(rawValue: parts[1]) : RuleList.rule(name).flatMap(Self.level)
      guard let level = level ?? (parts.count > 1 ? nil : .warning), level != .off else {
        throw wrong("--enable takes RULE or RULE=info, RULE=warning, RULE=error, not `\(entry)`")
      }
      try set(name, level, in: &levels)
    }
    return levels
  }

  private static func level(of rule: any LintRule) -> LintLevels.Level? { .init(rawValue: rule.severity.rawValue) }

  private func set(_ name: String, _ level: LintLevels.Level, in levels: inout LintLevels) throws {
    guard RuleList.knows(name) else {
      throw wrong(LintConfiguration.unknown("rule", name, among: RuleList.names) + " (`mpe lint --list-rules` has all)")
    }
    if let problem = LintConfiguration.refusal(name, level) { Terminal.printError("⚠ \(problem)") }
    levels[name] = level
  }

  private func wrong(_ message: String) -> ExitCode {
    Terminal.printFatal(message)
    return ExitCode(LintCommand.wrongUsage)
  }

  /// All rules, a line each: category, id, level, what they find.
  static var listing: String {
    let width = RuleList.catalogue.map(\.id.count).max() ?? 0
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    var lines: [String] = []
    for category in LintCategory.allCases {
      let rules = RuleList.catalogue.filter { $0.category == category }
      if rules.isEmpty { continue }
      lines.append((lines.isEmpty ? "" : "\n") + category.rawValue)
      lines += rules.map { "  \(padded($0.id, width))  \(padded($0.severity.rawValue, 7))  \($0.summary)" }
    }
    return lines.joined(separator: "\n")
  }
}
