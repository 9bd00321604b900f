/// Modules after all compile stages: what the planner reads.
///
/// - Every reference starts with `data`, `input` or a local variable; imports and rule names are resolved.
/// - Rule heads carry absolute references: `[data, "pkg", "p", x]`.
/// - Local variables are unique within a rule, its else chain and the closures in them.
/// - `:=` and `some … in` have become `eq` expressions, plain `some` is gone, calls in terms are hoisted into generated
///   expressions before their user, and every body is in an order in which each expression's inputs are bound before
///   it.
/// - Template strings have become calls of `internal.template_string`, `print` is erased or `internal.print`,
///   `rego.metadata.*` calls are constants.
struct CheckedProgram: Sendable {
  var modules: [Module]
  /// The rules by their paths.
  var tree = RuleTree([])
  /// What the author called a generated variable.
  var writtenNames: [String: String] = [:]
}

/// A query after all compile stages.
struct CheckedQuery: Sendable {
  /// In evaluation order.
  var body: Body
  /// The variables a result binds, as the author wrote them, and the names they have in `body`; sorted by name,
  /// without wildcards and generated ones.
  var bindings: [(name: String, variable: String)]
  /// The expressions as written: where each stands in `body` (`index`), for the values a result lists.
  var expressions: [(index: Int, location: Location)]
}
