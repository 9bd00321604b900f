/// What the findings of rules count as, where that is not what the rules say themselves.
public struct LintLevels: Sendable {
  /// A severity, or not at all.
  public enum Level: String, Sendable, CaseIterable {
    case off, info, warning, error

    var severity: LintFinding.Severity? { LintFinding.Severity(rawValue: rawValue) }
  }

  /// By a rule's id, or by a category. A rule's own level counts before its category's.
  private var levels: [String: Level] = [:]

  public init() {}

  /// - Parameter name: a rule's id or a category.
  public subscript(name: String) -> Level? {
    get { levels[name] }
    set { levels[name] = newValue }
  }

  /// What is set.
  public var names: [String] { levels.keys.sorted() }

  /// These levels, and those of `other` where it says something.
  public func overridden(by other: LintLevels) -> LintLevels {
    var result = self
    result.levels.merge(other.levels) { _, last in last }
    return result
  }

  /// The severity of a rule's finding, or nil when it is not reported.
  func severity(of finding: LintFinding, _ category: LintCategory) -> LintFinding.Severity? {
    guard let level = levels[finding.rule] ?? levels[category.rawValue] else { return finding.severity }
    return level.severity
  }
}
