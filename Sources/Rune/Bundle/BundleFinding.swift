public import Rego

/// Something that the author of a bundle has to know.
public struct BundleFinding: Sendable, CustomStringConvertible {
  public enum Severity: Sendable {
    /// Nothing can be evaluated.
    case error
    /// A manifest or a rule set names what is not there: decisions say so too, but no bundle is written.
    case manifestError
    case note
  }

  public let severity: Severity
  public let message: String
  /// ``Rego/Location/none`` for the bundle as a whole.
  public let location: Location

  public init(_ severity: Severity, _ message: String, at location: Location = .none) {
    self.severity = severity
    self.message = message
    self.location = location
  }

  /// `file:line:column: message`.
  public var description: String {
    guard location.source != nil else { return message }
    return location.row > 0
      ? "\(location.file):\(location.row):\(location.column): \(message)" : "\(location.file): \(message)"
  }
}
