import Testing

@Suite struct NonLoopConditionTests {
  let rule = RegoRuleCases("non-loop-condition")

  @Test(
    "a condition behind a loop that it does not depend on is reported",
    arguments: [
      (
        """
        import rego.v1
        allow if {
        	some r in input.roles
        	r == "a"
        	input.method == "GET"
        }
        """, ["6:2"]
      ),
      (#"allow { r := input.roles[_]; r == "a"; input.ok }"#, ["2:40"]),
      (
        """
        import rego.v1
        allow if {
        	some r in input.roles
        	not input.closed
        	r.x
        }
        """, ["5:2"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "conditions above the loop, or on what it gives, pass",
    arguments: [
      """
      import rego.v1
      allow if {
      	input.ok
      	some r in input.roles
      	r == "a"
      }
      """,
      """
      import rego.v1
      allow if {
      	some r in input.roles
      	x := r.y
      	input.z == x
      }
      """,
      "allow { input.a[_] == 1; input.b[_] == 2 }",
      "allow { input.x; input.y }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
