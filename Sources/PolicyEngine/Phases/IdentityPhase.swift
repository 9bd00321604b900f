import Rego

/// The second phase: one of the principal's roles must grant.
enum IdentityPhase {
  static func run(_ engine: Engine, _ request: RealisedRequest) -> Bool {
    for index in 0..<engine.state.pointee.groups.count {
      let mrn = engine.state.pointee.groups[index]
      if engine.snapshot.groups.find(mrn) < 0 { engine.recordFailure(mrn, .identity, .notFound, "group not found") }
    }
    var isGranted = false
    for index in 0..<engine.state.pointee.roles.count {
      let claim = engine.state.pointee.roles[index]
      if claim.role < 0 {
        engine.recordFailure(claim.mrn, .identity, .notFound, "role not found")
      } else if engine.decide(engine.snapshot.roles[claim.role], .identity, request) {
        isGranted = true
      }
    }
    return isGranted
  }
}
