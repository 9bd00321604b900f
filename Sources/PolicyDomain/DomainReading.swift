/// What a bundle file says, be it loadable or not.
public struct DomainReading: Sendable {
  /// Nil when the text is no YAML, or a document of another kind. What could not be read of it is empty.
  public var domain: Domain?
  /// The version as it is written, and where.
  public var apiVersion: Positioned<String>?
  /// Whether it is a PolicyDomainReference.
  public var isReference = false
  /// Whether the text is YAML at all.
  public var isYAML = true
  /// Why the file does not load; empty when it does.
  public var problems: [DomainDiagnostic]
  /// Where a second document of the YAML stream begins, which nobody reads.
  public var furtherDocument: SourcePosition?

  public init(
    domain: Domain? = nil, apiVersion: Positioned<String>? = nil, isReference: Bool = false, isYAML: Bool = true,
    problems: [DomainDiagnostic]
  ) {
    self.domain = domain
    self.apiVersion = apiVersion
    self.isReference = isReference
    self.isYAML = isYAML
    self.problems = problems
  }
}

/// A key of a mapping that nobody asks for.
public struct UnknownKey: Sendable {
  public var key: Positioned<String>
  /// What it is a key of: ``an entry of `roles` ``.
  public var place: String
  /// The key that was probably meant.
  public var nearest: String?
  /// Whether the mapping has that key too.
  public var isNearestThere: Bool
}
