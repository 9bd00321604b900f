import Rego

/// Compares an AccessRecord with what a test says of it.
struct Judgement {
  private let record: Value
  private let references: [Value]
  private(set) var mismatches: [Mismatch] = []

  /// - Parameter record: valid as long as the judgement.
  init(_ record: Value) {
    self.record = record
    references = record["references"].items
  }

  // MARK: What came out

  private var allows: Bool { record["decision"].string == "GRANT" }

  /// Outcomes of phases, as records let them be seen: a phase without references denies, but for the scopes, where
  /// there is nothing to be limited to.
  private func outcome(of phase: String) -> String {
    if phase == "system" {
      if record["systemOverride"].isTrue { return record["grantReason"].isUndefined ? "deny" : "grant" }
      return "undecided"
    }
    let own = references.filter { $0["phase"].string == phase.uppercased() }
    let isGranted = own.contains { $0["decision"].string == "GRANT" } || (phase == "scope" && own.isEmpty)
    return isGranted ? "grant" : "deny"
  }

  /// The first phase that left no choice; `all` when each of them had to grant, `mapper` when none was asked.
  private var settledBy: String {
    if references.count == 1, references[0]["phase"].isUndefined { return "mapper" }
    if outcome(of: "system") != "undecided" { return "system" }
    if allows { return "all" }
    return ["identity", "resource", "scope"].first { outcome(of: $0) == "deny" } ?? "all"
  }

  private static func code(_ reference: Value) -> String { reference["reasonCode"].string ?? "POLICY_OUTCOME" }

  // MARK: Comparing

  mutating func judge(_ expected: Expectation) {
    if let allow = expected.allow { compare("allow", "\(allow)", "\(allows)") }
    if let phase = expected.settledBy { compare("settledBy", phase, settledBy) }
    for (phase, outcome) in expected.phases { compare("phases.\(phase)", outcome, self.outcome(of: phase)) }
    if let reason = expected.grantReason { compare("grantReason", reason, record["grantReason"].string ?? "none") }
    if let reason = expected.denyReason { compare("denyReason", reason, record["denyReason"].string ?? "none") }
    judgeReason(expected)
    for (index, reference) in expected.references.enumerated() { judge(reference, "references[\(index)]") }
  }

  private mutating func compare(_ what: String, _ expected: String, _ got: String) {
    if expected != got { mismatches.append(Mismatch(what, expected: expected, got: got)) }
  }

  /// One reference has to have both the code and the text.
  private mutating func judgeReason(_ expected: Expectation) {
    guard expected.reasonCode != nil || expected.reason != nil else { return }
    let wanted = ExpectedReference(reasonCode: expected.reasonCode, reason: expected.reason)
    if references.contains(where: { Self.matches($0, wanted) }) { return }
    if let code = expected.reasonCode, !references.contains(where: { Self.code($0) == code }) {
      let codes = references.map(Self.code).filter { $0 != "POLICY_OUTCOME" }
      mismatches.append(
        Mismatch("reasonCode", expected: code, got: codes.isEmpty ? "none" : codes.joined(separator: ", ")))
    }
    if let reason = expected.reason {
      let reasons = references.compactMap { $0["reason"].string }.map(Self.quoted)
      mismatches.append(
        Mismatch(
          "reason", expected: Self.quoted(reason), got: reasons.isEmpty ? "none" : reasons.joined(separator: ", ")))
    }
  }

  private mutating func judge(_ expected: ExpectedReference, _ what: String) {
    if references.contains(where: { Self.matches($0, expected) }) { return }
    // What comes nearest helps most: the same entity.
    let near = references.filter { expected.id == nil || $0["id"].string == expected.id }
    let got = near.map(Self.describe)
    mismatches.append(
      Mismatch(
        what, expected: expected.description, got: got.isEmpty ? "no such reference" : got.joined(separator: ", ")))
  }

  private static func matches(_ reference: Value, _ expected: ExpectedReference) -> Bool {
    func isSame(_ expected: String?, _ key: String) -> Bool {
      expected == nil || (reference[key].string ?? "") == expected
    }
    let policy = reference["policies"].items.first.map { $0["mrn"].string ?? "" } ?? ""
    let reason = reference["reason"].string ?? ""
    return isSame(expected.id, "id") && isSame(expected.phase, "phase") && isSame(expected.decision, "decision")
      && (expected.policy == nil || expected.policy == policy)
      && (expected.reasonCode == nil || expected.reasonCode == code(reference))
      && (expected.reason.map { reason.contains($0) } ?? true)
  }

  private static func describe(_ reference: Value) -> String {
    var found = ExpectedReference()
    found.id = reference["id"].string
    found.phase = reference["phase"].string
    found.decision = reference["decision"].string
    found.policy = reference["policies"].items.first?["mrn"].string
    found.reasonCode = code(reference)
    found.reason = reference["reason"].string
    return found.description
  }

  private static func quoted(_ text: String) -> String { Document { $0.string(text) }.json }
}
