import PolicyEngine
import Testing

/// Roles, groups and scopes as requests name them.
@Suite struct ClaimTests {
  static let domain =
    Parts.policies + """

        operations: [{selector: [".*"], policy: "p:zero"}]
        resource-groups: [{mrn: rg, policy: "p:yes", default: true}]
        roles:
          - {mrn: r-yes, policy: "p:yes"}
          - {mrn: r-no, policy: "p:no"}
          - {mrn: r-empty}
        groups: [{mrn: g1, roles: [r-yes, r-no]}]
        scopes:
          - {mrn: s-yes, policy: "p:yes"}
          - {mrn: s-no, policy: "p:no"}
          - {mrn: "mrn:iam:scope:api", policy: "p:no"}
      """

  static func porc(_ principal: String) -> String { #"{"operation":"o","resource":"m","principal":{\#(principal)}}"# }

  @Test(
    "roles come from the list claims, each once, direct ones first",
    arguments: [
      (#""mroles":"r-yes""#, []), (#""mroles":[1,"r-yes",null]"#, ["r-yes GRANT"]),
      (#""mroles":["r-no","r-no"]"#, ["r-no DENY"]), (#""mroles":{"r-yes":1}"#, []),
      (
        #""mroles":["r-no"],"mgroups":["g1","gmissing"]"#,
        ["gmissing DENY NOTFOUND_ERROR", "r-no DENY", "r-yes GRANT"]
      ),
      (#""mroles":["x","","x"]"#, ["x DENY NOTFOUND_ERROR", " DENY NOTFOUND_ERROR"]),
      (#""mroles":["r-empty"]"#, ["r-empty DENY UNKNOWN_ERROR"]),
    ])
  func readsRoles(_ principal: String, _ expected: [String]) throws {
    #expect(try Bench(Self.domain).references(.identity, Self.porc(principal)) == expected)
  }

  @Test(
    "scopes are evaluated in order, as often as they are listed",
    arguments: [
      (#""scopes":"s-no""#, [], true), (#""scopes":null"#, [], true), (#""scopes":["s-no"]"#, ["s-no DENY"], false),
      (
        #""scopes":["s-no","s-yes","s-missing","s-no"]"#,
        ["s-no DENY", "s-yes GRANT", "s-missing DENY NOTFOUND_ERROR", "s-no DENY"], true
      ),
      (#""scopes":["s-no","mrn:iam:scope:api"]"#, [], true), (#""scopes":[""]"#, [" DENY NOTFOUND_ERROR"], false),
    ])
  func readsScopes(_ principal: String, _ expected: [String], _ allowed: Bool) throws {
    let bench = try Bench(Self.domain)
    let porc = Self.porc(principal + #","mroles":["r-yes"]"#)
    #expect(try bench.references(.scope, porc) == expected)
    #expect(try bench.decide(porc).allowed == allowed)
  }

  @Test("a string of claims counts as empty unless it is to be split")
  func splitsStrings() throws {
    var options = EngineOptions()
    let porc = Self.porc(#""mroles":"r-no, r-yes","scopes":"s-no  s-yes""#)
    let plain = try Bench(Self.domain)
    #expect(try plain.references(.identity, porc).isEmpty)
    #expect(plain.engine.stringClaims == 2)
    options.splitsStringClaims = true
    let splitting = try Bench(Self.domain, options: options)
    #expect(try splitting.references(.identity, porc) == ["r-no DENY", "r-yes GRANT"])
    #expect(try splitting.references(.scope, porc) == ["s-no DENY", "s-yes GRANT"])
  }

  @Test("an empty or absent principal has no roles", arguments: ["null", "{}", "[]", "\"bob\"", "7"])
  func takesAnyPrincipal(_ principal: String) throws {
    let bench = try Bench(Self.domain)
    let porc = #"{"operation":"o","resource":"m","principal":\#(principal)}"#
    #expect(try bench.decide(porc).allowed == false)
    #expect(try bench.references(.identity, porc).isEmpty)
    #expect(try bench.record(porc).value["porc"]["principal"]["mannotations"].isUndefined)
  }

  @Test("a role that two domains define is the first domain's")
  func prefersFirstDomain() throws {
    let second = Parts.policies + "\n  roles: [{mrn: r-no, policy: \"p:yes\"}]"
    #expect(try Bench(Self.domain, second).references(.identity, Self.porc(#""mroles":["r-no"]"#)) == ["r-no DENY"])
  }

  @Test("references to another domain resolve when a request is decided")
  func resolvesQualified() throws {
    let first =
      Parts.policies + "\n  roles: [{mrn: r:a, policy: \"p:yes\"}]\n  resource-groups: [{mrn: rg, policy: \"p:yes\"}]"
    let second =
      Parts.policies + """

          operations: [{selector: [.*], policy: "d0/p:zero"}]
          roles: [{mrn: r:b, policy: "d0/p:yes"}]
          groups: [{mrn: g, roles: ["d0/r:a"]}]
          scopes: [{mrn: s, policy: "d0/p:no"}]
          resources: [{selector: [.*], group: d0/rg}]
        """
    let bench = try Bench(first, second)
    let porc = Self.porc(#""mroles":["r:b","d0/r:a"],"mgroups":["g"],"scopes":["s"]"#)
    #expect(
      try bench.references(.identity, porc) == ["r:b GRANT", "d0/r:a DENY NOTFOUND_ERROR", "r:a GRANT"])
    #expect(try bench.references(.scope, porc) == ["s DENY"])
    #expect(try bench.references(.resource, porc) == ["rg GRANT"])
  }
}
