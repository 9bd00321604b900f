import Testing

@Suite struct InputInContextTests {
  let rule = RegoRuleCases("input-in-context").mapper

  @Test(
    "a whole request in the context is reported",
    arguments: [
      (#"porc = {"context": input}"#, ["2:20"]),
      (#"porc = {"context": {"request": input.request.http}}"#, ["2:32"]),
      (
        """
        porc = {"context": {"headers": http.headers}}
        http = input.request.http
        """, ["2:32"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "members of the request pass",
    arguments: [
      #"porc = {"context": {"host": input.request.http.host}}"#,
      #"porc = {"resource": input}"#,
      #"porc = {"context": {}}"#,
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
