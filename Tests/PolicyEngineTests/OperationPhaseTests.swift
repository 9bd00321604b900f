import PolicyEngine
import Rego
import Testing

/// The first phase: an integer decides alone unless it is 0.
@Suite struct OperationPhaseTests {
  static let domain =
    Parts.policies + "\n" + Parts.policy("p:op", "default allow = 0", "allow = n { n := input.context.ret }") + "\n"
    + Parts.granting.split(separator: "p:zero").joined(separator: "p:op")

  @Test(
    "the operation's value decides",
    arguments: [
      ("{}", "GRANT", nil, nil), (#"{"ret":0}"#, "GRANT", nil, nil), (#"{"ret":0.0}"#, "GRANT", nil, nil),
      (#"{"ret":1}"#, "GRANT", "PUBLIC", nil), (#"{"ret":2}"#, "GRANT", "VISITOR", nil),
      (#"{"ret":3}"#, "GRANT", "ANTI_LOCKOUT", nil), (#"{"ret":4}"#, "GRANT", "NOT_GRANTED", nil),
      (#"{"ret":1.0}"#, "GRANT", "PUBLIC", nil), (#"{"ret":1e2}"#, "GRANT", "NOT_GRANTED", nil),
      (#"{"ret":100000000000000000000}"#, "GRANT", "NOT_GRANTED", nil),
      (#"{"ret":4294967297}"#, "GRANT", "NOT_GRANTED", nil), (#"{"ret":-1}"#, "DENY", nil, "JWT_REQUIRED"),
      (#"{"ret":-2}"#, "DENY", nil, "OPERATOR_REQUIRED"), (#"{"ret":-3}"#, "DENY", nil, "NOT_DENIED"),
      (#"{"ret":-1e30}"#, "DENY", nil, "NOT_DENIED"),
    ] as [(String, String, String?, String?)])
  func decides(_ context: String, _ decision: String, _ grant: String?, _ deny: String?) throws {
    let bench = try Bench(Self.domain)
    let record = try bench.record(
      #"{"principal":{"mroles":["r:yes"]},"operation":"o","resource":"m","context":\#(context)}"#
    ).value
    #expect(record["decision"].string == decision)
    #expect(record["grantReason"].string == grant)
    #expect(record["denyReason"].string == deny)
    #expect(record["systemOverride"].boolean == (grant == nil && deny == nil ? nil : true))
    #expect(record["references"].count == 3)
  }

  @Test(
    "what is no integer denies, and records say that a token is required",
    arguments: [
      ("true", "UNKNOWN_ERROR", "unexpected evaluation result: true"),
      (#""1""#, "UNKNOWN_ERROR", "unexpected evaluation result: 1"),
      ("null", "UNKNOWN_ERROR", "unexpected evaluation result: <nil>"),
      ("[1,[\"a\"]]", "UNKNOWN_ERROR", "unexpected evaluation result: [1 [a]]"),
      (#"{"b":1,"a":{"x":true}}"#, "UNKNOWN_ERROR", "unexpected evaluation result: map[a:map[x:true] b:1]"),
      ("1.5", "UNKNOWN_ERROR", "cannot extract integer result: not an integer: 1.5"),
      ("1e-3", "UNKNOWN_ERROR", "cannot extract integer result: not an integer: 1e-3"),
    ])
  func refusesOtherTypes(_ value: String, _ code: String, _ reason: String) throws {
    let bench = try Bench(Self.domain)
    let record = try bench.record(#"{"operation":"o","context":{"ret":\#(value)}}"#).value
    #expect(record["decision"].string == "DENY")
    #expect(record["denyReason"].string == "JWT_REQUIRED")
    #expect(record["references"][0]["reasonCode"].string == code)
    #expect(record["references"][0]["reason"].string == reason)
  }

  @Test("an undefined rule names the policy and the query, not the input")
  func namesUndefined() throws {
    let bench = try Bench(
      Parts.policies + "\n" + Parts.policy("p:none", "allow = 1 { input.secret == 2 }")
        + "\n  operations: [{selector: [.*], policy: \"p:none\"}]")
    let record = try bench.record(#"{"operation":"o","secret":"token"}"#).value
    #expect(record["references"][0]["reasonCode"].string == "EVALUATION_ERROR")
    #expect(record["references"][0]["reason"].string == "no opa results: p:none, query: data.authz.allow")
  }

  @Test(
    "an operation is routed in the one domain that matches",
    arguments: [
      (["a", "b"], "a", "GRANT"), (["a", "a"], "a", "DENY NOTFOUND_ERROR"), (["a", "b"], "c", "DENY NOTFOUND_ERROR"),
      ([".*", "a"], "x", "GRANT"), ([".*", "a"], "a", "DENY NOTFOUND_ERROR"),
    ])
  func routes(_ selectors: [String], _ operation: String, _ expected: String) throws {
    let specs = selectors.map {
      Parts.policies + "\n  operations: [{selector: [\"\($0)\"], policy: \"p:zero\"}]"
    }
    let bench = try Bench(specs)
    let references = try bench.references(.system, #"{"operation":"\#(operation)"}"#)
    #expect(references == ["\(operation) \(expected)"])
  }

  @Test("the first matching entry decides, literals or not")
  func prefersFirst() throws {
    let bench = try Bench(
      Parts.policies + """

            - mrn: "p:one"
              rego: "package authz\\nallow = 1"
          operations:
            - {selector: ["a.c"], policy: "p:one"}
            - {selector: ["abc", "x"], policy: "p:zero"}
            - {selector: ["x", "y"], policy: "p:one"}
            - {selector: [".*"], policy: ""}
        """)
    func policy(_ operation: String) throws -> String? {
      try bench.decide(#"{"operation":"\#(operation)"}"#).references[0].policy
    }
    #expect(try policy("abc") == "p:one")
    #expect(try policy("x") == "p:zero")
    #expect(try policy("y") == "p:one")
    #expect(try policy("z") == nil)
    #expect(try bench.decide(#"{"operation":"z"}"#).references[0].reason == "empty reference")
  }
}
