/// Modules after all compile stages: what the planner reads.
///
/// - Every reference starts with `data`, `input` or a local variable; imports and rule names are resolved. `input` and
///   `data` alone are references of one term.
/// - Rule heads carry absolute references whose dynamic terms are variables: `[data, "pkg", "p", x]`. Keys, values and
///   arguments hold neither references nor comprehensions nor calls.
/// - Declared variables have names that are unique in the whole program; ``writtenNames`` leads back to the author's.
///   Others keep the names they have, and belong to the outermost body of their rule that mentions them: one name in
///   two closures side by side, or in two bodies of an else chain, means two variables.
/// - `:=` and `some … in` have become `eq` expressions, plain `some` is gone, `==` is `eq` too where it stands as an
///   expression of its own. Calls in terms are hoisted into generated expressions before their user, with its `with`
///   modifiers but without its negation; so are references and comprehensions in operands. They are left in place only
///   as bare terms, as sides of an `eq`, and there in no deeper position. Brackets of references hold constants,
///   variables, and arrays, objects and sets of them.
/// - The domain of an `every` is a variable; its key is always there.
/// - The values of `with` are constants, variables, arrays, objects and sets of them, or names of functions, which are
///   references.
/// - Every body is in an order in which each expression's inputs are bound before it. Inside of one `eq`, the pieces of
///   its patterns may have to be solved in another order than they are written in.
/// - Objects and sets that are written out are in term order without duplicates.
/// - Template strings have become calls of `internal.template_string`, `print` is erased or `internal.print`,
///   `rego.metadata.*` calls are constants.
struct CheckedProgram: Sendable {
  var modules: [Module]
  /// The rules by their paths.
  var tree = RuleTree([])
  /// What is known of the rules' values.
  var types = TypeEnvironment()
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
  /// What the author called a generated variable.
  var writtenNames: [String: String] = [:]
}
