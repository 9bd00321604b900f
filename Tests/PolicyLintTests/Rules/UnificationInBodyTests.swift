import Testing

@Suite struct UnificationInBodyTests {
  let rule = RegoRuleCases("unification-in-body")

  @Test(
    "`=` that compares or assigns is reported at the sign",
    arguments: [
      (#"allow { input.method = "GET" }"#, ["2:22"]),
      (#"allow { not input.method = "GET" }"#, ["2:26"]),
      ("allow { x = input.y; x == 1 }", ["2:11"]),
      (#"f(a) { y = concat(",", [a]); y == "b" }"#, ["2:10"]),
      ("p[x] { x = input.y }", ["2:10"]),
      (
        """
        allow { method = "GET" }
        method = input.m
        """, ["2:16"]
      ),
      ("allow { y = input.x; y = 2 }", ["2:11"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "`=` that unifies passes",
    arguments: [
      "allow { x := input.y; x == 1 }",
      "allow { input.x == 1 }",
      "f(x) { x = 1 }",
      #"allow { [a, b] = split(input.x, ","); a == b }"#,
      "allow { input.x[_] = 1; y = input.a[_]; y = 2 }",
      "allow { some x; x = input.y[_] ; x = 2 }",
      "allow { input.xs[i] = 1 ; i > 1 }",
      "allow { y == 1; y = input.z }",
      "allow { 1 = x; x = input.y }",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }

  @Test(
    "the fix parses, and leaves nothing to fix",
    arguments: [
      (#"allow { input.method = "GET" }"#, #"allow { input.method == "GET" }"#),
      ("allow { x = input.y; x == 1 }", "allow { x := input.y; x == 1 }"),
      (#"allow { x=input.y;not input.z="a" }"#, #"allow { x:=input.y;not input.z=="a" }"#),
    ])
  func fixes(_ before: String, _ after: String) throws {
    #expect(try rule.fixed(before) == after)
  }
}
