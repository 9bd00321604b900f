import PolicyDomain
import Rego

/// Reads the tests of a suite.
final class SuiteReader {
  private(set) var warnings: [DomainDiagnostic] = []

  private static let outcomes = ["grant", "deny"]
  private static let phases = ["system", "identity", "resource", "scope"]
  private static let decisions = ["GRANT", "DENY"]
  private static let codes = [
    "POLICY_OUTCOME", "COMPILATION_ERROR", "NOTFOUND_ERROR", "NETWORK_ERROR", "EVALUATION_ERROR", "INVALPARAM_ERROR",
    "UNKNOWN_ERROR",
  ]

  func read(_ item: YAMLItem) -> SuiteCase {
    var fields = SuiteFields(item, "a test")
    let name = fields.text("name") ?? ""
    let description = fields.text("description")
    let subject = subject(&fields)
    var expectation = Expectation()
    let result = fields.take("result")
    if let result { readResult(result, into: &expectation) }
    let expect = fields.take("expect")
    if let expect { readExpect(expect, into: &expectation) }
    // The reference takes a missing `allow` for false. Where a test says something else, it need not say that.
    if case .porc = subject, !expectation.asksForDecision { expectation.allow = false }
    if expect == nil, !expectation.asksForDecision { expectation.allow = false }
    note(fields.unknown(), in: "test `\(name)`", known: fields.asked)
    return SuiteCase(
      name: name, description: description, position: item.position, subject: subject, expectation: expectation)
  }

  private func subject(_ fields: inout SuiteFields) -> SuiteCase.Subject {
    let porc = fields.take("porc")
    let inputs = [fields.take("envoy"), fields.take("input")].compactMap { $0 }
    if inputs.count + (porc == nil ? 0 : 1) > 1 {
      return .unusable("the test has more than one of `porc`, `envoy` and `input`: leave one")
    }
    if let input = inputs.first {
      if !input.isMapping, !input.isNull { return .inputFile(input.string("`input`")) }
      return document(input, "input").map { .input($0) } ?? .unusable("")
    }
    guard let porc, !porc.isNull else { return .unusable("the test has no `porc`: add one, or an `input`") }
    guard porc.isMapping else {
      porc.report("`porc` must be a mapping", remedy: "write `principal`, `operation`, `resource` and `context`")
      return .unusable("`porc` must be a mapping")
    }
    do throws(YAMLItem.Unrepresentable) { return .porc(try porc.document()) } catch {
      return .unusable("failed to marshal PORC: \(error.reason)")
    }
  }

  private func document(_ item: YAMLItem, _ what: String) -> Document? {
    do throws(YAMLItem.Unrepresentable) { return try item.document() } catch {
      item.report("`\(what)` cannot be written as JSON: \(error.reason)")
      return nil
    }
  }

  // MARK: Expectations

  private func readResult(_ item: YAMLItem, into expectation: inout Expectation) {
    var fields = SuiteFields(item, "`result`")
    if let allow = fields.take("allow"), !allow.isNull { expectation.allow = allow.boolean("`allow`") }
    expectation.settledBy = fields.word("settledBy", of: Self.phases + ["all", "mapper"])
    expectation.grantReason = fields.word("grantReason", of: ["NOT_GRANTED", "PUBLIC", "VISITOR", "ANTI_LOCKOUT"])
    expectation.denyReason = fields.word("denyReason", of: ["NOT_DENIED", "JWT_REQUIRED", "OPERATOR_REQUIRED"])
    expectation.reasonCode = fields.word("reasonCode", of: Self.codes)
    expectation.reason = fields.text("reason")
    if let phases = fields.take("phases") { expectation.phases = readPhases(phases) }
    if let references = fields.take("references") {
      expectation.references = references.list("`references`").map(readReference)
    }
    note(fields.unknown(), in: "`result`", known: fields.asked)
  }

  private func readPhases(_ item: YAMLItem) -> [(phase: String, outcome: String)] {
    var fields = SuiteFields(item, "`phases`")
    let phases = Self.phases.compactMap { phase in
      let words = Self.outcomes + (phase == "system" ? ["undecided"] : [])
      return fields.word(phase, of: words).map { (phase: phase, outcome: $0) }
    }
    note(fields.unknown(), in: "`phases`", known: fields.asked)
    return phases
  }

  private func readReference(_ item: YAMLItem) -> ExpectedReference {
    var fields = SuiteFields(item, "a reference")
    var reference = ExpectedReference()
    reference.id = fields.text("id")
    reference.phase = fields.word("phase", of: Self.phases.map { $0.uppercased() })
    reference.decision = fields.word("decision", of: Self.decisions)
    reference.policy = fields.text("policy")
    reference.reasonCode = fields.word("reasonCode", of: Self.codes)
    reference.reason = fields.text("reason")
    note(fields.unknown(), in: "a reference", known: fields.asked)
    return reference
  }

  private func readExpect(_ item: YAMLItem, into expectation: inout Expectation) {
    var fields = SuiteFields(item, "`expect`")
    expectation.porc = fields.take("porc").flatMap { document($0, "porc") }
    expectation.porcIncludes = fields.take("porcIncludes").flatMap { document($0, "porcIncludes") }
    expectation.error = fields.text("error")
    note(fields.unknown(), in: "`expect`", known: fields.asked)
  }

  /// Warns of keys that have no effect.
  func note(_ unknown: [YAMLItem.Entry], in place: String, known: [String]) {
    for entry in unknown {
      let nearest = NearestKey.of(entry.key, among: known)
      warnings.append(
        DomainDiagnostic(
          .ignored, "key `\(entry.key)` in \(place) has no effect", at: entry.position, severity: .warning,
          remedy: nearest.map { "did you mean `\($0)`?" }))
    }
  }
}
