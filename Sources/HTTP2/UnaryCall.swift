/// One call that waits for its answer, and the means to give it exactly once. A call that is dropped unanswered is
/// answered INTERNAL, so no peer waits for nothing. Answering a call whose stream is gone does nothing.
package struct UnaryCall: ~Copyable {
  /// Index into the handler's `paths`.
  package internal(set) var method: Int
  /// The peer's deadline, counted from the arrival of the request; nil when it set none.
  package let timeoutNanoseconds: UInt64?
  private let stream: Stream
  private let generation: UInt64

  init(stream: Stream) {
    self.method = stream.method
    self.timeoutNanoseconds = stream.timeoutNanoseconds
    self.stream = stream
    self.generation = stream.generation
  }

  /// Whether the peer still waits: it has not reset the stream, and the connection lives.
  package var isWaiting: Bool { stream.generation == generation && stream.state == .handling }

  /// Has `action` called on the event loop if the peer goes away before the answer: it resets the stream, or the
  /// connection ends. Then the answer is not needed any more.
  package func whenAbandoned(_ action: @escaping () -> Void) {
    if isWaiting { stream.abandoned = action }
  }

  /// Answers OK with one message.
  package consuming func reply(_ message: RawSpan) {
    guard isWaiting, let session = stream.session else { return }
    session.reply(stream, message)
  }

  /// Answers with a gRPC status and a text. Envoy takes any of them for an error of ours, never for a denial.
  package consuming func fail(_ status: GRPCStatus, _ message: String) {
    guard isWaiting, let session = stream.session else { return }
    session.refuse(stream, Refusal(status: status, message: message))
  }

  deinit {
    guard isWaiting, let session = stream.session else { return }
    session.refuse(stream, Refusal(status: .internal, message: "the call was dropped without an answer"))
  }
}
