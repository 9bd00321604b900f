internal import PolicyDomain
public import Rego

/// A policy by name and by what it says.
public struct PolicyIdentity: Sendable, Hashable {
  public let mrn: String
  /// SHA-256 over the policy and its libraries, base64: as records name it.
  public let fingerprint: String
}

/// A role, a scope or a resource group.
public struct EntityDescription: Sendable {
  public let mrn: String
  /// Nil when its reference leads nowhere.
  public let policy: PolicyIdentity?
  /// An object.
  public let annotations: Document
}

/// A group of principals.
public struct GroupDescription: Sendable {
  public let mrn: String
  /// MRNs.
  public let roles: [String]
  /// An object.
  public let annotations: Document
}

/// An entry of `operations`.
public struct OperationDescription: Sendable {
  public let domain: String
  public let name: String
  /// Patterns as written.
  public let selectors: [String]
  public let policy: PolicyIdentity?
}

/// An entry of `resources`.
public struct ResourceRuleDescription: Sendable {
  public let domain: String
  public let name: String
  /// Patterns as written.
  public let selectors: [String]
  /// The resource group's MRN.
  public let group: String
  /// With those of the group below; an object.
  public let annotations: Document
}

/// What is known of a resource.
public struct ResourceDescription: Sendable {
  public var id: String
  public var owner: String
  /// The resource group's MRN.
  public var group: String
  public var classification: String
  /// An object.
  public var annotations: Document

  public init(
    id: String, group: String, owner: String = "", classification: String = "", annotations: Document = .emptyObject
  ) {
    self.id = id
    self.group = group
    self.owner = owner
    self.classification = classification
    self.annotations = annotations
  }
}

/// A mapper of a domain.
public struct MapperDescription: Sendable {
  public let domain: String
  public let name: String
}

extension Document {
  /// `{}`.
  public static var emptyObject: Document { Document { ObjectBuilder($0, capacity: 1).finishSorted() } }
}
