package import PolicyEngine
package import Rego

/// Decides Checks by the policies of a decision point: its mapper, its phases, its records.
package final class PolicyDecider: CheckDecider {
  private let point: DecisionPoint
  private var engine: Engine
  private var decoder: CheckRequestDecoder

  /// - Parameter point: of the same event loop.
  package init(_ point: DecisionPoint) {
    self.point = point
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

  package func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckOutcome {
    if let refusal = request.refusal { return CheckOutcome(point.refuse(refusal.reason)) }
    return CheckOutcome(point.check(mapperInput: request.attributes))
  }
}
