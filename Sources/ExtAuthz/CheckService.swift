package import HTTP2
package import Rego

/// What decides Checks on one thread: the seam between the wire and the engine.
package protocol CheckDecider: AnyObject {
  /// Begins a decision and gives back everything of the last one.
  /// - Returns: the decoder of the policy snapshot that the decision uses, and the arena it happens in.
  func begin() -> (decoder: CheckRequestDecoder, arena: Arena)

  /// Whether the decision that was begun may wait for something outside.
  var mayWait: Bool { get }

  /// Says how long the decision that was begun may wait, and for whom.
  func wait(with patience: Patience)

  /// Decides a request that was decoded by means of `begin`. A request with a refusal is denied and recorded without
  /// asking a policy. The request's values stay valid until the next `begin`.
  func decide(_ request: CheckRequest, timeoutNanoseconds: UInt64?) -> CheckOutcome

  /// Denies without looking at the request; the record says why.
  func refuse(_ reason: String, timeoutNanoseconds: UInt64?) -> CheckOutcome
}

/// Takes Checks off an event loop whose decisions may wait. Used on that loop.
package protocol WaitingRoom: AnyObject {
  /// Whether there is room for one more call with so large a message; if so, ``take(_:_:)`` must follow.
  func reserve(byteCount: Int) -> Bool

  /// Takes a call over, to answer it later on the same event loop.
  func take(_ message: RawSpan, _ call: consuming UnaryCall)
}

/// What becomes of a call that was answered on another thread.
package enum CheckAnswer: Sendable {
  case message([UInt8])
  case failure(GRPCStatus, String)
}

/// Envoy's authorization service: decodes a Check, has it decided, encodes the answer.
package final class CheckService: CallHandler {
  package let paths = ["/envoy.service.auth.v3.Authorization/Check"]
  private let decider: any CheckDecider
  private let encoder = CheckResponseEncoder()
  private let echoesAttributes: Bool
  private let waitingRoom: (any WaitingRoom)?

  /// - Parameters:
  ///   - echoesAttributes: answer with the request's attributes in a header, bearer tokens included, as the original
  ///     does.
  ///   - waitingRoom: where calls go whose decisions may wait; without one they wait where they came.
  package init(decider: any CheckDecider, echoesAttributes: Bool, waitingRoom: (any WaitingRoom)? = nil) {
    self.decider = decider
    self.echoesAttributes = echoesAttributes
    self.waitingRoom = waitingRoom
  }

  package func handle(_ message: RawSpan, _ call: consuming UnaryCall) {
    let (decoder, arena) = decider.begin()
    if decider.mayWait, let waitingRoom { return send(message, call, to: waitingRoom) }
    do throws(DecodeError) {
      let request = try decoder.decode(message, into: arena)
      let outcome = decider.decide(request, timeoutNanoseconds: call.timeoutNanoseconds)
      let bytes = encoder.encode(outcome, echoing: echoesAttributes ? request.attributes : nil)
      call.reply(bytes.bytes)
    } catch {
      call.fail(error.status, error.reason)
    }
  }

  /// Answers a call on a thread that may wait: the same way, and the answer's bytes are copied.
  package func answer(_ message: [UInt8], timeoutNanoseconds: UInt64?, _ patience: Patience) -> CheckAnswer {
    let (decoder, arena) = decider.begin()
    decider.wait(with: patience)
    do throws(DecodeError) {
      let request = try decoder.decode(message.span.bytes, into: arena)
      let outcome = decider.decide(request, timeoutNanoseconds: timeoutNanoseconds)
      return .message(Array(encoder.encode(outcome, echoing: echoesAttributes ? request.attributes : nil)))
    } catch {
      return .failure(error.status, error.reason)
    }
  }

  /// The denial of a call that no policy was asked about.
  package func refusal(_ reason: String, timeoutNanoseconds: UInt64?) -> CheckAnswer {
    _ = decider.begin()
    return .message(Array(encoder.encode(decider.refuse(reason, timeoutNanoseconds: timeoutNanoseconds))))
  }

  private func send(_ message: RawSpan, _ call: consuming UnaryCall, to waitingRoom: any WaitingRoom) {
    if waitingRoom.reserve(byteCount: message.byteCount) { return waitingRoom.take(message, call) }
    let outcome = decider.refuse("too many decisions wait already", timeoutNanoseconds: call.timeoutNanoseconds)
    let bytes = encoder.encode(outcome)
    call.reply(bytes.bytes)
  }
}

extension DecodeError {
  fileprivate var status: GRPCStatus {
    switch self {
    case .malformed: .invalidArgument
    case .tooLarge: .resourceExhausted
    }
  }
}
