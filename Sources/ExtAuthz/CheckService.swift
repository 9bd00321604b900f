package import HTTP2
package import Rego

/// What decides Checks on one event loop: the seam between the wire and the engine.
package protocol CheckDecider: AnyObject {
  /// Begins a decision and gives back everything of the last one.
  /// - Returns: the decoder of the policy snapshot that the decision uses, and the arena it happens in.
  func begin() -> (decoder: CheckRequestDecoder, arena: Arena)

  /// Decides a request that was decoded by means of `begin`. A request with a refusal is denied and recorded without
  /// asking a policy. The request's values stay valid until the next `begin`.
  func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckOutcome
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
    do throws(DecodeError) {
      let request = try decoder.decode(message, into: arena)
      let outcome = decider.decide(request, timeoutNanoseconds: call.timeoutNanoseconds)
      let bytes = encoder.encode(outcome, echoing: echoesAttributes ? request.attributes : nil)
      call.reply(bytes.bytes)
    } catch .malformed {
      call.fail(.invalidArgument, DecodeError.malformed.reason)
    } catch {
      call.fail(.resourceExhausted, DecodeError.tooLarge.reason)
    }
  }
}
