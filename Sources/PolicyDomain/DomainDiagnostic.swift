/// Which part of a domain a finding is about.
public struct DomainEntity: Sendable, Hashable {
  /// What an entity is, in the words of diagnostics.
  public enum Kind: String, Sendable {
    case library, policy, role, group, scope, operation, mapper, resource
    case resourceGroup = "resource-group"
  }

  public var kind: Kind
  /// The MRN, or the name, or `kind[index]`.
  public var id: String

  public init(_ kind: Kind, _ id: String) {
    self.kind = kind
    self.id = id
  }
}

/// One finding about a bundle: what is wrong, where, and what to do.
public struct DomainDiagnostic: Sendable {
  public enum Severity: String, Sendable {
    case error, warning
  }

  /// Which check found it.
  public enum Category: String, Sendable {
    /// The file cannot be read.
    case file
    /// The text is no YAML, or not of the shape that a domain has.
    case yaml
    /// The kind, the version or a value is not one that can be loaded.
    case registry
    /// A selector is no regular expression.
    case selector
    case reference
    case cycle
    case rego
    /// Something that depends on the order of files or entries.
    case ambiguity
    /// Something that has no effect.
    case ignored
  }

  public var severity: Severity
  public var category: Category
  public var message: String
  public var position: SourcePosition?
  public var domain: String?
  public var entity: DomainEntity?
  public var field: String?
  /// What to do about it.
  public var remedy: String?

  public init(
    _ category: Category, _ message: String, at position: SourcePosition?, severity: Severity = .error,
    domain: String? = nil, entity: DomainEntity? = nil, field: String? = nil, remedy: String? = nil
  ) {
    self.severity = severity
    self.category = category
    self.message = message
    self.position = position
    self.domain = domain
    self.entity = entity
    self.field = field
    self.remedy = remedy
  }

  /// `in domain 'd' role 'r' field 'policy': <message>`; parts that are not known are left out.
  public var text: String {
    var parts: [String] = []
    if let domain { parts.append("in domain '\(domain)'") }
    if let entity { parts.append("\(entity.kind.rawValue) '\(entity.id)'") }
    if let field { parts.append("field '\(field)'") }
    return parts.isEmpty ? message : parts.joined(separator: " ") + ": " + message
  }
}

extension DomainDiagnostic: CustomStringConvertible {
  /// The text with its position and remedy. Findings about an entity carry the position behind, because tools look for
  /// the words they begin with.
  public var description: String {
    let tail = remedy.map { "; \($0)" } ?? ""
    guard let position else { return text + tail }
    let placesItself = category == .rego && message.contains(position.file)
    if placesItself { return text + tail }
    return domain == nil ? "\(position): \(text)\(tail)" : "\(text) (\(position))\(tail)"
  }
}
