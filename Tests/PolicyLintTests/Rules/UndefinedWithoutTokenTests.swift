import Testing

@Suite struct UndefinedWithoutTokenTests {
  let rule = RegoRuleCases("undefined-without-token").mapper

  @Test(
    "the reference that leaves `porc` undefined without a token is reported",
    arguments: [
      (
        """
        porc = {"principal": claims}
        claims = io.jwt.decode(token)[1]
        token = split(input.request.http.headers.authorization, " ")[1]
        """, ["4:15"]
      ),
      (
        """
        porc = {"principal": {"sub": p.sub}}
        p := x { startswith(input.request.http.headers["authorization"], "Bearer "); x := 1 }
        """, ["3:21"]
      ),
      (#"porc := p { p := input.metadata_context.filter_metadata["envoy.filters.http.jwt_authn"].payload }"#, ["2:18"]),
      (
        """
        porc = {"a": f(1)}
        f(x) = y { y := input.request.http.headers.authorization }
        """, ["3:17"]
      ),
      (
        """
        porc = {"a": t}
        t = 1 { input.request.http.headers.authorization } else = 2 { input.request.http.headers.authorization == "x" }
        """, ["3:9"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "PORCs that need no token pass",
    arguments: [
      """
      porc = {"principal": claims}
      default claims = {}
      claims = io.jwt.decode(input.request.http.headers.authorization)[1]
      """,
      """
      porc = {"principal": claims}
      claims = {} { not input.request.http.headers.authorization }
      claims = io.jwt.decode(input.request.http.headers.authorization)[1]
      """,
      #"porc = {"t": object.get(input.request.http.headers, "authorization", "")}"#,
      #"porc = {"t": [t | t := input.request.http.headers.authorization]}"#,
      """
      porc = {"t": t}
      t = input.request.http.headers.authorization { true } else = "none"
      """,
      """
      default porc = {}
      porc = {"t": input.request.http.headers.authorization}
      """,
      """
      porc = {"t": "a"}
      porc = {"t": input.request.http.headers.authorization} { input.x }
      """,
      """
      porc = {"a": a}
      a = b
      b = a
      """,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
