import PolicyEngine
import Rego
import Testing

/// What an explanation says about the phases, their entities and their rules.
@Suite struct ExplainPhaseTests {
  private static func domain(
    operation: String = "p:zero", role: String = "p:yes", group: String = "p:yes", _ policies: String...
  ) -> String {
    """
    \(Parts.policies)
    \(policies.joined(separator: "\n"))
      operations: [{name: any, selector: ["o", "x.*"], policy: "\(operation)"}]
      roles: [{mrn: "r", policy: "\(role)"}, {mrn: "r:no", policy: "p:no"}]
      groups: [{mrn: "g", roles: ["r"]}]
      scopes: [{mrn: "s:yes", policy: "p:yes"}, {mrn: "s:no", policy: "p:no"}]
      resource-groups: [{mrn: "rg", policy: "\(group)"}, {mrn: "rg:default", policy: "p:yes", default: true}]
      resources: [{name: things, selector: ["thing:.*"], group: "rg"}]
    """
  }

  private static let porc =
    #"{"principal":{"sub":"u","mroles":["r"],"mgroups":["g"]},"operation":"o","resource":"thing:1"}"#

  @Test("a grant names every entity and how the request came to it")
  func grant() throws {
    let explanation = try ExplainBench(Self.domain()).explain(Self.porc)
    #expect(explanation.allowed)
    #expect(explanation.phases.map(\.outcome) == [.deferred, .granted, .granted, .granted])
    #expect(try explanation.phase(.system).entities[0].ways == ["by selector `o`"])
    #expect(try explanation.phase(.system).entities[0].selector?.entry == "any")
    #expect(try explanation.phase(.identity).entities[0].ways == ["direct", "by group `g`"])
    #expect(try explanation.phase(.resource).entities[0].ways == ["by selector `thing:.*`"])
    #expect(try explanation.phase(.scope).summary == "the request is not limited to scopes")
    #expect(explanation.remedies.sets.isEmpty)
  }

  @Test(
    "the resource's group comes by a selector, from the request, or by default",
    arguments: [
      (#""thing:1""#, "rg", "by selector `thing:.*`"),
      (#"{"id":"thing:1","group":"rg"}"#, "rg", "given by the request"),
      (#""other""#, "rg:default", "default: no selector matches `other`"),
    ])
  func resourceWays(_ resource: String, _ group: String, _ way: String) throws {
    let explanation = try ExplainBench(Self.domain()).explain(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":\#(resource)}"#)
    let entity = try #require(try explanation.phase(.resource).entities.first)
    #expect(entity.id == group)
    #expect(entity.ways == [way])
  }

  @Test("what has no policy says why")
  func unknownEntities() throws {
    let explanation = try ExplainBench(Self.domain()).explain(
      #"{"principal":{"mroles":["r:none"],"mgroups":["g:none"],"scopes":["s:none"]},"operation":"z","resource":"a"}"#)
    let failures = explanation.phases.map { $0.entities.map { "\($0.id): \($0.failure ?? "")" } }
    #expect(
      failures == [
        ["z: operation not found"], ["g:none: group not found", "r:none: role not found"], ["rg:default: "],
        ["s:none: scope not found"],
      ])
    #expect(explanation.override == "JWT_REQUIRED")
    #expect(explanation.phases.map(\.outcome) == [.denied, .overridden, .overridden, .overridden])
  }

  @Test("each rule that does not hold shows the expression that failed, with the values in it")
  func failingExpressions() throws {
    let policy = Parts.policy(
      "p:own", "default allow := false", "allow if input.resource.owner == input.principal.sub",
      "allow if {\n  input.operation == \"o\"\n  input.principal.mannotations.clearance >= 3\n}")
    let explanation = try ExplainBench(Self.domain(group: "p:own", policy)).explain(
      #"{"principal":{"sub":"u","mroles":["r"],"mannotations":{"clearance":2}},"operation":"o","#
        + #""resource":{"group":"rg","owner":"v"}}"#)
    #expect(
      try explanation.failures(.resource).joined(separator: "\n")
        == [
          #"22:18 input.resource.owner == input.principal.sub [input.resource.owner="v", input.principal.sub="u"]"#,
          "25:11 input.principal.mannotations.clearance >= 3 [input.principal.mannotations.clearance=2]",
        ].joined(separator: "\n"))
    #expect(explanation.reason == "denied by RESOURCE: `rg`")
  }

  @Test("the failing expression is found through rules, functions and closures")
  func deepFailures() throws {
    let policy = Parts.policy(
      "p:deep", "default allow := false", "allow if trusted", "trusted if fits(input.context.level)",
      "fits(level) if {\n  level > 5\n}", "allow if not blocked", "blocked if input.context.blocked",
      "allow if {\n  some role in input.principal.mroles\n  role == \"admin\"\n}",
      "allow if every tag in input.context.tags { tag == \"ok\" }")
    let explanation = try ExplainBench(Self.domain(group: "p:deep", policy)).explain(
      #"{"principal":{"mroles":["r","b"]},"operation":"o","resource":"thing:1","#
        + #""context":{"level":2,"blocked":true,"tags":["ok","no"]}}"#)
    #expect(
      try explanation.failures(.resource).joined(separator: "\n")
        == [
          "22:18 trusted [trusted=undefined]",
          "23:20 fits(input.context.level) [input.context.level=2]", "25:11 level > 5 [level=2]",
          "27:18 not blocked [blocked=true]", "held: input.context.blocked",
          #"31:11 role == "admin" [role="r"]"#, #"31:11 role == "admin" [role="b"]"#,
          #"33:18 every tag in input.context.tags { tag == "ok" } [input.context.tags=["ok", "no"]]"#,
          #"in: tag == "ok""#,
        ].joined(separator: "\n"))
  }

  @Test("a function whose arguments do not fit says so")
  func argumentsDoNotFit() throws {
    let policy = Parts.policy(
      "p:f", "default allow := false", "allow if level(input.context.kind) > 1", "level(\"a\") := 1",
      "level(\"b\") := 2")
    let explanation = try ExplainBench(Self.domain(group: "p:f", policy)).explain(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":"thing:1","context":{"kind":"c"}}"#)
    #expect(
      try explanation.failures(.resource).joined(separator: "\n")
        == [
          #"22:18 level(input.context.kind) > 1 [input.context.kind="c"]"#, "arguments", "arguments",
        ].joined(separator: "\n"))
  }

  @Test("a rule that denies shows what held")
  func denyingRule() throws {
    let policy = Parts.policy("p:deny", "default allow := 0", "allow := -2 if input.context.maintenance == true")
    let explanation = try ExplainBench(Self.domain(operation: "p:deny", policy)).explain(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":"thing:1","context":{"maintenance":true}}"#)
    let rule = try #require(try explanation.phase(.system).entities[0].policy?.rule)
    #expect(rule.value == "-2")
    #expect(rule.position.map { "\($0.line):\($0.column)" } == "22:9")
    #expect(rule.expressions.map(\.text) == ["input.context.maintenance == true"])
    #expect(explanation.override == "OPERATOR_REQUIRED")
  }

  @Test("a policy that cannot be evaluated says the engine's reason")
  func evaluationErrors() throws {
    let policy = Parts.policy("p:two", "allow := true if input.context.a", "allow := false if input.context.b")
    let explanation = try ExplainBench(Self.domain(group: "p:two", policy)).explain(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":"thing:1","context":{"a":1,"b":1}}"#)
    let entity = try #require(try explanation.phase(.resource).entities.first)
    #expect(entity.code == .evaluation)
    #expect(entity.failure?.contains("eval_conflict_error") == true)
    #expect(explanation.problems.isEmpty)
  }

  @Test("the text shows phases, places and remedies, and nothing else where all is granted")
  func text() throws {
    let bench = try ExplainBench(Self.domain())
    #expect(try bench.explain(Self.porc).text().hasPrefix("GRANT  o on thing:1, by u\ngranted by all phases\n"))
    let denied = try bench.explain(#"{"principal":{"mroles":["r:no"]},"operation":"o","resource":"a"}"#).text()
    #expect(
      denied.contains(
        """
        IDENTITY  denied  no role grants (1 asked)
          ✗ role `r:no` (direct) at d0.yml:20:40
            policy `p:no` says false at d0.yml:17:17
            which is its default
        """), "\(denied)")
    #expect(denied.contains("It would be granted by any of these:\n  1. give the caller the role `r`\n"), "\(denied)")
  }

  @Test("the JSON has every part and is stable")
  func json() throws {
    let explanation = try ExplainBench(Self.domain()).explain(
      #"{"principal":{"mroles":["r:no"]},"operation":"o","resource":"a"}"#)
    let value = try Document.kept(json: explanation.json()).value
    #expect(value["decision"].string == "DENY")
    #expect(value["phases"].count == 4)
    #expect(value["phases"][1]["entities"][0]["policy"]["rule"]["default"].boolean == true)
    #expect(value["phases"][1]["entities"][0]["position"]["file"].string == "d0.yml")
    let remedy = value["remedies"]["sets"][0]
    #expect(remedy["changes"][0]["kind"].string == "role")
    #expect(remedy["patch"][0]["path"].string == "/principal/mroles/-")
    #expect(explanation.json() == explanation.json())
  }
}
