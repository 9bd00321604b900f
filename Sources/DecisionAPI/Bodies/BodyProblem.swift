internal import Hummingbird
internal import Rego

/// Why a request's body or parameters cannot be taken. The wording is the original's where it has one.
package struct BodyProblem: Error, Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case malformed
    case unsupportedType
    case tooLarge
    /// The original takes it, its engine does not, and it answers a denial without a record.
    case beyondEngine
  }

  let kind: Kind
  let message: String

  static func malformed(_ message: String) -> BodyProblem { BodyProblem(kind: .malformed, message: message) }

  static let notAnObject = malformed("request body must be a JSON object")
  static let unsupportedType = BodyProblem(kind: .unsupportedType, message: "Unsupported Media Type")
  static let beyondEngine = BodyProblem(kind: .beyondEngine, message: "nested too deep to be decided about")

  static func tooLarge(_ message: String) -> BodyProblem { BodyProblem(kind: .tooLarge, message: message) }

  static func numberOutOfRange(_ number: String) -> BodyProblem {
    malformed("Unmarshal type error: expected=float64, got=number \(number): it is out of range")
  }

  /// Whether a denial is the answer.
  var isDenied: Bool { kind == .beyondEngine }

  var status: HTTPResponse.Status {
    switch kind {
    case .malformed: .badRequest
    case .unsupportedType: .unsupportedMediaType
    case .tooLarge: .contentTooLarge
    case .beyondEngine: .ok
    }
  }
}
