/// Which variables an expression binds when those in `safe` are bound.
struct OutputVariables {
  /// How many arguments an operator takes, nil for unknown functions.
  let arity: (Term) -> Int?

  /// The roots are always bound.
  static let roots: Set<String> = ["data", "input"]

  func outputs(of expression: Expression, safe: Set<String>) -> Set<String> {
    if expression.isNegated { return [] }
    for with in expression.with {
      var collector = VariableCollector(skipping: .safety)
      collector.collect(with)
      if !collector.names.isSubset(of: safe) { return [] }
    }
    switch expression.node {
    case .term(let term): return references(in: [term], expression.with, safe)
    case .every(let every): return references(in: [every.domain], [], safe)
    case .some: return []
    case .call(let operation, let arguments):
      if operation.builtinName == "eq" { return equation(arguments, expression.with, safe) }
      guard let arity = arity(operation) else { return [] }
      return call(arguments, arity: arity, expression.with, safe)
    }
  }

  /// What a body binds from left to right.
  func outputs(of body: some Sequence<Expression>, safe: Set<String>) -> Set<String> {
    var known = safe
    for expression in body { known.formUnion(outputs(of: expression, safe: known)) }
    return known.subtracting(safe)
  }

  private func equation(_ operands: [Term], _ with: [WithModifier], _ safe: Set<String>) -> Set<String> {
    guard operands.count == 2 else { return [] }
    let bound = references(in: operands, with, safe)
    var unifier = Unifier(safe: safe, alsoSafe: bound)
    unifier.unify(operands[0], operands[1])
    // Not `subtracting`, which walks all of what is safe: a body of many variables has many equations.
    return bound.union(unifier.unified).filter { !safe.contains($0) }
  }

  private func call(_ arguments: [Term], arity: Int, _ with: [WithModifier], _ safe: Set<String>) -> Set<String> {
    let bound = references(in: arguments, with, safe)
    guard arguments.count > arity else { return bound }
    // All of the inputs, so that `count(x.xs, x)` is not taken to bind what it needs.
    var inputs = VariableCollector(skipping: .safety)
    inputs.collect(arguments.prefix(arity))
    guard inputs.names.allSatisfy({ bound.contains($0) || safe.contains($0) }) else { return [] }
    var outputs = VariableCollector(skipping: [.patterns, .sets])
    outputs.collect(arguments.dropFirst(arity))
    return bound.union(outputs.names)
  }

  /// The variables in the brackets of references whose head is bound.
  private func references(in terms: [Term], _ with: [WithModifier], _ safe: Set<String>) -> Set<String> {
    var bound: Set<String> = []
    for term in terms { references(in: term, safe, &bound) }
    for modifier in with {
      references(in: modifier.target, safe, &bound)
      references(in: modifier.value, safe, &bound)
    }
    return bound
  }

  private func references(in term: Term, _ safe: Set<String>, _ bound: inout Set<String>) {
    switch term.node {
    case .reference(let path):
      guard let brackets = Unifier.bindings(of: path, { safe.contains($0) || Term.isRoot($0) }) else { return }
      bound.formUnion(brackets)
      for term in path { references(in: term, safe, &bound) }
    case .array(let elements), .set(let elements): for element in elements { references(in: element, safe, &bound) }
    case .object(let items):
      for item in items {
        references(in: item.key, safe, &bound)
        references(in: item.value, safe, &bound)
      }
    case .call(_, let arguments): for argument in arguments { references(in: argument, safe, &bound) }
    default: return
    }
  }
}
