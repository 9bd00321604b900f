import PolicyDomain

/// What linting says of files by itself, because loading would refuse them or the reference's lint does.
public struct LoadingRule: LintRule {
  public let id: String
  public let category: LintCategory
  public let severity: LintFinding.Severity
  public let summary: String
  public let stage: LintStage
  /// Whether a level other than `error` can be given to it: loading itself does not refuse such a file.
  public let isOptional: Bool

  private init(
    _ id: String, _ stage: LintStage, _ summary: String, isOptional: Bool = false, category: LintCategory = .loading,
    severity: LintFinding.Severity = .error
  ) {
    self.id = id
    self.stage = stage
    self.summary = summary
    self.isOptional = isOptional
    self.category = category
    self.severity = severity
  }

  static let unreadable = LoadingRule("unreadable-file", .yaml, "a file that cannot be read")
  static let syntax = LoadingRule("yaml-syntax", .yaml, "text that is no YAML")
  static let unloadable = LoadingRule(
    "unloadable-domain", .registry, "a document of a wrong kind, version or shape, which does not load")
  static let selector = LoadingRule("invalid-selector", .selector, "a selector that is no regular expression of RE2")
  static let missing = LoadingRule(
    "missing-field", .schema, "an entry without a field that gives it its meaning", isOptional: true)
  static let duplicate = LoadingRule(
    "duplicate-entity", .duplicate, "two entries of one section with one identifier, of which the last counts",
    isOptional: true)
  static let reference = LoadingRule("unresolved-reference", .reference, "a reference that leads nowhere")
  static let cycle = LoadingRule("dependency-cycle", .cycle, "libraries that depend on each other")
  static let regoSyntax = LoadingRule("rego-syntax", .rego, "Rego that does not parse")
  static let regoCompile = LoadingRule("rego-compile", .compilation, "Rego that does not compile")
  static let ignoreWithoutReason = LoadingRule(
    "ignore-without-reason", .rule, "an ignore comment that does not say why", isOptional: true, category: .ignores,
    severity: .warning)
  static let unusedIgnore = LoadingRule(
    "unused-ignore", .rule, "an ignore comment that silences nothing", isOptional: true, category: .ignores,
    severity: .warning)

  /// All of them.
  public static let all: [LoadingRule] = [
    unreadable, syntax, unloadable, selector, missing, duplicate, reference, cycle, regoSyntax, regoCompile,
    ignoreWithoutReason, unusedIgnore,
  ]

  func finding(
    _ message: String, at position: SourcePosition, domain: String? = nil, entity: DomainEntity? = nil,
    field: String? = nil, remedy: String? = nil, fix: LintFinding.Fix? = nil
  ) -> LintFinding {
    LintFinding(
      rule: id, severity: severity, message, at: position, domain: domain, entity: entity, field: field,
      remedy: remedy, fix: fix)
  }
}
