package import PolicyEngine
package import Rego

/// Decides about PORCs on one thread.
package final class PORCDecider {
  /// The decision point of the same thread.
  package let point: DecisionPoint
  private let options: DecisionOptions
  /// How long the decisions that follow may wait, and for whom; for threads that may wait.
  package var patience: Patience?

  package init(_ point: DecisionPoint, _ options: DecisionOptions) {
    self.point = point
    self.options = options
  }

  /// Decides about one PORC.
  /// - Parameters:
  ///   - probe: leave no record.
  ///   - read: builds the PORC in the arena it gets, or gives a document's value.
  package func decide(probe: Bool, _ read: (Arena) throws(BodyProblem) -> Value) -> PORCOutcome {
    let arena = point.begin()
    if let patience { point.engine.builtins.patience = patience }
    point.recordWaitNanosecondsMax = options.recordWaitNanosecondsMax
    let refusedBefore = point.recordsRefused
    do throws(BodyProblem) {
      let porc = try read(arena)
      if let number = NumberRange.firstBeyondDouble(porc) { throw .numberOutOfRange(number) }
      let decision: Decision
      do throws(EngineError) { decision = try point.authorize(porc: porc, probe: probe) } catch {
        throw .malformed(error.message)
      }
      let id = probe ? nil : decision.identifier
      if point.recordsRefused != refusedBefore {
        return options.deniesWithoutRecord ? .denied(id) : .fault(.unrecorded)
      }
      return decision.allowed ? .allowed(id) : .denied(id)
    } catch {
      return error.isDenied ? .denied(nil) : .refused(error)
    }
  }
}

/// How decisions of the API are made.
package struct DecisionOptions: Sendable {
  /// A decision whose record is refused is a denial; else it is a fault of ours.
  package var deniesWithoutRecord = false
  /// How long a decision waits for a sink that is full.
  package var recordWaitNanosecondsMax: UInt64? = 30_000_000_000
  /// PORCs in one request for several decisions.
  package var batchMax = 256
  /// The largest body.
  package var bodyBytesMax = 4 << 20

  package init() {}
}

/// What a PORC is answered.
package enum PORCOutcome: Sendable {
  /// The identifiers are those of the records; there is none without a record.
  case allowed(DecisionID?)
  case denied(DecisionID?)
  /// It is no PORC.
  case refused(BodyProblem)
  case fault(DecisionFault)
}
