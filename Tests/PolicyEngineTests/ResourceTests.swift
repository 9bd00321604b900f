import PolicyEngine
import Rego
import Testing

/// Resources, by MRN and described.
@Suite struct ResourceTests {
  static let domain =
    Parts.policies + """

        operations: [{selector: [".*"], policy: "p:zero"}]
        resource-groups:
          - mrn: rg
            policy: "p:yes"
            default: true
            annotations: [{name: k, value: rg}, {name: l, value: [1], merge: prepend}]
          - {mrn: rgno, policy: "p:no"}
        resources:
          - {selector: ["mrn:a:.*"], group: rg, annotations: [{name: l, value: [2]}]}
          - {selector: ["mrn:a:b", "mrn:b"], group: rgno}
      """

  @Test(
    "resources are looked up or taken as described",
    arguments: [
      (#""mrn:a:1""#, #"{"annotations":{"k":"rg","l":[1,2]},"group":"rg","id":"mrn:a:1"}"#, "rg GRANT"),
      (#""mrn:a:b""#, #"{"annotations":{"k":"rg","l":[1,2]},"group":"rg","id":"mrn:a:b"}"#, "rg GRANT"),
      (#""mrn:b""#, #"{"group":"rgno","id":"mrn:b"}"#, "rgno DENY"),
      (#""mrn:x""#, #"{"annotations":{"k":"rg","l":[1]},"group":"rg","id":"mrn:x"}"#, "rg GRANT"),
      (#""""#, #"{"annotations":{"k":"rg","l":[1]},"group":"rg"}"#, "rg GRANT"),
      (
        #"{"id":"i","group":"rg","classification":"HIGH","extra":1,"owner":"o","annotations":{"a":1}}"#,
        #"{"annotations":{"a":1},"classification":"HIGH","group":"rg","id":"i","owner":"o"}"#, "rg GRANT"
      ),
      (#"{"id":"i"}"#, #"{"id":"i"}"#, " DENY NOTFOUND_ERROR"), ("null", "{}", " DENY NOTFOUND_ERROR"),
      ("7", "{}", " DENY NOTFOUND_ERROR"), ("[1]", "{}", " DENY NOTFOUND_ERROR"),
      (
        #"{"id":5,"group":"rg","annotations":[1],"classification":3,"owner":""}"#, #"{"group":"rg"}"#, "rg GRANT"
      ),
    ])
  func realises(_ resource: String, _ realised: String, _ reference: String) throws {
    let bench = try Bench(Self.domain)
    let record = try bench.record(#"{"operation":"o","resource":\#(resource)}"#).value
    #expect(JSONWriter.string(record["porc"]["resource"]) == realised)
    #expect(try bench.references(.resource, #"{"resource":\#(resource)}"#) == [reference])
  }

  @Test("without a default group an unknown resource denies, and the error comes last")
  func deniesUnresolved() throws {
    let bench = try Bench(
      Parts.policies + """

          operations: [{selector: [".*"], policy: "p:zero"}]
          roles: [{mrn: r, policy: "p:yes"}]
          scopes: [{mrn: s, policy: "p:yes"}]
        """)
    let porc = #"{"principal":{"mroles":["r"],"scopes":["s"]},"operation":"o","resource":"mrn:x"}"#
    let decision = try bench.decide(porc)
    #expect(!decision.allowed)
    #expect(decision.references.map(\.phase) == [.system, .identity, .scope, .resource])
    #expect(decision.references[3].reason == "no matching resource and no default resource group found")
    #expect(try bench.record(porc).value["duration"]["phases"]["3"].string == "0")
  }

  @Test("of several default groups the first counts")
  func prefersFirstDefault() throws {
    let bench = try Bench(
      Parts.policies
        + "\n  resource-groups: [{mrn: a, default: true, policy: \"p:no\"}, {mrn: b, default: true, policy: \"p:yes\"}]"
    )
    #expect(try bench.references(.resource, #"{"resource":"x"}"#) == ["a DENY"])
  }

  @Test("an annotation that JSON has no value for denies with a record")
  func refusesUnrepresentable() throws {
    let bench = try Bench(
      Parts.domain + "\n  groups: [{mrn: g, annotations: [{name: inf, value: .inf}]}]")
    let porc = #"{"principal":{"mroles":["r:yes"],"mgroups":["g"]},"operation":"o","resource":"mrn:x"}"#
    let record = try bench.record(porc).value
    #expect(record["decision"].string == "DENY")
    #expect(record["porc"].isUndefined)
    #expect(record["systemOverride"].isUndefined)
    #expect(record["references"].count == 1)
    #expect(record["references"][0]["reasonCode"].string == "INVALPARAM_ERROR")
    #expect(record["references"][0]["id"].string == "mrn:x")
    #expect(record["duration"]["phases"].isUndefined)
  }
}
