import Testing

@Suite struct IncompletePorcTests {
  let rule = RegoRuleCases("incomplete-porc").mapper

  @Test(
    "a PORC without operation or resource is reported",
    arguments: [
      (#"porc = {"principal": {}, "operation": "a"}"#, ["2:8"]),
      (#"porc = {"context": 1}"#, ["2:8", "2:8"]),
      (#"porc := {"operation": "a", "ressource": "b"} { input.x }"#, ["2:9"]),
    ])
  func finds(_ text: String, _ places: [String]) throws {
    #expect(try rule.places(text) == places)
  }

  @Test(
    "whole PORCs, and those that are computed, pass",
    arguments: [
      #"porc = {"principal": {}, "operation": "a", "resource": "b"}"#,
      "default porc = {}",
      """
      porc = object.union(a, {"operation": "b"})
      a = {"resource": 1}
      """,
      "porc = {k: v | v := input[k]}",
      "porc = {input.key: 1}",
    ])
  func passes(_ text: String) throws {
    #expect(try rule.messages(text) == [])
  }
}
