import Rego

/// What the operation's policy said.
struct OperationOutcome: BitwiseCopyable {
  /// None when the other phases decide.
  var override: AccessRecord.Override
}

/// The first phase: the policy of the operation grants everything, denies everything, or leaves it to the others.
enum OperationPhase {
  static func run(_ engine: Engine, _ request: RealisedRequest) -> OperationOutcome {
    // Records show every failure of this phase as a lacking token.
    let failed = OperationOutcome(override: .denied(.jwtRequired))
    switch route(engine.snapshot, request.operation) {
    case nil:
      engine.recordFailure(request.operation, .system, .notFound, "operation not found")
      return failed
    case .unresolved(let reason):
      engine.record(
        ReferenceEntry(
          id: request.operation, phase: .system, policy: -1, isGranted: false, code: .unknown,
          reason: engine.arena.string(reason), nanoseconds: 0))
      return failed
    case .policy(let policy):
      let result = engine.result(ofPolicy: policy, request)
      var reference = ReferenceEntry(
        id: request.operation, phase: .system, policy: policy, isGranted: false, code: .policyOutcome,
        reason: .undefined, nanoseconds: result.nanoseconds)
      let outcome = interpret(engine, result, policy, &reference)
      engine.record(reference)
      return outcome ?? failed
    }
  }

  /// The first entry that matches, in the only domain that has one. A match in two domains is none.
  static func route(_ snapshot: PolicySnapshot, _ operation: Value) -> OperationPolicy? {
    var found: OperationPolicy?
    for routes in snapshot.operations {
      let match = routes.selectors.firstMatch(operation)
      if match < 0 { continue }
      if found != nil { return nil }
      found = routes.policies[match]
    }
    return found
  }

  private static func interpret(
    _ engine: Engine, _ result: PolicyResult, _ policy: Int, _ reference: inout ReferenceEntry
  ) -> OperationOutcome? {
    if engine.note(failureOf: result, of: policy, in: &reference) { return nil }
    guard result.value.isNumber else {
      reference.code = .unknown
      reference.reason = GoText.message("unexpected evaluation result: ", result.value, in: engine.arena)
      return nil
    }
    guard let sign = NumberRange.sign(ofIntegral: result.value) else {
      reference.code = .unknown
      reference.reason = GoText.message(
        "cannot extract integer result: not an integer: ", result.value, in: engine.arena)
      return nil
    }
    reference.isGranted = sign >= 0
    if sign == 0 { return OperationOutcome(override: .none) }
    let value = result.value.integer ?? Int64(sign) * .max
    return OperationOutcome(override: sign > 0 ? .granted(grantReason(value)) : .denied(denyReason(value)))
  }

  private static func grantReason(_ value: Int64) -> AccessRecord.GrantReason {
    switch value {
    case 1: .publicAccess
    case 2: .visitor
    case 3: .antiLockout
    default: .notGranted
    }
  }

  private static func denyReason(_ value: Int64) -> AccessRecord.DenyReason {
    switch value {
    case -1: .jwtRequired
    case -2: .operatorRequired
    default: .notDenied
    }
  }
}
