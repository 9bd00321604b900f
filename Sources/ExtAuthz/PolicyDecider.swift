package import PolicyEngine
package import Rego

/// Decides Checks by the policies of a decision point: its mapper, its phases, its records.
package final class PolicyDecider: CheckDecider {
  private let point: DecisionPoint
  private var engine: Engine
  private var decoder: CheckRequestDecoder

  private let deniesAmbiguous: Bool
  private let deniesWithoutRecord: Bool

  /// - Parameters:
  ///   - point: of the same event loop.
  ///   - deniesAmbiguous: deny request targets that can be read in different ways before a policy sees them.
  ///   - deniesWithoutRecord: a decision whose record is refused is a denial; else it is a fault of ours.
  package init(_ point: DecisionPoint, deniesAmbiguous: Bool = false, deniesWithoutRecord: Bool = false) {
    self.point = point
    self.deniesAmbiguous = deniesAmbiguous
    self.deniesWithoutRecord = deniesWithoutRecord
    engine = point.engine
    decoder = CheckRequestDecoder(symbols: point.engine.snapshot.symbols)
  }

  package func begin() -> (decoder: CheckRequestDecoder, arena: Arena) {
    let arena = point.begin()
    if point.engine !== engine {
      engine = point.engine
      decoder = CheckRequestDecoder(symbols: engine.snapshot.symbols)
    }
    return (decoder, arena)
  }

  package var mayWait: Bool { engine.snapshot.mayWait }

  package func wait(with patience: Patience) { engine.builtins.patience = patience }

  package func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckOutcome {
    outcome(timeoutNanoseconds) { decide(request) }
  }

  package func refuse(_ reason: String, timeoutNanoseconds: UInt64?) -> CheckOutcome {
    outcome(timeoutNanoseconds) { point.refuse(reason) }
  }

  private func outcome(_ timeoutNanoseconds: UInt64?, _ decide: () -> Decision) -> CheckOutcome {
    point.recordWaitNanosecondsMax = timeoutNanoseconds
    let refusedBefore = point.recordsRefused
    let decision = decide()
    if point.recordsRefused == refusedBefore { return CheckOutcome(decision) }
    return deniesWithoutRecord ? .denied(decision.identifier) : .fault(.overloaded)
  }

  private func decide(_ request: CheckRequest) -> Decision {
    if let refusal = request.refusal { return point.refuse(refusal.reason) }
    if deniesAmbiguous, let ambiguity = AmbiguousTarget.of(request.attributes) {
      return point.refuse(ambiguity.reason)
    }
    return point.check(mapperInput: request.attributes)
  }
}
