// Unsafe: keeps results in scratch memory.

import Rego

extension Engine {
  /// Evaluates a policy on the request, once a decision.
  func result(ofPolicy index: Int, _ request: RealisedRequest) -> PolicyResult {
    if tracer != nil { trace(policy: index, request) }
    let known = state.pointee.results[index]
    if known.number == state.pointee.number { return known }
    var result = PolicyResult(number: state.pointee.number)
    let start = state.pointee.nowNanoseconds
    do throws(Diagnostic) {
      result.value = try evaluator.evaluate(snapshot.queries[index], input: request.porc)
    } catch {
      result.failure = arena.string(error.description)
    }
    state.pointee.nowNanoseconds = environment.elapsedNanoseconds()
    result.nanoseconds = max(0, state.pointee.nowNanoseconds - start)
    state.pointee.results[index] = result
    return result
  }

  /// Evaluates the policy of a role, a scope or a resource group, and records what it said.
  func decide(_ entity: EntityEntry, _ phase: Phase, _ request: RealisedRequest) -> Bool {
    guard entity.policy >= 0 else {
      recordFailure(entity.mrn, phase, .unknown, "policy not found(code-NOTFOUND_ERROR)")
      return false
    }
    let result = result(ofPolicy: entity.policy, request)
    var reference = ReferenceEntry(
      id: entity.mrn, phase: phase, policy: entity.policy, isGranted: false, code: .policyOutcome, reason: .undefined,
      nanoseconds: result.nanoseconds)
    if !note(failureOf: result, of: entity.policy, in: &reference) {
      if result.value.tag == .boolean {
        reference.isGranted = result.value.isTrue
      } else {
        reference.code = .unknown
        reference.reason = GoText.message("unexpected evaluation result: ", result.value, in: arena)
      }
    }
    record(reference)
    return reference.isGranted
  }

  /// Notes in `reference` why there is no value; false when there is one.
  func note(failureOf result: PolicyResult, of policy: Int, in reference: inout ReferenceEntry) -> Bool {
    if !result.failure.isUndefined {
      reference.reason = result.failure
    } else if result.value.isUndefined {
      let mrn = String(decoding: snapshot.policies[policy].mrn.utf8, as: UTF8.self)
      reference.reason = arena.string("no opa results: \(mrn), query: data.authz.allow")
    } else {
      return false
    }
    reference.code = .evaluation
    return true
  }

  /// Records an entity for which no policy ran.
  func recordFailure(_ id: Value, _ phase: Phase, _ code: ReasonCode, _ reason: StaticString) {
    record(
      ReferenceEntry(
        id: id, phase: phase, policy: -1, isGranted: false, code: code, reason: arena.string(reason), nanoseconds: 0))
  }
}
