public import Rego

/// Why a bundle came out as it did: `data.rune.results`, read.
public struct RuneExplanation: Sendable {
  /// One result of a rule.
  public struct Result: Sendable {
    public let id: String
    /// Empty where the rule gave none.
    public let message: String
    /// The result as the rule gave it.
    public let document: Document

    init(_ value: Value) {
      id = Self.text(value["id"]) ?? "(without id)"
      message = Self.text(value["msg"]) ?? ""
      document = Document(copying: value)
    }

    private static func text(_ value: Value) -> String? {
      value.isUndefined ? nil : value.string ?? JSONWriter.string(value)
    }
  }

  /// Allows and denies of one kind.
  public struct Results: Sendable {
    public var allows: [Result] = []
    public var denies: [Result] = []

    public var isEmpty: Bool { allows.isEmpty && denies.isEmpty }
  }

  /// What a rule set came to.
  public struct RuleSetOutcome: Sendable {
    public let id: String
    /// Nil where its metadata has none.
    public let name: String?
    /// `allow`, `deny` or `error`.
    public let result: String
    public let strategy: String
    /// Those that count.
    public let enforced: Results
    /// Those with `enforce: "monitor"`, or with any other word than `enforce` and `ignore`.
    public let monitored: Results
    /// Those with `enforce: "ignore"`.
    public let ignored: Results
    public let errors: [String]
    /// The rule sets that it contains.
    public let ruleSets: [RuleSetOutcome]
    public let decision: Decision
  }

  /// `allow` or `deny`.
  public let result: String
  public let strategy: String
  public let errors: [String]
  public let ruleSets: [RuleSetOutcome]
  public let decision: Decision

  /// - Parameter results: the value of `data.rune.results`.
  public init(_ results: Value) {
    result = results["result"].string ?? "deny"
    strategy = Self.strategy(results["resolution_strategy"])
    errors = Self.errors(results)
    ruleSets = Self.outcomes(results["rule_sets"], depth: 0)
    decision = Decision(
      result: result, strategy: strategy, errors: errors, allows: Self.ids(ruleSets, "allow"),
      denies: Self.ids(ruleSets, "deny") + Self.ids(ruleSets, "error"))
  }

  private static func strategy(_ value: Value) -> String {
    value.isUndefined || value.kind == .null ? "no strategy" : value.string ?? JSONWriter.string(value)
  }

  private static func errors(_ value: Value) -> [String] {
    value["result_validation_errors"].members.map { $0.string ?? JSONWriter.string($0) }
  }

  private static func ids(_ outcomes: [RuleSetOutcome], _ result: String) -> [String] {
    outcomes.filter { $0.result == result }.map(\.id)
  }

  private static func outcomes(_ value: Value, depth: Int) -> [RuleSetOutcome] {
    guard value.kind == .object, depth < NestingCheck.depthMax else { return [] }
    return value.pairs.map { outcome($0.key.string ?? JSONWriter.string($0.key), $0.value, depth: depth) }
      .sorted { $0.id < $1.id }
  }

  private static func outcome(_ id: String, _ value: Value, depth: Int) -> RuleSetOutcome {
    let reason = value["reason"]
    func results(_ kind: String) -> Results {
      Results(
        allows: reason[kind + "_allows"].members.map(Result.init),
        denies: reason[kind + "_denies"].members.map(Result.init))
    }
    let result = value["result"].string ?? "error"
    let strategy = strategy(reason["resolution_strategy"])
    let enforced = results("enforced")
    let errors = errors(value)
    let inner = outcomes(value["rule_sets"], depth: depth + 1)
    let decision = Decision(
      result: result, strategy: strategy, errors: errors, allows: enforced.allows.map(\.id) + ids(inner, "allow"),
      denies: enforced.denies.map(\.id) + ids(inner, "deny") + ids(inner, "error"))
    return RuleSetOutcome(
      id: id, name: value["name"].string, result: result, strategy: strategy, enforced: enforced,
      monitored: results("monitored"), ignored: results("ignored"), errors: errors, ruleSets: inner, decision: decision)
  }
}

extension Value {
  /// The members of an array or a set; nothing of anything else.
  fileprivate var members: [Value] { kind == .array || kind == .set ? items : [] }
}
