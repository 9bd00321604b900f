public import PolicyDomain

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
  /// What does not compile, one by one and with places; empty for other errors.
  public var findings: [DomainDiagnostic]

  init(_ code: Code, _ message: String, reason: ReasonCode = .unknown, findings: [DomainDiagnostic] = []) {
    self.code = code
    self.message = message
    self.findings = findings
    reasonCode = reason
  }

  public var description: String { message }

  /// The message as the reference ends it: `<message>(code-NOTFOUND_ERROR)`.
  public var coded: String { "\(message)(code-\(reasonCode.name))" }
}
