import Rune
import Testing

/// What fires, and what each of the strategies makes of it: `default-deny`, `default-allow`, `default-deny-overrule`,
/// `default-allow-overrule`, and one that is not known.
private let table: [(fires: [String], results: [String])] = [
  ([], ["deny", "allow", "deny", "allow", "error"]),
  (["a"], ["allow", "allow", "allow", "allow", "error"]),
  (["d"], ["deny", "deny", "deny", "deny", "error"]),
  (["a", "d"], ["allow", "deny", "deny", "allow", "error"]),
  (["ma", "md"], ["deny", "allow", "deny", "allow", "error"]),
  (["a without id"], ["error", "error", "error", "error", "error"]),
]

private let strategies = [
  "default-deny", "default-allow", "default-deny-overrule", "default-allow-overrule", "some-other",
]

private let rules = """
  allow contains {"id": "a"} if "a" in input
  deny contains {"id": "d"} if "d" in input
  allow contains {"id": "ma", "enforce": "monitor"} if "ma" in input
  deny contains {"id": "md", "enforce": "monitor"} if "md" in input
  allow contains {"msg": "nameless"} if "a without id" in input
  """

@Test func aRuleSetComesToWhatItsStrategySays() throws {
  let bundle = HandmadeBundle(
    ruleSets: Dictionary(
      uniqueKeysWithValues: strategies.enumerated().map { ("m\($0)", HandmadeBundle.metadata($1) + rules) }),
    manifest: #"{"rule_sets": ["m0", "m1", "m2", "m3", "m4"], "resolution_strategy": "default-deny"}"#)
  let answers = try bundle.answers(
    "[o.result | some o in data.rune.results.rule_sets]", inputs: table.map { list($0.fires) })
  for (row, answer) in zip(table, answers) { #expect(answer == list(row.results), "\(row.fires)") }
}

private func list(_ texts: [String]) -> String { "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]" }

@Test func anUnknownStrategyIsNamedInTheError() throws {
  let bundle = HandmadeBundle(HandmadeBundle.metadata("some-other"))
  #expect(
    try bundle.answer("data.rune.results.rule_sets.m.result_validation_errors")
      == #"["Unknown resolution_strategy some-other: there are default-allow, default-allow-overrule, default-deny, "#
      + #"default-deny-overrule"]"#)
}

/// Rule sets that allow, deny and are in error, and what the bundle makes of some of them.
private let bundleTable: [(ruleSets: [String], results: [String])] = [
  ([], ["deny", "allow", "deny", "allow", "deny"]),
  (["yes"], ["allow", "allow", "allow", "allow", "deny"]),
  (["no"], ["deny", "deny", "deny", "deny", "deny"]),
  (["yes", "no"], ["allow", "deny", "deny", "allow", "deny"]),
  // A rule set in error is one that denies.
  (["broken"], ["deny", "deny", "deny", "deny", "deny"]),
  (["broken", "yes"], ["allow", "deny", "deny", "allow", "deny"]),
  (["absent"], ["deny", "deny", "deny", "deny", "deny"]),
  (["absent", "yes"], ["allow", "deny", "deny", "allow", "deny"]),
]

private let threeRuleSets = [
  "yes": HandmadeBundle.metadata("default-deny") + "allow contains {\"id\": \"a\"}",
  "no": HandmadeBundle.metadata("default-deny"),
  "broken": HandmadeBundle.metadata("default-allow") + "allow contains {\"msg\": \"no id\"}",
]

@Test func aBundleComesToWhatItsStrategySays() throws {
  let bundle = HandmadeBundle(ruleSets: threeRuleSets, manifest: "{}")
  let cases = bundleTable.flatMap { row in zip(strategies, row.results).map { (row.ruleSets, $0, $1) } }
  let answers = try bundle.answers(
    "data.rune.results.result with data.rune.policy_bundle as input",
    inputs: cases.map { #"{"rule_sets": \#(list($0.0)), "resolution_strategy": "\#($0.1)"}"# })
  for (row, answer) in zip(cases, answers) { #expect(answer == "\"\(row.2)\"", "\(row)") }
}

/// A rule set that contains others votes as a bundle does.
@Test func aRuleSetOfRuleSetsComesToWhatItsStrategySays() throws {
  // Rule sets within others that are not there are refused when a bundle is made.
  let rows = bundleTable.filter { !$0.ruleSets.contains("absent") }
  var bundle = HandmadeBundle(ruleSets: threeRuleSets)
  var expected: [String] = []
  for (row, wanted) in rows.enumerated() {
    for (column, strategy) in strategies.enumerated() {
      bundle.ruleSets["outer\(row)\(column)"] = HandmadeBundle.metadata(strategy)
      bundle.inner["outer\(row)\(column)"] = wanted.ruleSets
      expected.append(strategy == "some-other" ? "error" : wanted.results[column])
    }
  }
  bundle.manifest = #"{"rule_sets": \#(list(bundle.inner.keys.sorted())), "resolution_strategy": "default-deny"}"#
  #expect(try bundle.answer("[o.result | some o in data.rune.results.rule_sets]") == list(expected))
}

@Test func ownResultsAndInnerOnesVoteTogether() throws {
  let rules = "allow contains {\"id\": \"a\"} if input.a\ndeny contains {\"id\": \"d\"} if input.d\n"
  let bundle = HandmadeBundle(
    ruleSets: threeRuleSets.merging(["outer": HandmadeBundle.metadata("default-deny-overrule") + rules]) { $1 },
    inner: ["outer": ["yes"]], manifest: #"{"rule_sets": ["outer"], "resolution_strategy": "default-deny"}"#)
  #expect(try bundle.answer("data.rune.results.result") == #""allow""#)
  #expect(try bundle.answer("data.rune.results.result", input: #"{"d": true}"#) == #""deny""#)
}

@Test func threeLevelsAreShownEachInTheNext() throws {
  let bundle = HandmadeBundle(
    ruleSets: [
      "top": HandmadeBundle.metadata("default-allow"), "middle": HandmadeBundle.metadata("default-deny-overrule"),
      "bottom": HandmadeBundle.metadata("default-allow") + "deny contains {\"id\": \"d\"}",
    ],
    inner: ["top": ["middle"], "middle": ["bottom"]],
    manifest: #"{"rule_sets": ["top"], "resolution_strategy": "default-allow"}"#)
  #expect(
    try bundle.answer("data.rune.results.rule_sets.top.rule_sets.middle.rule_sets.bottom.reason.enforced_denies")
      == #"[{"id":"d"}]"#)
  #expect(try bundle.answer("data.rune.results.result") == #""deny""#)
}

@Test func aStrategyOfOnesOwnIsOneMoreClause() throws {
  let clauses = """
    package rune
    import rego.v1
    known_strategies["two-of-three"] := true
    allowed("two-of-three", allows, denies) if data.rune.strategies.two_of_three(allows, denies) == true
    """
  let strategy = """
    package rune.strategies
    import rego.v1
    two_of_three(allows, _) := count(allows) >= 2
    """
  let bundle = HandmadeBundle(
    ruleSets: [
      "m": HandmadeBundle.metadata("two-of-three")
        + "allow contains {\"id\": \"a\"}\nallow contains {\"id\": \"b\"} if input.b"
    ], modules: [clauses, strategy], manifest: #"{"rule_sets": ["m"], "resolution_strategy": "default-deny"}"#)
  #expect(try bundle.answer("data.rune.results.result") == #""deny""#)
  #expect(try bundle.answer("data.rune.results.result", input: #"{"b": 1}"#) == #""allow""#)
}
