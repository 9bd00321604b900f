package import HTTP2
package import Rego

/// What decides Checks on one event loop: the seam between the wire and the engine.
package protocol CheckDecider: AnyObject {
  /// The decoder of the policy snapshot that the next decision uses, and the arena it happens in.
  func begin() -> (decoder: CheckRequestDecoder, arena: Arena)

  /// Decides a request that `begin` gave the means to decode. A request with a refusal is denied and recorded without
  /// asking a policy.
  func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckDecision

  /// Ends what `begin` began, once the answer is encoded: values of the arena are not used any more. Called also when
  /// the request could not be decoded.
  func end()
}

/// An outcome and the id it is recorded under.
package struct CheckDecision {
  package let outcome: CheckOutcome
  package let id: DecisionID

  package init(_ outcome: CheckOutcome, id: DecisionID) {
    self.outcome = outcome
    self.id = id
  }
}

/// Envoy's authorization service: decodes a Check, has it decided, encodes the answer.
package final class CheckService: CallHandler {
  package let paths = ["/envoy.service.auth.v3.Authorization/Check"]
  private let decider: any CheckDecider
  private let encoder = CheckResponseEncoder()
  private let echoesAttributes: Bool

  /// - Parameter echoesAttributes: answer with the request's attributes in a header, bearer tokens included, as the
  ///   original does.
  package init(decider: any CheckDecider, echoesAttributes: Bool) {
    self.decider = decider
    self.echoesAttributes = echoesAttributes
  }

  package func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    let (decoder, arena) = decider.begin()
    defer { decider.end() }
    do throws(DecodeError) {
      let request = try decoder.decode(message, into: arena)
      let decision = decider.decide(request, timeoutNanoseconds: call.timeoutNanoseconds)
      let bytes = encoder.encode(
        decision.outcome, id: decision.id, echoing: echoesAttributes ? request.attributes : nil)
      call.reply(bytes.bytes)
    } catch .malformed {
      call.fail(.invalidArgument, DecodeError.malformed.reason)
    } catch {
      call.fail(.resourceExhausted, DecodeError.tooLarge.reason)
    }
  }
}
