/// Variables that nothing binds, and where they are used.
struct UnsafeVariables {
  private var uses: [(names: Set<String>, location: Location)] = []

  mutating func add(_ names: Set<String>, at expression: Expression) {
    if !names.isEmpty { uses.append((names, expression.location)) }
  }

  /// One finding a variable, at its first use; the expressions themselves where all variables are generated.
  func findings(_ locals: LocalNames) -> [Diagnostic] {
    var first: [String: Location] = [:]
    for use in uses {
      for name in use.names where first[name].map({ UnsafeVariables.isBefore(use.location, $0) }) ?? true {
        first[name] = use.location
      }
    }
    let sorted = first.map { (name: locals.written($0.key), location: $0.value) }
      .filter { locals.isAuthored($0.name) }
      .sorted { UnsafeVariables.precedes($0, $1) }
    if sorted.isEmpty { return expressionFindings() }
    return sorted.map { Diagnostic(.unsafeVariable, UnsafeVariables.message($0.name), at: $0.location) }
  }

  /// At most one for each variable.
  private func expressionFindings() -> [Diagnostic] {
    var seen: Set<String> = []
    return uses.sorted { UnsafeVariables.isBefore($0.location, $1.location) }.compactMap { use in
      let before = seen.count
      seen.formUnion(use.names)
      return seen.count == before ? nil : Diagnostic(.unsafeVariable, "expression is unsafe", at: use.location)
    }
  }

  private static func message(_ name: String) -> String {
    let unsafe = "var \(LocalNames.printed(name)) is unsafe"
    guard ["contains", "every", "if", "in"].contains(name) else { return unsafe }
    return unsafe + " (hint: `import future.keywords.\(name)` to import a future keyword)"
  }

  private static func precedes(_ a: (name: String, location: Location), _ b: (name: String, location: Location)) -> Bool
  {
    if isBefore(a.location, b.location) { return true }
    if isBefore(b.location, a.location) { return false }
    return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
  }

  static func isBefore(_ a: Location, _ b: Location) -> Bool {
    (a.row, a.column) < (b.row, b.column)
  }
}
