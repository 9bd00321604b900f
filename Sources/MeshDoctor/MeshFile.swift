public import PolicyDomain

/// A file that the doctor is to look at: its name, and its bytes or why there are none.
public struct MeshFile: Sendable {
  /// What the caller says that it is.
  public enum Role: Sendable {
    /// Its content tells.
    case any
    case envoy
    case domain
  }

  public var name: String
  public var content: Result<[UInt8], FileFailure>
  public var role: Role
  /// Whether the caller named this very file: it is not merely one of a folder.
  public var isNamed: Bool

  public init(name: String, content: Result<[UInt8], FileFailure>, role: Role = .any, isNamed: Bool = true) {
    self.name = name
    self.content = content
    self.role = role
    self.isNamed = isNamed
  }

  public init(name: String, text: String, role: Role = .any, isNamed: Bool = true) {
    self.init(name: name, content: .success(Array(text.utf8)), role: role, isNamed: isNamed)
  }
}
