public import PolicyDomain
public import Rego

/// One test of a suite.
public struct SuiteCase: Sendable {
  /// What it asks about.
  public enum Subject: Sendable {
    case porc(Document)
    /// What the mapper gets.
    case input(Document)
    /// A file with what the mapper gets, relative to the suite's folder, else to the working directory.
    case inputFile(String)
    /// Nothing that could be asked, and why.
    case unusable(String)
  }

  public var name: String
  public var description: String?
  public var position: SourcePosition
  public var subject: Subject
  public var expectation: Expectation
}

/// What a test says of the answer. What is nil is not looked at.
public struct Expectation: Sendable {
  public var allow: Bool?
  /// What settled the decision, lower case: a phase, `all`, or `mapper`.
  public var settledBy: String?
  /// Outcomes by phase, in the order of the file: `grant`, `deny`, and of the system phase `undecided`.
  public var phases: [(phase: String, outcome: String)] = []
  public var grantReason: String?
  public var denyReason: String?
  public var reasonCode: String?
  /// A part of a reference's reason.
  public var reason: String?
  public var references: [ExpectedReference] = []
  /// The whole PORC that the mapper makes.
  public var porc: Document?
  /// Members that the PORC has, whatever else it has.
  public var porcIncludes: Document?
  /// A part of the mapper's error.
  public var error: String?

  /// Whether anything is said of the decision, not only of the mapper.
  var asksForDecision: Bool {
    allow != nil || settledBy != nil || !phases.isEmpty || grantReason != nil || denyReason != nil
      || reasonCode != nil || reason != nil || !references.isEmpty
  }
}

/// A reference that the record must have. What is nil is not looked at.
public struct ExpectedReference: Sendable {
  public var id: String?
  /// As records spell it, as are the others.
  public var phase: String?
  public var decision: String?
  public var policy: String?
  public var reasonCode: String?
  /// A part of the reason.
  public var reason: String?

  /// `{id: r, phase: IDENTITY}`.
  public var description: String {
    let fields = [
      ("id", id), ("phase", phase), ("decision", decision), ("policy", policy), ("reasonCode", reasonCode),
      ("reason", reason),
    ]
    return "{" + fields.compactMap { name, value in value.map { "\(name): \($0)" } }.joined(separator: ", ") + "}"
  }
}
