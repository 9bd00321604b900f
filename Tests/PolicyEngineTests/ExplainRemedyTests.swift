import PolicyEngine
import Rego
import Testing

/// What would have granted a denied request: each kind of change, found and verified.
@Suite struct ExplainRemedyTests {
  private static func domain(
    operation: String = "p:zero", role: String = "p:yes", group: String = "p:yes", more: String = "",
    _ policies: String...
  ) -> String {
    """
    \(Parts.policies)
    \(policies.joined(separator: "\n"))
      operations: [{selector: ["o"], policy: "\(operation)"}]
      roles:
        - {mrn: "r", policy: "\(role)"}
        - {mrn: "r:no", policy: "p:no"}
        - {mrn: "r:clear", policy: "p:no", annotations: [{name: clearance, value: 5}]}
      groups: [{mrn: "g", roles: ["r"]}]
      scopes: [{mrn: "s:yes", policy: "p:yes"}, {mrn: "s:no", policy: "p:no"}]
      resource-groups: [{mrn: "rg", policy: "\(group)", default: true}\(more)]
    """
  }

  @Test(
    "the identity phase: a role, or a group that brings it",
    arguments: [#"{"sub":"u","mroles":["r:no"]}"#, #"{"sub":"u"}"#, "{}", #"{"sub":"u","mroles":null}"#])
  func roles(_ principal: String) throws {
    let found = try ExplainBench(Self.domain()).remedies(
      #"{"principal":\#(principal),"operation":"o","resource":"a"}"#)
    #expect(found == ["give the caller the role `r`", "put the caller into the group `g`"])
  }

  @Test("the scope phase: no limit, or a scope that grants")
  func scopes() throws {
    let found = try ExplainBench(Self.domain()).remedies(
      #"{"principal":{"mroles":["r"],"scopes":["s:no"]},"operation":"o","resource":"a"}"#)
    #expect(found == ["add the scope `s:yes` to the token", "use a token that is not limited to scopes"])
  }

  private static let comparisons: [(rego: String, context: String, want: String)] = [
    ("input.principal.mannotations.clearance >= 3", "{}", "set the caller's annotation `clearance` to 3"),
    ("input.principal.mannotations.clearance > 3", "{}", "set the caller's annotation `clearance` to 4"),
    (
      "3 <= object.get(input.principal.mannotations, \"clearance\", 0)", "{}",
      "set the caller's annotation `clearance` to 3"
    ),
    ("ranks[input.principal.mclearance] >= 2", "{}", "set `principal.mclearance` to \"HIGH\""),
    (
      "ranks[input.principal.mclearance] >= ranks[input.context.least]", #"{"least":"HIGH"}"#,
      "set `principal.mclearance` to \"HIGH\""
    ),
    ("input.context.break_glass == true", "{}", "set `context.break_glass` to true"),
    ("input.context.break_glass", #"{"break_glass":false}"#, "set `context.break_glass` to true"),
    ("input.context.usage < 10", #"{"usage":12}"#, "set `context.usage` to 9"),
    ("not input.context.blocked", #"{"blocked":true}"#, "set `context.blocked` to false"),
    ("input.context.kind in {\"a\"}", #"{"kind":"b"}"#, "set `context.kind` to \"a\""),
    ("\"red\" in input.principal.mannotations.tags", "{}", "add \"red\" to the caller's annotation `tags`"),
    ("lower(input.context.kind) == \"a\"", #"{"kind":"B"}"#, "set `context.kind` to \"a\""),
    ("startswith(input.context.kind, \"a\")", #"{"kind":"b"}"#, "set `context.kind` to \"a\""),
    ("level > 3", #"{"level":3}"#, "set `context.level` to 4"),
    ("above(input.context.level, 7)", #"{"level":3}"#, "set `context.level` to 8"),
    ("count(broken) == 0", #"{"level":-1}"#, ""),
    ("not negative", #"{"level":-1}"#, "set `context.level` to 0"),
    (
      "input.resource.annotations.public == true", "{}", "give the resource the annotation `public` with the value true"
    ),
    ("input.resource.owner == input.principal.sub", "{}", "set the resource's owner to \"u\""),
  ]

  @Test("values come from the comparisons that fail", arguments: comparisons.indices)
  func values(_ index: Int) throws {
    let (rego, context, want) = Self.comparisons[index]
    let policy = Parts.policy(
      "p:c", "default allow := false", "allow if \(rego)", "ranks := {\"LOW\": 1, \"HIGH\": 2}",
      "level := input.context.level", "above(x, y) if x > y", "negative if input.context.level < 0",
      "broken contains \"b\" if negative")
    let found = try ExplainBench(Self.domain(group: "p:c", policy)).remedies(
      #"{"principal":{"sub":"u","mroles":["r"]},"operation":"o","resource":"a","context":\#(context)}"#)
    #expect(want.isEmpty ? found.isEmpty : found.contains(want), "\(found)")
  }

  @Test("annotations of roles count too, and the simplest comes first")
  func annotationsOfRoles() throws {
    let policy = Parts.policy(
      "p:c", "default allow := false", "allow if input.principal.mannotations.clearance >= 3")
    let found = try ExplainBench(Self.domain(group: "p:c", policy)).remedies(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":"a"}"#)
    #expect(found == ["give the caller the role `r:clear`", "set the caller's annotation `clearance` to 3"])
  }

  @Test("a resource may move to another group: by the request, or by an entry of the domain")
  func resourceGroups() throws {
    let bench = try ExplainBench(Self.domain(group: "p:no", more: #", {mrn: "rg:b", policy: "p:yes"}"#))
    let byMRN = try bench.explain(#"{"principal":{"mroles":["r"]},"operation":"o","resource":"a.b"}"#)
    let remedy = try #require(byMRN.remedies.sets.first)
    #expect(remedy.changes[0].kind == .resourceGroup)
    #expect(remedy.patch == "[]")
    #expect(
      remedy.domain == #"{"resources":[{"group":"rg:b","name":"explained","selector":["a\\.b"]}]}"#)
    let described = try bench.remedies(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":{"id":"a","group":"rg"}}"#)
    #expect(described == ["move the resource into the resource group `rg:b`"])
  }

  @Test("an entry for the resource that an explanation suggests does grant when it is put there")
  func verifiesDomainChanges() throws {
    let rest = Self.domain(group: "p:no", more: #", {mrn: "rg:b", policy: "p:yes"}"#)
    let porc = #"{"principal":{"mroles":["r"]},"operation":"o","resource":"a.b"}"#
    let entry = try #require(try ExplainBench(rest).explain(porc).remedies.sets.first?.domain)
    let rules = try Document.kept(json: entry).value["resources"]
    #expect(try Bench(rest + "\n  resources: \(JSONWriter.string(rules))", version: .v1).decide(porc).allowed)
  }

  @Test("an operation may get another policy, where its own is missing or denies")
  func operations() throws {
    let policies = Parts.policy("p:never", "allow := -1")
    let domain = Self.domain(policies).replacing(
      #"operations: [{"#, with: #"operations: [{selector: ["n"], policy: "p:never"}, {"#)
    for operation in ["n", "unknown"] {
      let explanation = try ExplainBench(domain).explain(
        #"{"principal":{"sub":"u","mroles":["r"]},"operation":"\#(operation)","resource":"a"}"#)
      let texts = explanation.remedies.sets.map { $0.changes.map(\.text) }
      #expect(
        texts == [["let the policy `p:zero` decide about `\(operation)`, by an entry of `operations` for it alone"]])
    }
  }

  @Test("nobody needs a token, with a subject that a policy asks for where it asks for one")
  func principals() throws {
    let token = Parts.policy("p:token", "default allow := -1", "allow := 0 if input.principal.sub")
    let owner = Parts.policy("p:owner", "default allow := false", "allow if input.context.owner == input.principal.sub")
    let found = try ExplainBench(Self.domain(operation: "p:token", group: "p:owner", token, owner)).remedies(
      #"{"operation":"o","resource":"a","context":{"owner":"bob"}}"#)
    #expect(
      found.prefix(2) == [
        "call with a token of `bob` + give the caller the role `r`",
        "call with a token of `bob` + put the caller into the group `g`",
      ], "\(found)")
    let any = try ExplainBench(Self.domain(operation: "p:token", token)).remedies(#"{"operation":"o","resource":"a"}"#)
    #expect(any.first == "call with a token: any subject, here `someone` + give the caller the role `r`", "\(any)")
  }

  @Test("changes come in sets where one is not enough, and none of a set is needless")
  func sets() throws {
    let both = Parts.policy(
      "p:both", "default allow := false",
      "allow if {\n  input.principal.mannotations.clearance >= 6\n  input.context.mfa\n}")
    let found = try ExplainBench(Self.domain(group: "p:both", both)).remedies(
      #"{"principal":{"mroles":[]},"operation":"o","resource":"a"}"#)
    #expect(
      found.first
        == "give the caller the role `r` + set the caller's annotation `clearance` to 6 + set `context.mfa` to true",
      "\(found)")
    #expect(!found.isEmpty && found.allSatisfy { $0.split(separator: " + ").count == 3 })
  }

  @Test("bounds end the search and are named")
  func bounds() throws {
    let porc = #"{"principal":{},"operation":"o","resource":"a"}"#
    var bounds = ExplanationBounds()
    bounds.evaluationsMax = 1
    let few = try ExplainBench(Self.domain(), bounds: bounds).explain(porc).remedies
    #expect(few.note == "the search was ended before it was complete: it takes more than 1 decisions")
    bounds = ExplanationBounds()
    bounds.searchNanosecondsMax = 0
    let late = try ExplainBench(Self.domain(), bounds: bounds).explain(porc).remedies
    #expect(late.note == "the search was ended before it was complete: its time was up")
    bounds = ExplanationBounds()
    bounds.cancellation = Cancellation()
    bounds.changesMax = 1
    let one = try ExplainBench(Self.domain(group: "p:no"), bounds: bounds).explain(porc).remedies
    #expect(one.sets.isEmpty)
    #expect(one.note == "no combination of up to 1 changes that is known here grants")
    bounds.remediesMax = 1
    let short = try ExplainBench(Self.domain(), bounds: bounds).explain(porc).remedies
    #expect(short.sets.count == 1)
    #expect(short.note == "1 more of this size are left out")
  }

  @Test("what no change of the request or of routes can grant says so")
  func nothingHelps() throws {
    let remedies = try ExplainBench(Self.domain(group: "p:no")).explain(
      #"{"principal":{"mroles":["r"]},"operation":"o","resource":"a"}"#
    ).remedies
    #expect(remedies.sets.isEmpty)
    #expect(remedies.note == "no combination of up to 3 changes that is known here grants")
  }
}
