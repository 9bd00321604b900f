public import PolicyDomain
public import Rego

/// Something that came out otherwise than a test says.
public struct Mismatch: Sendable, Equatable {
  /// What it is about: `allow`, `phases.identity`, `porc.principal.sub`.
  public var what: String
  public var expected: String
  public var got: String

  public init(_ what: String, expected: String, got: String) {
    self.what = what
    self.expected = expected
    self.got = got
  }

  /// `expected allow=true, got allow=false`, as the reference says it.
  public var description: String { "expected \(what)=\(expected), got \(what)=\(got)" }
}

/// How a test came out.
public struct CaseResult: Sendable {
  public enum Outcome: Sendable {
    case passed
    case failed([Mismatch])
    /// There is no answer to judge, and why.
    case error(String)
  }

  public var name: String
  public var description: String?
  public var position: SourcePosition
  public var outcome: Outcome
  public var durationNanoseconds: Int64
  /// The AccessRecord of the decision; nil when there was none.
  public var record: Document?

  public var isPassed: Bool { if case .passed = outcome { true } else { false } }
}
