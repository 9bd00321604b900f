/// A `# METADATA` block: what its YAML says, and what it is attached to.
public struct Annotations: Sendable {
  public struct Author: Sendable, Equatable {
    public var name: String
    public var email: String
  }

  public struct RelatedResource: Sendable, Equatable {
    public var url: String
    public var description: String
  }

  /// Hints for partial evaluation.
  public struct CompileHints: Sendable {
    /// References that are not known.
    public var unknowns: [[Term]] = []
    /// The reference of the rule that masks columns, empty without one.
    public var maskRule: [Term] = []
  }

  /// `rule`, `document`, `package` or `subpackages`.
  public var scope: String
  public var title = ""
  public var description = ""
  public var organizations: [String] = []
  public var authors: [Author] = []
  public var relatedResources: [RelatedResource] = []
  /// The types that it gives to parts of `input` and `data`.
  public var schemas: [SchemaAnnotation] = []
  /// Whether the rule is one that callers ask for.
  public var isEntrypoint = false
  public var compile: CompileHints?
  /// An object of the author's own, nil without one.
  public var custom: Document?
  /// The index of the rule it stands before, nil for a package's.
  public var rule: Int?
  public var location: Location

  public init(scope: String, at location: Location) {
    self.scope = scope
    self.location = location
  }
}
