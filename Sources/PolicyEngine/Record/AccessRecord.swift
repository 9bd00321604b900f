// Unsafe: plain data whose values lie in the arena of the decision.

import Rego

/// What one decision leaves for the audit, valid until the next decision of its engine begins.
struct AccessRecord: BitwiseCopyable {
  /// Why the operation's policy decided alone. The numbers are those of the record's enumerations.
  enum Override: BitwiseCopyable {
    case none
    case granted(GrantReason)
    case denied(DenyReason)
  }

  enum GrantReason: UInt8, BitwiseCopyable {
    case notGranted, publicAccess, visitor, antiLockout

    var text: StaticString {
      switch self {
      case .notGranted: "NOT_GRANTED"
      case .publicAccess: "PUBLIC"
      case .visitor: "VISITOR"
      case .antiLockout: "ANTI_LOCKOUT"
      }
    }
  }

  enum DenyReason: UInt8, BitwiseCopyable {
    case notDenied, jwtRequired, operatorRequired

    var text: StaticString {
      switch self {
      case .notDenied: "NOT_DENIED"
      case .jwtRequired: "JWT_REQUIRED"
      case .operatorRequired: "OPERATOR_REQUIRED"
      }
    }
  }

  var id = DecisionID(high: 0, low: 0)
  var timestampNanoseconds: Int64 = 0
  var isAllowed = false
  var override = Override.none
  /// Strings, or undefined.
  var subject = Value.undefined
  var realm = Value.undefined
  var operation = Value.undefined
  var resource = Value.undefined
  /// The realised PORC; undefined when it cannot be written as JSON, or when there was none.
  var porc = Value.undefined
  var overallNanoseconds: Int64 = 0
  var phases: PhaseDurations?
}

/// Nanoseconds of each phase.
struct PhaseDurations: BitwiseCopyable {
  var system: Int64 = 0
  var identity: Int64 = 0
  var resource: Int64 = 0
  var scope: Int64 = 0
}

/// One evaluated entity in a record.
struct ReferenceEntry: BitwiseCopyable {
  /// The MRN of a role, scope or resource group, or the operation.
  var id: Value
  var phase: Phase
  /// Index of the policy, or -1 when none was found.
  var policy: Int
  var isGranted: Bool
  var code: ReasonCode
  /// A string, or undefined.
  var reason: Value
  var nanoseconds: Int64
}

/// 128 random bits that name a decision: a UUID of version 4.
package struct DecisionID: BitwiseCopyable, Sendable, Equatable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Sets the version and variant of random bits.
  init(random: () -> UInt64) {
    high = random() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    low = random() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  /// The 36 characters of the UUID, lower case.
  package func write(into text: UnsafeMutablePointer<UInt8>) {
    let digits: StaticString = "0123456789abcdef"
    var position = 0
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 {
        text[position] = UInt8(ascii: "-")
        position += 1
      }
      let word = index < 16 ? high : low
      let nibble = Int(word >> UInt64(60 - 4 * (index & 15)) & 15)
      text[position] = digits.utf8Start[nibble]
      position += 1
    }
  }

  package static let textBytes = 36

  /// The UUID as text.
  package var text: String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textBytes) { buffer in
      write(into: buffer.baseAddress!)
      return String(decoding: buffer, as: UTF8.self)
    }
  }
}
