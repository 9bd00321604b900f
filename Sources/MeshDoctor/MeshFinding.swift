/// A contradiction between a proxy's configuration and the policies beside it.
public struct MeshFinding: Sendable, Equatable {
  public enum Severity: String, Sendable { case error, warning, note }

  /// A short name that does not change, such as `timeout`.
  public var code: String
  public var severity: Severity
  /// The file, and the line and column where the remedy goes; 0 where there is none.
  public var file: String
  public var line: Int
  public var column: Int
  /// What is wrong.
  public var message: String
  /// What to do.
  public var remedy: String

  public init(
    code: String, severity: Severity, file: String, line: Int, column: Int, message: String, remedy: String
  ) {
    self.code = code
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.remedy = remedy
  }
}
