import Rego
import Rune
import Testing

@Suite struct ExplanationTests {
  /// Results of one rule set `m`, as the framework gives them.
  private func explanation(
    _ strategy: String, _ result: String, allows: [String] = [], denies: [String] = []
  ) throws -> RuneExplanation {
    func list(_ ids: [String]) -> String { ids.map { "{\"id\": \"\($0)\"}" }.joined(separator: ",") }
    let results = try Document(
      json: """
        {"result": "\(result)", "resolution_strategy": "default-deny", "rule_sets": {"m": {"name": "M",
        "result": "\(result)", "result_validation_errors": [], "reason": {"resolution_strategy": "\(strategy)",
        "enforced_allows": [\(list(allows))], "enforced_denies": [\(list(denies))]}}}}
        """)
    return results.withValue { RuneExplanation($0) }
  }

  @Test(arguments: [
    ("default-deny", "allow", ["A"], ["D"], "A allows"),
    ("default-deny", "deny", [], ["D"], "nothing allows, and without an allow it is a deny"),
    ("default-allow", "allow", ["A"], [], "nothing denies, and without a deny it is an allow"),
    ("default-allow", "deny", ["A"], ["D", "E", "F"], "D, E and F deny"),
    ("default-deny-overrule", "allow", ["A", "B"], [], "A and B allow, and nothing denies"),
    ("default-deny-overrule", "deny", [], [], "nothing allows, and without an allow it is a deny"),
    ("default-deny-overrule", "deny", [], ["D"], "D denies"),
    ("default-deny-overrule", "deny", ["A"], ["D"], "D denies, which overrules A"),
    ("default-allow-overrule", "allow", [], [], "nothing denies, and without a deny it is an allow"),
    ("default-allow-overrule", "allow", ["A"], [], "A allows"),
    ("default-allow-overrule", "allow", ["A"], ["D"], "A allows, which overrules D"),
    ("default-allow-overrule", "deny", [], ["D"], "D denies, and nothing allows"),
    ("odd", "deny", ["A"], [], "the strategy made a deny of allows (A) and denies (none)"),
  ])
  func oneLineSaysWhatDecided(
    _ strategy: String, _ result: String, _ allows: [String], _ denies: [String], _ text: String
  ) throws {
    let explanation = try explanation(strategy, result, allows: allows, denies: denies)
    #expect(explanation.ruleSets[0].decision.text == text)
  }

  @Test func theTreeShowsEveryLevel() throws {
    let bundle = Bundles.make([
      "m.rego": """
      package policy.m
      import rego.v1
      metadata := {"name": "M", "resolution_strategy": "default-deny-overrule"}
      allow contains {"id": "A", "msg": "one\\ntwo"}
      allow contains {"id": "B", "enforce": "ignore"}
      deny contains {"id": "D", "msg": "no"} if input.deny
      deny contains {"id": "E", "enforce": "monitor", "msg": {"why": 1}}
      """,
      "n.rego":
        "package policy.n\nmetadata := {\"name\": \"N\", \"resolution_strategy\": \"default-deny\"}\nallow[1] { true }\n",
      "o.rego": """
      package policy.o
      metadata := {"name": "O", "resolution_strategy": "default-deny-overrule", "rule_sets": ["m", "n"]}
      """,
    ])
    let results = try Bundles.results(bundle, input: #"{"deny": true}"#)
    let explanation = results.withValue { RuneExplanation($0) }
    #expect(
      explanation.text() == """
        bundle: deny (default-deny)
        │  nothing allows, and without an allow it is a deny
        └─ o, O: deny (default-deny-overrule)
           │  m and n deny
           ├─ m, M: deny (default-deny-overrule)
           │  │  D denies, which overrules A
           │  ├─ allow  A  one\\u{a}two
           │  ├─ deny  D  no
           │  ├─ monitored: decides nothing
           │  │  └─ deny  E  {"why":1}
           │  └─ ignored: decides nothing
           │     └─ allow  B
           └─ n, N: error (default-deny)
              │  in error: A result of allow is not an object: 1
              └─ error  A result of allow is not an object: 1

        """)
    #expect(
      explanation.summary() == """
        deny (default-deny)
        │  nothing allows, and without an allow it is a deny
        └─ o: deny

        """)
    #expect(explanation.text { text, style in style == .deny ? "<\(text)>" : text }.hasPrefix("bundle: <deny> ("))
    explanation.document.withValue { document in
      let outer = document["rule_sets"][0]
      #expect(outer["deciders"].items.map(\.string) == ["m", "n"])
      #expect(JSONWriter.string(outer["rule_sets"][0]["monitored"]["denies"]).contains(#""id":"E""#))
      #expect(outer["rule_sets"][1]["errors"].count == 1)
    }
  }

  @Test(arguments: ["{}", "1", #"{"rule_sets": 1}"#, #"{"rule_sets": {"a": 1}, "result": 7}"#])
  func oddResultsAreExplainedToo(_ json: String) throws {
    let explanation = try Document(json: json).withValue { RuneExplanation($0) }
    #expect(explanation.result == "deny")
    #expect(!explanation.text().isEmpty)
  }
}
