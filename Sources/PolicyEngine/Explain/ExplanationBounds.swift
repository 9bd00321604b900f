public import Rego

/// What an explanation may cost. Reaching a bound shortens it and is named in it.
public struct ExplanationBounds: Sendable {
  /// Changes of one remedy.
  public var changesMax = 3
  /// Decisions in the search for remedies.
  public var evaluationsMax = 2_000
  /// How long the search for remedies may take, by the environment's clock.
  public var searchNanosecondsMax: Int64 = 3_000_000_000
  /// Evaluations that are followed step by step.
  public var tracesMax = 200
  /// Steps of an evaluation that is followed; such steps take many times as long as others.
  public var traceStepsMax = 100_000
  /// Entities of one kind (roles, groups, scopes, resource groups) that the search tries.
  public var entitiesMax = 200
  /// Remedies that are listed.
  public var remediesMax = 10
  /// Rules behind rules, and expressions behind expressions, that are shown.
  public var depthMax = 6
  /// Expressions that are shown.
  public var expressionsMax = 400
  /// Whether remedies are looked for.
  public var searches = true
  /// How long built-ins may wait for the network, and for whom.
  public var patience = Patience()
  /// Ends the explanation early, from another thread.
  public var cancellation: Cancellation?

  public init() {}
}
