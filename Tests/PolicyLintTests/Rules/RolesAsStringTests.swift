import Testing

@Suite struct RolesAsStringTests {
  let rule = RegoRuleCases("roles-as-string").mapper

  @Test(
    "roles, groups or scopes that are no array are reported",
    arguments: [
      (#"porc = {"principal": {"mroles": "admin"}}"#, ["2:33"]),
      (
        """
        p = {"scopes": claims.scope}
        claims = input.claims
        """, ["2:16"]
      ),
      (#"p = {"scopes": object.get(input.claims, "scope", "")}"#, ["2:16"]),
      (#"p = {"mgroups": sprintf("mrn:%s", [input.x])}"#, ["2:17"]),
      (
        """
        p = {"mroles": role}
        role = "admin" { input.x }
        """, ["2:16"]
      ),
      (#"p = {"mroles": r} { r := lower(input.x) }"#, ["2:16"]),
      (#"p = {"mroles": {"a": 1}}"#, ["2:16"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "arrays, sets, and what the text does not tell, pass",
    arguments: [
      #"p = {"mroles": ["admin"]}"#,
      #"p = {"scopes": split(input.claims.scope, " ")}"#,
      #"p = {"mroles": input.claims.roles}"#,
      #"p = {"mroles": object.get(input.claims, "roles", [])}"#,
      """
      p = {"mroles": roles}
      roles = [x | x := input.y[_]]
      """,
      #"p = {"scope": "a"}"#,
      #"p = {"mroles": null}"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
