import Rego

/// The last phase: one of the principal's scopes must grant, if it has any.
enum ScopePhase {
  static func run(_ engine: Engine, _ request: RealisedRequest) -> Bool {
    let count = engine.state.pointee.scopes.count
    for index in 0..<count where engine.state.pointee.scopes[index] == engine.snapshot.names.apiScope { return true }
    var isGranted = count == 0
    for index in 0..<count {
      let mrn = engine.state.pointee.scopes[index]
      let scope = engine.snapshot.scopes.find(mrn)
      if scope < 0 {
        engine.recordFailure(mrn, .scope, .notFound, "scope not found")
      } else if engine.decide(engine.snapshot.scopes[scope], .scope, request) {
        isGranted = true
      }
    }
    return isGranted
  }
}
