/// Why policies could not be loaded, or a request could not be taken.
public struct EngineError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// Rego does not compile, or its libraries cannot be found.
    case compilation
    /// The PORC is no JSON object.
    case invalidPORC
    /// There is no mapper, or there are several to choose from.
    case mapper
    /// The mapper gave no result.
    case mapping
    /// The ``Authorizer`` takes no more decisions.
    case closed
  }

  public var code: Code
  public var message: String
  /// The code that goes into records and into the reference's messages.
  public var reasonCode: ReasonCode

  init(_ code: Code, _ message: String, reason: ReasonCode = .unknown) {
    self.code = code
    self.message = message
    reasonCode = reason
  }

  public var description: String { message }

  /// The message as the reference ends it: `<message>(code-NOTFOUND_ERROR)`.
  public var coded: String { "\(message)(code-\(reasonCode.name))" }
}
