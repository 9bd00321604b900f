import Rego

/// One PolicyDomain, as its file says it, whatever the file's API version.
public struct Domain: Sendable {
  /// The file it came from, as the host named it.
  public var file: String
  public var version: APIVersion
  /// `metadata.name`, which may be empty.
  public var name: Positioned<String>
  public var libraries: [PolicyModule] = []
  public var policies: [PolicyModule] = []
  public var roles: [GrantingEntity] = []
  public var groups: [Group] = []
  public var resourceGroups: [GrantingEntity] = []
  public var scopes: [GrantingEntity] = []
  public var operations: [Operation] = []
  public var mappers: [MapperModule] = []
  public var resources: [ResourceRule] = []
  /// `annotation-defaults.merge`, which has no effect.
  public var defaultMerge: Positioned<String>?
  /// SHA-256 over the file and the texts it includes: two domains with equal digests mean the same.
  public var digest: [UInt8] = []
  /// Keys that have no effect, in the order of the file.
  public var unknownKeys: [UnknownKey] = []
  /// What is odd about the file without being an error.
  public var warnings: [DomainDiagnostic] = []
  /// Holds the values of annotations.
  private let memory: Arena

  init(file: String, version: APIVersion, name: Positioned<String>, memory: Arena) {
    self.file = file
    self.version = version
    self.name = name
    self.memory = memory
  }
}

/// A Rego text with a key: an entry of `policies` or `policy-libraries`.
public struct PolicyModule: Sendable {
  public var position: SourcePosition
  public var mrn: Positioned<String>
  public var name: Positioned<String>?
  public var rego: RegoSnippet
  /// References to libraries.
  public var dependencies: [Positioned<String>]
}

/// An entity that a policy decides about: an entry of `roles`, `scopes` or `resource-groups`.
public struct GrantingEntity: Sendable {
  public var position: SourcePosition
  public var mrn: Positioned<String>
  public var name: Positioned<String>?
  /// A reference to a policy; empty when there is none.
  public var policy: Positioned<String>
  /// Whether resources that no rule names belong here; only read of resource groups.
  public var isDefault: Bool
  public var annotations: [Annotation]
}

/// An entry of `groups`.
public struct Group: Sendable {
  public var position: SourcePosition
  public var mrn: Positioned<String>
  public var name: Positioned<String>?
  /// References to roles.
  public var roles: [Positioned<String>]
  public var annotations: [Annotation]
}

/// An entry of `operations`.
public struct Operation: Sendable {
  public var position: SourcePosition
  public var name: Positioned<String>?
  /// An identifier that nothing looks up.
  public var mrn: Positioned<String>?
  public var selectors: [Selector]
  /// Selectors that are no regular expressions: the file does not load.
  public var brokenSelectors: [DomainDiagnostic] = []
  /// A reference to a policy; empty when there is none.
  public var policy: Positioned<String>
}

/// An entry of `mappers`.
public struct MapperModule: Sendable {
  public var position: SourcePosition
  public var name: Positioned<String>?
  /// An identifier that nothing looks up.
  public var mrn: Positioned<String>?
  public var selectors: [Selector]
  /// Selectors that are no regular expressions. Selectors of a lone mapper are not read, so that they are no error.
  public var brokenSelectors: [DomainDiagnostic]
  public var rego: RegoSnippet
}

/// An entry of `resources`.
public struct ResourceRule: Sendable {
  public var position: SourcePosition
  public var name: Positioned<String>?
  /// An identifier that nothing looks up.
  public var mrn: Positioned<String>?
  public var selectors: [Selector]
  /// Selectors that are no regular expressions: the file does not load.
  public var brokenSelectors: [DomainDiagnostic] = []
  /// A reference to a resource group.
  public var group: Positioned<String>
  public var annotations: [Annotation]
}
