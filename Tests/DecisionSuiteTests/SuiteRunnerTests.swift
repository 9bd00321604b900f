import DecisionSuite
import Testing

struct SuiteRunnerTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let test: String
    let outcome: String
    var testDescription: String { test }

    init(_ test: String, _ outcome: String) {
      self.test = test
      self.outcome = outcome
    }
  }

  static let granted = SuiteBench.porc()

  @Test(
    "judges the answer as the reference does",
    arguments: [
      Example("\(granted), result: {allow: true}", "PASS"),
      Example("\(granted), result: {allow: false}", "FAIL (expected allow=false, got allow=true)"),
      Example("\(granted)", "FAIL (expected allow=false, got allow=true)"),
      Example("\(granted), result: {}", "FAIL (expected allow=false, got allow=true)"),
      Example("\(granted), result: {allow: yes}", "PASS"),
      Example(
        "porc: {principal: {}, operation: x}, result: {allow: true}", "FAIL (expected allow=true, got allow=false)"),
      Example("porc: null", "ERROR (the test has no `porc`: add one, or an `input`)"),
      Example("result: {allow: false}", "ERROR (the test has no `porc`: add one, or an `input`)"),
      Example("porc: {principal: {1: 2}}", "ERROR (failed to marshal PORC: a map with a key that is no string)"),
      Example("porc: {a: .inf}", "ERROR (failed to marshal PORC: the number inf)"),
      Example("porc: {a: 2024-01-02}, expect: {porc: {a: '2024-01-02T00:00:00Z'}}", "PASS"),
    ])
  func allow(_ example: Example) throws {
    #expect(try SuiteBench.outcome(example.test) == example.outcome)
  }

  @Test(
    "says what settled a decision, and what each phase said",
    arguments: [
      ("", "{}", "all", "undecided", "grant", "grant", "grant"),
      ("roles: r-no", "{}", "identity", "undecided", "deny", "grant", "grant"),
      ("group: rg-no", "{}", "resource", "undecided", "grant", "deny", "grant"),
      ("scopes: s-no", "{}", "scope", "undecided", "grant", "grant", "deny"),
      ("scopes: s-no, api", "{}", "all", "undecided", "grant", "grant", "grant"),
      ("roles: ", "{ret: 2}", "system", "grant", "deny", "grant", "grant"),
      ("", "{ret: -2}", "system", "deny", "grant", "grant", "grant"),
    ])
  func phases(
    change: String, context: String, settledBy: String, system: String, identity: String, resource: String,
    scope: String
  ) throws {
    let porc = SuiteBench.porc(
      roles: change.hasPrefix("roles") ? String(change.dropFirst(7)) : "r",
      scopes: change.hasSuffix("api") ? "s-no, 'mrn:iam:scope:api'" : change.hasPrefix("scopes") ? "s-no" : "",
      group: change.hasPrefix("group") ? "rg-no" : "rg", context: context)
    let phases = "{system: \(system), identity: \(identity), resource: \(resource), scope: \(scope)}"
    #expect(try SuiteBench.outcome("\(porc), result: {settledBy: \(settledBy), phases: \(phases)}") == "PASS")
    let other = settledBy == "all" ? "scope" : "all"
    #expect(
      try SuiteBench.outcome("\(porc), result: {settledBy: \(other)}")
        == "FAIL (expected settledBy=\(other), got settledBy=\(settledBy))")
  }

  @Test(
    "looks at overrides, reasons and references",
    arguments: [
      Example("\(SuiteBench.porc(context: "{ret: 1}")), result: {grantReason: public}", "PASS"),
      Example("\(granted), result: {grantReason: PUBLIC}", "FAIL (expected grantReason=PUBLIC, got grantReason=none)"),
      Example("\(SuiteBench.porc(context: "{ret: -2}")), result: {denyReason: OPERATOR_REQUIRED}", "PASS"),
      Example("\(SuiteBench.porc(roles: "nobody")), result: {reasonCode: NOTFOUND_ERROR, reason: role not}", "PASS"),
      Example(
        "\(SuiteBench.porc(roles: "nobody")), result: {reasonCode: EVALUATION_ERROR}",
        "FAIL (expected reasonCode=EVALUATION_ERROR, got reasonCode=NOTFOUND_ERROR)"),
      Example(
        "\(SuiteBench.porc(roles: "r-text, nobody")), result: {reason: 'scope'}",
        #"FAIL (expected reason="scope", got reason="unexpected evaluation result: text", "role not found")"#),
      Example("\(granted), result: {references: [{id: r, phase: identity, decision: grant, policy: 'p:yes'}]}", "PASS"),
      Example(
        "\(SuiteBench.porc(roles: "r-text")), result: {references: [{id: r-text, reasonCode: UNKNOWN_ERROR}]}", "PASS"),
      Example(
        "\(granted), result: {references: [{id: r}, {id: r, decision: DENY}]}",
        "FAIL (expected references[1]={id: r, decision: DENY}, got references[1]={id: r, phase: IDENTITY, "
          + "decision: GRANT, policy: p:yes, reasonCode: POLICY_OUTCOME})"),
      Example(
        "\(granted), result: {references: [{id: z}]}",
        "FAIL (expected references[0]={id: z}, got references[0]=no such reference)"),
    ])
  func details(_ example: Example) throws {
    #expect(try SuiteBench.outcome(example.test) == example.outcome)
  }

  @Test(
    "runs the mapper, and compares its PORC as a whole or in part",
    arguments: [
      Example("input: {role: r, path: x}, result: {allow: true}", "PASS"),
      Example("envoy: {role: r-no, path: x}, result: {allow: false, settledBy: identity}", "PASS"),
      Example("input: {role: r, path: x}", "FAIL (expected allow=false, got allow=true)"),
      Example("input: {role: r, path: x}, expect: {porcIncludes: {operation: 'a:b', context: {n: 1}}}", "PASS"),
      Example(
        "input: {role: r, path: x}, expect: {porc: {operation: 'a:b', resource: y, context: {n: 1}, principal: {mroles: [r]}}}",
        #"FAIL (expected porc.resource="y", got porc.resource="x")"#),
      Example(
        "input: {role: r, path: x}, expect: {porc: {resource: x, context: {}, principal: {mroles: [r, q]}}}",
        #"FAIL (expected porc.context.n=none, got porc.context.n=1; "#
          + #"expected porc.principal.mroles=["r","q"], got porc.principal.mroles=["r"]; "#
          + #"expected porc.operation=none, got porc.operation="a:b")"#),
      Example("input: 'in.json', result: {allow: true}", "PASS"),
      Example("input: 'other.json', result: {allow: true}", "PASS"),
      Example("input: 'no.json'", "ERROR (failed to read input file: open no.json: no such file or directory)"),
      Example("input: {}, expect: {error: 'no opa results'}", "PASS"),
      Example("input: {}, result: {allow: false, settledBy: mapper, reasonCode: EVALUATION_ERROR}", "PASS"),
      Example("input: {role: r, path: x}, expect: {error: x}", "FAIL (expected error=x, got error=none)"),
      Example(
        "input: {}, result: {allow: false}",
        "ERROR (failed to evaluate mapper Rego: no opa results: m, query: data.mapper.porc(code-EVALUATION_ERROR); "
          + "a test that expects this says so by `expect.error` or `settledBy: mapper`)"),
      Example("input: {}, porc: {}", "ERROR (the test has more than one of `porc`, `envoy` and `input`: leave one)"),
    ])
  func mappers(_ example: Example) throws {
    let files = ["t/in.json": #"{"role": "r", "path": "x"}"#, "other.json": #"{"role": "r", "path": "x"}"#]
    #expect(try SuiteBench.outcome(example.test, files: files) == example.outcome)
  }
}
