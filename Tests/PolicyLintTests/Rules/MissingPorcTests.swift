import Testing

@Suite struct MissingPorcTests {
  let rule = RegoRuleCases("missing-porc").mapper

  @Test(
    "a mapper that cannot be asked is reported at its package",
    arguments: [
      (
        """
        package mappers
        porc = {}
        """, ["1:1"]
      ),
      (
        """
        package mapper
        other = 1
        """, ["1:1"]
      ),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "a mapper with `porc` passes",
    arguments: [
      #"porc = {"operation": "a"}"#
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
