package import NIOCore

/// Brings a question to a thread that decides.
package protocol DecidingThreads: Sendable {
  /// Runs `work` with the decider of one thread, which nothing else uses meanwhile: where the request came in, or on a
  /// thread that may wait. Only values go in and out.
  /// - Parameters:
  ///   - byteCount: how large the question is, against the bound of what may wait.
  ///   - channel: where the request came in; when it closes, nobody waits for the answer any more.
  func run<Answer: Sendable>(
    byteCount: Int, for channel: any Channel, _ work: @escaping @Sendable (PORCDecider) -> Answer
  ) async throws(DecisionFault) -> Answer

  /// Lets whatever else waits where the request came in have its turn.
  func pause(for channel: any Channel) async
}

/// A fault of ours: there is no decision.
package enum DecisionFault: Error, Sendable {
  /// Too many decisions wait already.
  case busy
  /// The time for the decision was over before a thread was free.
  case late
  /// An explanation was ended because it took too long.
  case tooCostly
  /// The process stops.
  case stopping
  /// The decision could not be recorded, and is not given without.
  case unrecorded

  var message: String {
    switch self {
    case .busy: "too many decisions wait already"
    case .late: "the time for the decision was over before a thread was free to make it"
    case .tooCostly: "the explanation took too long"
    case .stopping: "the server is stopping"
    case .unrecorded: "the decision could not be recorded"
    }
  }
}
