import PolicyDomain
public import Rego

/// What a `.mpe-lint.yaml` says: levels of rules, and paths that are left out.
public struct LintConfiguration: Sendable {
  public private(set) var levels = LintLevels()
  /// Patterns of paths relative to the file's folder, as ``PathPattern`` reads them.
  public private(set) var excluded: [String] = []
  /// What is odd about the file.
  public private(set) var problems: [String] = []

  public init() {}

  /// - Parameter document: the file's YAML.
  public init(_ document: Value) {
    guard document.kind == .object else {
      if document.kind != .null { problems.append("write `rules:` and `exclude:`") }
      return
    }
    for (key, value) in document.pairs {
      switch key.string ?? "" {
      case "rules": readRules(value)
      case "exclude": readExcluded(value)
      case let other: problems.append(Self.unknown("key", other, among: ["exclude", "rules"]))
      }
    }
  }

  private mutating func readRules(_ value: Value) {
    guard value.kind == .object else {
      problems.append("`rules` must be a map: `unused-role: off`")
      return
    }
    for (key, value) in value.pairs {
      let name = key.string ?? ""
      // YAML 1.1 takes `off` for a boolean.
      let word = value.kind == .boolean ? (value == Value(false) ? "off" : "on") : value.string ?? ""
      guard RuleList.knows(name) else {
        problems.append(Self.unknown("rule", name, among: RuleList.names))
        continue
      }
      guard let level = LintLevels.Level(rawValue: word) else {
        let known = LintLevels.Level.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        problems.append("level `\(word)` of rule `\(name)` is unknown: write one of \(known)")
        continue
      }
      if let problem = Self.refusal(name, level) { problems.append(problem) }
      levels[name] = level
    }
  }

  private mutating func readExcluded(_ value: Value) {
    guard value.kind == .array else {
      problems.append("`exclude` must be a list of paths")
      return
    }
    excluded = value.items.compactMap(\.string)
  }

  /// Why a level has no effect on a rule.
  public static func refusal(_ name: String, _ level: LintLevels.Level) -> String? {
    guard let rule = RuleList.rule(name) as? LoadingRule, !rule.isOptional, level != .error else { return nil }
    return "rule `\(name)` stays an error: such a file does not load"
  }

  /// The words about a name that there is not.
  public static func unknown(_ what: String, _ name: String, among known: [String]) -> String {
    "\(what) `\(name)` is unknown"
      + (NearestWord.of(name, among: known).map { ", did you mean `\($0)`?" } ?? "")
  }
}
