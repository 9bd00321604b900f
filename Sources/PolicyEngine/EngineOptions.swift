public import Rego

/// What a host may choose about decisions.
public struct EngineOptions: Sendable {
  /// Record the references of all phases, not only those that led to the decision (`bundles.includeall`).
  public var recordsAllPhases = true
  /// A string in `scopes`, `mroles` or `mgroups` is split at spaces and commas; else it counts as empty.
  public var splitsStringClaims = false
  /// The domain whose mapper is used; nil means the only mapper there is.
  public var mapperDomain: String?
  /// Goes into `metadata.env` of every record; of equal names the last counts.
  public var auditEnvironment: [(name: String, value: String)] = []
  /// Takes the trace of each evaluation of what the snapshot keeps for it (``PolicySnapshot/Options/isTraced``), as text
  /// that ends with a line end; it may be called from any thread. Traced decisions are many times slower.
  public var trace: (@Sendable (String) -> Void)?
  /// The bounds of one evaluation.
  public var limits = Evaluator.Limits()

  public init() {}
}
