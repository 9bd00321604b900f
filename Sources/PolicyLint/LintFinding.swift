public import PolicyDomain

/// One finding of one rule: what is wrong, where, and what to do.
public struct LintFinding: Sendable {
  public enum Severity: String, Sendable, Comparable {
    case info, warning, error

    private var rank: Int {
      switch self {
      case .info: 0
      case .warning: 1
      case .error: 2
      }
    }

    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
  }

  /// The id of the rule, as in `--disable` and in the name of its page: `unused-role`.
  public var rule: String
  public var severity: Severity
  /// What is wrong: lower case, no full stop, the author's text in back-ticks.
  public var message: String
  /// In the file that the author edits, also for Rego inside YAML. Line and column are 0 only where the file as a whole
  /// is meant.
  public var position: SourcePosition
  /// Behind the last character that is meant, on the same terms; nil when it is not known.
  public var end: SourcePosition?
  /// `metadata.name` of the domain.
  public var domain: String?
  public var entity: DomainEntity?
  public var field: String?
  /// What to do about it.
  public var remedy: String?
  /// What `--fix` does about it; nil where a person has to think.
  public var fix: Fix?

  /// Replacements in one file, none overlapping another.
  public struct Fix: Sendable {
    public struct Edit: Sendable {
      /// The first character that is replaced.
      public var start: SourcePosition
      /// Behind the last one; equal to `start` for an insertion.
      public var end: SourcePosition
      public var replacement: String

      public init(start: SourcePosition, end: SourcePosition, replacement: String) {
        self.start = start
        self.end = end
        self.replacement = replacement
      }
    }

    public var edits: [Edit]
    /// What stands in the place of the first edit, where the fix only holds for that text: not when it is quoted or
    /// comes from another place by an alias.
    public var expected: String?

    public init(_ edits: [Edit]) { self.edits = edits }
  }

  public init(
    rule: String, severity: Severity, _ message: String, at position: SourcePosition, end: SourcePosition? = nil,
    domain: String? = nil, entity: DomainEntity? = nil, field: String? = nil, remedy: String? = nil, fix: Fix? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.position = position
    self.end = end
    self.domain = domain
    self.entity = entity
    self.field = field
    self.remedy = remedy
    self.fix = fix
  }
}
