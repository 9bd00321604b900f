/// What a Check is answered. There is no empty one: Envoy takes an empty CheckResponse for permission, so an answer
/// can only be made by naming its outcome.
package enum CheckOutcome: Sendable, Equatable {
  case allowed
  case denied
  case fault(CheckFault)
}

/// A fault of ours, which Envoy counts as an error and treats as its `failure_mode_allow` says. Never for what a
/// request or a policy can cause, unless the operator asks for that: a sender could open the door by it.
package enum CheckFault: Sendable {
  /// No policy is loaded.
  case notReady
  case overloaded
  case draining
  /// Envoy's deadline passed before the decision.
  case deadlinePassed
  /// The decision failed, and `--on-error error` asks for an error instead of a denial.
  case failed

  /// The code of google.rpc.Status.
  var code: UInt64 {
    switch self {
    case .notReady, .draining: 14
    case .overloaded: 8
    case .deadlinePassed: 4
    case .failed: 13
    }
  }

  var httpStatus: UInt64 {
    switch self {
    case .notReady, .overloaded, .draining: 503
    case .deadlinePassed: 504
    case .failed: 500
    }
  }

  var body: StaticString {
    switch self {
    case .notReady: "no policy is loaded"
    case .overloaded: "too many decisions at once"
    case .draining: "the server is stopping"
    case .deadlinePassed: "the deadline passed before the decision"
    case .failed: "the decision failed"
    }
  }
}

/// The id of a decision, which joins an answer to its record.
package struct DecisionID: Sendable, Equatable {
  private let high: UInt64
  private let low: UInt64

  /// A UUID of version 4 from 128 random bits.
  package init(random high: UInt64, _ low: UInt64) {
    self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// Length of the text.
  static let textBytes = 36

  /// The text in lower case, as records have it.
  package var text: String {
    String(unsafeUninitializedCapacity: Self.textBytes) { buffer in
      var count = 0
      forEachByte {
        buffer[count] = $0
        count += 1
      }
      return count
    }
  }

  func forEachByte(_ body: (UInt8) -> Void) {
    for position in 0..<32 {
      if position == 8 || position == 12 || position == 16 || position == 20 { body(UInt8(ascii: "-")) }
      let word = position < 16 ? high : low
      let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (position & 15)) & 15)
      body(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
