/// What every rule says of itself. A rule is one file in `Rules/`, has a test of the same name and a page
/// `docs/rules/<id>.md`.
public protocol LintRule: Sendable {
  /// In lower case with hyphens, unique: `unused-role`.
  var id: String { get }
  var category: LintCategory { get }
  /// How bad a finding is, unless the configuration says otherwise.
  var severity: LintFinding.Severity { get }
  /// What the rule prevents, in one sentence.
  var summary: String { get }
}

/// What a rule is about: the headings of the list of rules.
public enum LintCategory: String, Sendable, CaseIterable {
  /// The file cannot be loaded, or not as it is meant.
  case loading
  /// Entities and the references between them.
  case entities
  /// Which requests reach which policy.
  case selectors
  /// What policies can answer.
  case decisions
  /// MRNs, names and versions.
  case naming
  /// What a mapper makes of a request.
  case mappers
  /// What policies may call.
  case safety
  /// Rego that works and is hard to read.
  case style
  /// Rego that probably does not do what it says.
  case bugs
  /// Rego that takes longer than it needs.
  case performance
  /// Comments that silence rules.
  case ignores
}

/// A rule about domains as they are loaded together.
public protocol DomainRule: LintRule {
  func check(_ bundles: LintedBundles, report: (LintFinding) -> Void)
}

/// A rule about one file that is a domain, be it loadable or not.
public protocol FileRule: LintRule {
  func check(_ file: LintedFile, report: (LintFinding) -> Void)
}

/// A rule about one Rego module in a domain.
public protocol RegoRule: LintRule {
  func check(_ module: LintedModule, report: (LintFinding) -> Void)
}
