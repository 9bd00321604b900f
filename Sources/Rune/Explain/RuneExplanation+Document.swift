public import Rego

extension RuneExplanation {
  /// The explanation for machines.
  public var document: Document {
    Document { arena in
      var bundle = ObjectBuilder(arena)
      bundle.set("result", arena.string(result))
      bundle.set("resolution_strategy", arena.string(strategy))
      bundle.set("decision", arena.string(decision.text))
      bundle.set("deciders", Self.list(decision.deciders, arena))
      bundle.set("errors", Self.list(errors, arena))
      bundle.set("rule_sets", Self.list(ruleSets, arena))
      return bundle.finish()
    }
  }

  private static func list(_ texts: [String], _ arena: Arena) -> Value {
    arena.array(texts.map { arena.string($0) })
  }

  private static func list(_ outcomes: [RuleSetOutcome], _ arena: Arena) -> Value {
    arena.array(outcomes.map { value($0, arena) })
  }

  private static func value(_ outcome: RuleSetOutcome, _ arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("id", arena.string(outcome.id))
    if let name = outcome.name { object.set("name", arena.string(name)) }
    object.set("result", arena.string(outcome.result))
    object.set("resolution_strategy", arena.string(outcome.strategy))
    object.set("decision", arena.string(outcome.decision.text))
    object.set("deciders", list(outcome.decision.deciders, arena))
    object.set("enforced", value(outcome.enforced, arena))
    object.set("monitored", value(outcome.monitored, arena))
    object.set("ignored", value(outcome.ignored, arena))
    object.set("errors", list(outcome.errors, arena))
    object.set("rule_sets", list(outcome.ruleSets, arena))
    return object.finish()
  }

  private static func value(_ results: Results, _ arena: Arena) -> Value {
    var object = ObjectBuilder(arena)
    object.set("allows", arena.array(results.allows.map { arena.copy($0.document.value) }))
    object.set("denies", arena.array(results.denies.map { arena.copy($0.document.value) }))
    return object.finish()
  }
}
