public import PolicyDomain

/// Why a request is granted or denied, and what would change that. Plain texts: it stays valid, and holds no credential
/// of the request.
public struct Explanation: Sendable {
  /// Whether the request may pass, as the engine decided it.
  public internal(set) var allowed: Bool
  /// In one line.
  public internal(set) var reason: String
  /// `PUBLIC`, `JWT_REQUIRED`, …: why the operation's policy decided alone.
  public internal(set) var override: String?
  public internal(set) var subject: String
  public internal(set) var operation: String
  public internal(set) var resource: String
  /// How the request became a PORC; nil when it was one.
  public internal(set) var mapper: MapperExplanation?
  /// What was decided about, JSON, as it was given or as the mapper made it; empty when there was none.
  public internal(set) var porc: String
  /// In their order. Empty when there was no PORC to decide about.
  public internal(set) var phases: [PhaseExplanation] = []
  /// What would have granted a denied request.
  public internal(set) var remedies = RemedyList()
  /// Where this explanation and the engine disagree. That is a mistake of this program: the engine is right.
  public internal(set) var problems: [String] = []
}

/// What made the PORC.
public struct MapperExplanation: Sendable {
  public internal(set) var domain: String
  public internal(set) var name: String
  public internal(set) var position: SourcePosition?
  /// Why it gave no PORC.
  public internal(set) var failure: String?
  /// How its rule came out, when it gave none.
  public internal(set) var policy: PolicyExplanation?
}

/// One phase.
public struct PhaseExplanation: Sendable {
  public enum Outcome: String, Sendable {
    case granted, denied
    /// The operation's policy leaves it to the other phases.
    case deferred
    /// The operation's policy decided: what this phase said does not count.
    case overridden
  }

  public internal(set) var phase: Phase
  public internal(set) var outcome: Outcome
  /// In one line.
  public internal(set) var summary: String
  public internal(set) var entities: [EntityExplanation]
}

/// What was asked in a phase: the operation, a role, a group, the resource's group or a scope.
public struct EntityExplanation: Sendable {
  public internal(set) var kind: DomainEntity.Kind
  /// The MRN, or the operation.
  public internal(set) var id: String
  /// Where the domain defines it.
  public internal(set) var position: SourcePosition?
  /// How the request came to it: `direct`, `by group …`, `by selector …`, `given`, `default`.
  public internal(set) var ways: [String] = []
  /// The entry of `operations` or `resources` that picked it.
  public internal(set) var selector: SelectorExplanation?
  public internal(set) var granted: Bool
  public internal(set) var policy: PolicyExplanation?
  /// Why no policy decided: the record's code and reason.
  public internal(set) var code: ReasonCode
  public internal(set) var failure: String?
}

/// The selector that matched.
public struct SelectorExplanation: Sendable {
  /// Of the entry; may be empty.
  public internal(set) var entry: String
  public internal(set) var pattern: String
  public internal(set) var position: SourcePosition
}

/// How a policy came to its value.
public struct PolicyExplanation: Sendable {
  public internal(set) var mrn: String
  public internal(set) var position: SourcePosition?
  /// JSON; nil when undefined.
  public internal(set) var value: String?
  /// The rule that gave the value.
  public internal(set) var rule: RuleExplanation?
  /// The rules that did not hold, where the policy did not grant.
  public internal(set) var candidates: [RuleExplanation] = []
  /// Why there is no more to tell.
  public internal(set) var note: String?
}

/// How a rule came out.
public struct RuleExplanation: Sendable {
  /// Of its head.
  public internal(set) var position: SourcePosition?
  public internal(set) var isDefault: Bool
  /// JSON, of a rule that holds.
  public internal(set) var value: String?
  /// Of a rule that holds, what held; of one that does not, the expression that did not, once for each attempt. None
  /// for a function whose arguments do not fit.
  public internal(set) var expressions: [ExpressionExplanation] = []
  /// How often the failing expression was tried.
  public internal(set) var attempts = 0
}

/// An expression with the values in it.
public struct ExpressionExplanation: Sendable {
  public internal(set) var position: SourcePosition?
  /// As the author wrote it.
  public internal(set) var text: String
  /// What its parts stand for: JSON, nil when undefined.
  public internal(set) var values: [(text: String, value: String?)]
  /// What lies behind it: rules and functions that it asked, and the bodies within it.
  public internal(set) var because: [DocumentExplanation] = []
  public internal(set) var inner: [ExpressionExplanation] = []
}

/// How a document or a call of a function came out, behind an expression.
public struct DocumentExplanation: Sendable {
  public internal(set) var name: String
  /// JSON; nil when undefined.
  public internal(set) var value: String?
  public internal(set) var rules: [RuleExplanation]
}

/// What would have granted a denied request.
public struct RemedyList: Sendable {
  /// The smallest sets of changes, simplest first. Each was verified: the engine grants what is changed so.
  public internal(set) var sets: [Remedy] = []
  /// How many requests were decided about to find them.
  public internal(set) var evaluations = 0
  /// Which bound ended the search, or why there was none; nil when it was complete within what can be changed.
  public internal(set) var note: String?
}

/// A set of changes.
public struct Remedy: Sendable {
  public internal(set) var changes: [RemedyChange]
  /// RFC 6902, for the PORC: a JSON array. Empty when only the domain changes.
  public internal(set) var patch: String
  /// Entries to add in front of the domain's: a JSON object of `operations` and `resources`. Nil when only the request
  /// changes.
  public internal(set) var domain: String?
}

/// One change.
public struct RemedyChange: Sendable {
  public enum Kind: String, Sendable {
    case principal, role, group, scope, annotation, context, attribute, operation
    case scopeLimit = "scope-limit"
    case resourceGroup = "resource-group"
    case resourceAttribute = "resource-attribute"
  }

  public internal(set) var kind: Kind
  /// In words.
  public internal(set) var text: String
  /// Whether the value stands for any of its kind, such as any subject.
  public internal(set) var isExample = false
}
