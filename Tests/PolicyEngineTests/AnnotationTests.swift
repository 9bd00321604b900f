import PolicyEngine
import Rego
import Testing

/// Annotations of several sources under one name.
@Suite struct AnnotationTests {
  static func domain(role: String, group: String = "[]", scope: String = "[]") -> String {
    Parts.policies + """

        operations: [{selector: [".*"], policy: "p:zero"}]
        resource-groups: [{mrn: rg, policy: "p:yes", default: true}]
        roles: [{mrn: r, policy: "p:yes", annotations: \(role)}]
        groups: [{mrn: g, roles: [], annotations: \(group)}]
        scopes: [{mrn: s, policy: "p:yes", annotations: \(scope)}]
      """
  }

  static func merged(_ domain: String, own: String = "{}") throws -> String {
    let record = try Bench(domain).record(
      #"{"principal":{"mroles":["r"],"mgroups":["g"],"scopes":["s"],"mannotations":\#(own)},"operation":"o"}"#)
    return JSONWriter.string(record.value["porc"]["principal"]["mannotations"])
  }

  @Test(
    "the higher source's strategy says how values merge",
    arguments: [
      ("deep", "[2,3,1,2]", #"{"k":{"x":9,"y":[2,1]},"w":2,"z":1}"#, "high"),
      ("", "[2,3,1,2]", #"{"k":{"x":9,"y":[2,1]},"w":2,"z":1}"#, "high"),
      ("anything", "[2,3,1,2]", #"{"k":{"x":9,"y":[2,1]},"w":2,"z":1}"#, "high"),
      ("replace", "[2,3]", #"{"k":{"x":9,"y":[2]},"w":2}"#, "high"),
      ("append", "[2,3,1,2]", #"{"k":{"x":9,"y":[2]},"w":2,"z":1}"#, "high"),
      ("prepend", "[1,2,2,3]", #"{"k":{"x":1,"y":[1]},"w":2,"z":1}"#, "low"),
      ("union", "[2,3,1]", #"{"k":{"x":9,"y":[2,1]},"w":2,"z":1}"#, "high"),
    ])
  func merges(_ strategy: String, _ list: String, _ object: String, _ scalar: String) throws {
    func annotations(_ a: String, _ o: String, _ s: String, _ merge: String) -> String {
      "[{name: a, value: \(a)\(merge)}, {name: o, value: \(o)\(merge)}, {name: s, value: \(s)\(merge)}]"
    }
    let domain = Self.domain(
      role: annotations("[1,2]", "{k: {x: 1, y: [1]}, z: 1}", "low", ""),
      group: annotations("[2,3]", "{k: {x: 9, y: [2]}, w: 2}", "high", ", merge: \"\(strategy)\""))
    #expect(try Self.merged(domain) == #"{"a":\#(list),"o":\#(object),"s":"\#(scalar)"}"#)
  }

  @Test(
    "a merged entry keeps the higher side's strategy, even where it has none",
    arguments: [
      ("{value: [1,2], merge: union}", "{value: [2,3]}", "{value: []}", "{}", "[2,3,1]"),
      ("{value: [1], merge: union}", "{value: [1,2]}", "{value: [1,3]}", "{}", "[1,3,2]"),
      ("{value: [1]}", "{value: [1,2], merge: union}", "{value: [1,3]}", "{}", "[1,3,2,1]"),
      (
        "{value: [1], merge: union}", "{value: [1,2], merge: union}", "{value: [1,3], merge: union}", #"{"n":[1,9]}"#,
        "[1,9,3,2]"
      ),
      ("{value: [1]}", "{value: s, merge: union}", "{value: s}", "{}", "\"s\""),
      ("{value: s}", "{value: [1], merge: prepend}", "{value: [1]}", "{}", "[1,1]"),
      ("{value: null}", "{value: s, merge: prepend}", "{value: t, merge: prepend}", "{}", "null"),
      (
        "{value: [{p: 1, q: 2}], merge: union}", "{value: [{q: 2, p: 1.0}], merge: union}", "{value: []}", "{}",
        #"[{"p":1,"q":2}]"#
      ),
    ])
  func keepsStrategies(_ role: String, _ group: String, _ scope: String, _ own: String, _ expected: String) throws {
    func list(_ entry: String) -> String { "[\(entry.replacingOpening("{", "{name: n, "))]" }
    let domain = Self.domain(role: list(role), group: list(group), scope: list(scope))
    #expect(try Self.merged(domain, own: own) == #"{"n":\#(expected)}"#)
  }

  @Test("numbers of requests and of domains are equal by value")
  func unitesNumbers() throws {
    let domain = Self.domain(role: "[{name: n, value: [1, 2.0], merge: union}]")
    #expect(try Self.merged(domain, own: #"{"n":[1.0,9]}"#) == #"{"n":[1.0,9,2]}"#)
  }

  @Test("annotations that are no object are dropped", arguments: ["\"x\"", "[1]", "null", "7", "{}"])
  func dropsOthers(_ own: String) throws {
    #expect(try Self.merged(Self.domain(role: "[]"), own: own) == "{}")
  }

  @Test("a role without a policy contributes nothing")
  func skipsUnresolved() throws {
    let domain = Parts.domain + "\n  scopes: [{mrn: s, annotations: [{name: n, value: 1}]}]"
    #expect(try Self.merged(domain) == "{}")
  }
}

extension String {
  func replacingOpening(_ opening: String, _ replacement: String) -> String {
    hasPrefix(opening) ? replacement + dropFirst(opening.count) : self
  }
}
