/// A PolicyDomain, or a PolicyDomainReference, as text.
public struct PolicyBundle: Sendable {
  /// What positions in messages call it; where relative names of Rego files begin, for a reference.
  public var name: String
  /// YAML in UTF-8.
  public var bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  public init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }
}
