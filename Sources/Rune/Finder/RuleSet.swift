public import Rego

/// A package whose results make a decision.
public struct RuleSet: Sendable {
  /// What manifests call it by: `movies` for `policy.movies`, `shop.orders` for `shop.orders`.
  public let id: String
  /// The names of its package below `data`.
  public let package: [String]
  /// The rule that has its metadata: `metadata` or `rule_set`; nil where there is none, which is an error of its outcome.
  public let metadataRule: String?
  public let hasAllow: Bool
  public let hasDeny: Bool
  /// The ids of the rule sets that it contains, in the order of its metadata.
  public let inner: [String]
  /// Whether its metadata is computed, so that what it contains is not known from its text.
  public let isMetadataComputed: Bool
  /// Where its metadata is, or its first rule.
  public let location: Location

  static func id(of package: [String]) -> String {
    package.count == 2 && package[0] == "policy" ? package[1] : package.joined(separator: ".")
  }
}
