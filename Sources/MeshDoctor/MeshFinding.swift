public import PolicyDomain

/// A contradiction between a proxy's configuration, a mesh, and the policies beside them.
public struct MeshFinding: Sendable, Equatable {
  public enum Severity: String, Sendable, CaseIterable {
    /// Requests pass unasked, are refused for no reason, or a mapper never gets what it reads.
    case error
    /// It works until something else happens.
    case warning
    /// Something to know.
    case note
  }

  /// A short name that does not change: `fails-open`.
  public var code: String
  public var severity: Severity
  /// Where the remedy goes; line and column are 0 where only the file is meant, and the file is empty where none is.
  public var position: SourcePosition
  /// Where the same is found again.
  public var alsoAt: [SourcePosition] = []
  /// What is wrong: lower case, no full stop, the author's text in back-ticks.
  public var message: String
  /// Why it matters.
  public var reason: String
  /// What to do.
  public var remedy: String
  /// What to write in YAML, where that is short.
  public var yaml: String?

  public init(
    code: String, severity: Severity, position: SourcePosition, message: String, reason: String, remedy: String,
    yaml: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.position = position
    self.message = message
    self.reason = reason
    self.remedy = remedy
    self.yaml = yaml
  }
}

/// What all findings of one code have in common.
public struct FindingKind: Sendable {
  public let code: String
  public let severity: MeshFinding.Severity
  /// Why it matters, in one sentence.
  public let reason: String

  init(_ code: String, _ severity: MeshFinding.Severity, _ reason: String) {
    self.code = code
    self.severity = severity
    self.reason = reason
  }

  /// A finding of this kind.
  func finding(
    at position: SourcePosition, _ message: String, remedy: String, yaml: String? = nil
  ) -> MeshFinding {
    MeshFinding(
      code: code, severity: severity, position: position, message: message, reason: reason, remedy: remedy, yaml: yaml)
  }
}
