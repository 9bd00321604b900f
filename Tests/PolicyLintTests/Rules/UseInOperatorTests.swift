import Testing

@Suite struct UseInOperatorTests {
  let rule = RegoRuleCases("use-in-operator")

  @Test(
    "`==` with every element is reported where there is `in`",
    arguments: [
      (
        """
        import rego.v1
        allow if input.roles[_] == "admin"
        """, ["3:10"]
      ),
      (
        """
        import future.keywords.in
        allow { "a" == input.x.y[_] }
        """, ["3:9"]
      ),
      (
        """
        import rego.v1
        allow if {
        	input.roles[_] == input.role
        }
        """, ["4:2"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "modules without `in`, and what is no membership, pass",
    arguments: [
      #"allow { input.roles[_] == "admin" }"#,
      """
      import rego.v1
      allow if input.roles[_].name == "admin"
      """,
      """
      import rego.v1
      p := [1 | input.roles[_] == "a"]
      """,
      """
      import rego.v1
      allow if input.a[_][_] == 1
      """,
      """
      import rego.v1
      allow if input.a[_] == input.b[_]
      """,
      """
      import rego.v1
      allow if input.a[_] == count(input.b)
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (
        """
        import rego.v1
        allow if input.roles[_] == "admin"
        """,
        """
        import rego.v1
        allow if "admin" in input.roles
        """
      ),
      (
        """
        import rego.v1
        allow if { input.role==input.x["y"][_] }
        """,
        """
        import rego.v1
        allow if { input.role in input.x["y"] }
        """
      ),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
