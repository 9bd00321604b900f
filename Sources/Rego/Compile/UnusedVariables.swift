/// Finds variables of one body that are declared or assigned but never used.
struct UnusedVariables {
  /// The expressions as written, and what became of each.
  let written: Body
  let rewritten: [Expression?]
  /// What is left of the body.
  let body: Body
  /// Variables that are used outside of the body, as written.
  let used: Set<String>
  let scopes: LocalScopes

  /// Strict mode: assigned in this scope, and seen only then.
  func assigned() -> [Diagnostic] {
    let unused = scopes.innermost.filter { written, local in
      local.occurrence == .assigned && local.count <= 1 && !LocalNames.isWildcard(written)
    }
    if unused.isEmpty { return [] }
    let usedNames = Set(used.map { scopes.name(of: $0) ?? $0 })
    return sorted(unused).filter { !usedNames.contains($0.local.name) }.map { variable in
      let place = rewritten.first { $0?.variables().contains(variable.local.name) ?? false }??.location
      return finding("assigned var \(variable.written) unused", at: place)
    }
  }

  func declared() -> [Diagnostic] {
    let declared = scopes.innermost.filter { $0.value.occurrence == .declared }
    if declared.isEmpty { return [] }
    var usedNames = body.variables()
    usedNames.formUnion(used.map { scopes.name(of: $0) ?? $0 })
    return sorted(declared).compactMap { variable in
      if usedNames.contains(variable.local.name) || used.contains(variable.local.name)
        || LocalNames.isGenerated(variable.written)
      {
        return nil
      }
      let place = written.first { DeclaredVariables.of($0).contains(variable.written) }?.location
      return finding("declared var \(LocalNames.printed(variable.written)) unused", at: place)
    }
  }

  private func finding(_ message: String, at location: Location?) -> Diagnostic {
    Diagnostic(.compile, message, at: location ?? written.first?.location ?? .none)
  }

  private func sorted(_ locals: [String: LocalScopes.Local]) -> [(written: String, local: LocalScopes.Local)] {
    locals.map { (written: $0.key, local: $0.value) }
      .sorted { $0.local.name.utf8.lexicographicallyPrecedes($1.local.name.utf8) }
  }
}
