/// Which local names are known at a place: scopes from the rule inwards.
struct LocalScopes {
  enum Occurrence {
    case parameter, seen, assigned, declared
  }

  struct Local {
    /// The unique name; the written one for variables that are only seen.
    var name: String
    var occurrence: Occurrence
    var count: Int
  }

  private var scopes: [[String: Local]] = [[:]]

  /// The innermost scope.
  var innermost: [String: Local] { scopes[scopes.count - 1] }

  mutating func push() { scopes.append([:]) }

  mutating func pop() { scopes.removeLast() }

  mutating func insert(_ written: String, as name: String, _ occurrence: Occurrence) {
    scopes[scopes.count - 1][written] = Local(name: name, occurrence: occurrence, count: 1)
  }

  /// The unique name of a variable that some scope knows.
  func name(of written: String) -> String? { local(written)?.name }

  func local(_ written: String) -> Local? {
    for scope in scopes.reversed() {
      if let local = scope[written] { return local }
    }
    return nil
  }

  mutating func noteUse(of written: String) {
    for index in scopes.indices.reversed() where scopes[index][written] != nil {
      scopes[index][written]!.count += 1
      return
    }
  }

  /// Why a variable cannot be declared in the innermost scope, nil when it can.
  func objection(toDeclaring written: String) -> String? {
    guard let local = innermost[written] else { return nil }
    let name = LocalNames.printed(written)
    switch local.occurrence {
    case .seen: return "var \(name) referenced above"
    case .assigned: return "var \(name) assigned above"
    case .declared: return "var \(name) declared above"
    case .parameter: return "arg \(name) redeclared"
    }
  }
}
