import Rune
import Testing

@Test func resultsHaveTheDocumentedShape() throws {
  let bundle = HandmadeBundle(
    ruleSets: [
      "movies": HandmadeBundle.metadata("default-deny-overrule", name: "Movies")
        + "allow contains {\"id\": \"r2\", \"msg\": \"two\"}\nallow contains {\"id\": \"r1\", \"msg\": \"one\", \"n\": [1]}",
      "actors": HandmadeBundle.metadata("default-deny", name: "Actors")
        + "deny contains {\"id\": \"x\", \"msg\": \"no\", \"enforce\": \"enforce\"}",
    ],
    manifest: #"{"name": "b", "rule_sets": ["movies", "actors"], "resolution_strategy": "default-deny"}"#)
  #expect(
    try bundle.answer() == #"{"resolution_strategy":"default-deny","result":"allow","rule_sets":{"#
      + #""actors":{"name":"Actors","reason":{"enforced_allows":[],"#
      + #""enforced_denies":[{"enforce":"enforce","id":"x","msg":"no"}],"resolution_strategy":"default-deny"},"#
      + #""result":"deny","result_validation_errors":[]},"#
      + #""movies":{"name":"Movies","reason":{"#
      + #""enforced_allows":[{"id":"r1","msg":"one","n":[1]},{"id":"r2","msg":"two"}],"enforced_denies":[],"#
      + #""resolution_strategy":"default-deny-overrule"},"result":"allow","result_validation_errors":[]}}}"#)
}

@Test func testsReplaceTheManifest() throws {
  var bundle = HandmadeBundle(HandmadeBundle.metadata("default-allow"))
  bundle.modules = [
    "package test.replaced\nimport rego.v1\nmanifest := {\"rule_sets\": [], \"resolution_strategy\": \"default-deny\"}"
  ]
  #expect(try bundle.answer("data.rune.results.result") == #""allow""#)
  #expect(
    try bundle.answer("data.rune.results.result with data.rune.policy_bundle as data.test.replaced.manifest")
      == #""deny""#)
}

@Test func theManifestMayBeAPackage() throws {
  var bundle = HandmadeBundle(ruleSets: ["m": HandmadeBundle.metadata("default-allow")])
  bundle.modules = [
    "package rune.policy_bundle\nimport rego.v1\nrule_sets := [\"m\"]\nresolution_strategy := \"default-deny\""
  ]
  #expect(try bundle.answer("data.rune.results.result") == #""allow""#)
}

/// Values of `enforce`, and where a deny that has it is shown.
private let enforceValues = [
  (#""enforce""#, "enforced_denies"), (#""monitor""#, "monitored_denies"), (#""ignore""#, "ignored_denies"),
  (#""Enforce""#, "monitored_denies"), ("false", "monitored_denies"), ("null", "monitored_denies"),
  ("[\"enforce\"]", "monitored_denies"), ("{}", "monitored_denies"), ("1", "monitored_denies"),
]

@Test func onlyEnforcedResultsDecide() throws {
  let bundle = HandmadeBundle(
    HandmadeBundle.metadata("default-allow") + """
      deny contains {"id": "d", "enforce": input.enforce}
      allow contains {"id": "a", "enforce": input.enforce}
      """)
  let inputs = enforceValues.map { #"{"enforce": \#($0.0)}"# }
  let shown = try bundle.answers(
    "[k | some k, v in data.rune.results.rule_sets.m.reason; v[_].id == \"d\"]", inputs: inputs)
  let results = try bundle.answers("data.rune.results.result", inputs: inputs)
  for ((value, member), (shown, result)) in zip(enforceValues, zip(shown, results)) {
    #expect(shown == "[\"\(member)\"]", "\(value)")
    #expect(result == (member == "enforced_denies" ? #""deny""# : #""allow""#), "\(value)")
  }
}

@Test func whatDidNotFireIsNowhere() throws {
  let bundle = HandmadeBundle(
    HandmadeBundle.metadata("default-allow") + "deny contains {\"id\": 1, \"enforce\": \"monitor\"} if input.fires")
  let keys = "object.keys(data.rune.results.rule_sets.m.reason)"
  #expect(try bundle.answer(keys) == #"["enforced_allows","enforced_denies","resolution_strategy"]"#)
}

/// What a rule set says, and the errors that it has.
private let errors: [(body: String, messages: [String])] = [
  ("allow contains {\"id\": 1}", ["There is no object metadata (or rule_set)"]),
  ("metadata := \"m\"", ["There is no object metadata (or rule_set)"]),
  ("metadata := false", ["There is no object metadata (or rule_set)"]),
  (
    "metadata := {\"resolution_strategy\": \"default-allow\"} if input.absent",
    ["There is no object metadata (or rule_set)"]
  ),
  ("metadata := {\"resolution_strategy\": \"default-allow\"}", ["The metadata has no name that is a string"]),
  (metadata("name", "7"), ["The metadata has no name that is a string"]),
  (metadata("name", "false"), ["The metadata has no name that is a string"]),
  ("metadata := {\"name\": \"m\"}", [unknown("null")]),
  (metadata("resolution_strategy", "[\"default-allow\"]"), [unknown("[\\\"default-allow\\\"]")]),
  (usual + "allow := true", ["allow is not a set of results: boolean"]),
  (usual + "allow := false", ["allow is not a set of results: boolean"]),
  (usual + "deny := false", ["deny is not a set of results: boolean"]),
  (usual + "deny := [{\"id\": 1}]", ["deny is not a set of results: array"]),
  (usual + "deny[\"x\"] := {\"id\": 1}", ["deny is not a set of results: object"]),
  (usual + "deny contains \"no\"", ["A result of deny is not an object: no"]),
  (usual + "deny contains [\"id\"]", ["A result of deny is not an object: [\\\"id\\\"]"]),
  (usual + "deny contains {\"id\"}", ["A result of deny is not an object: {\\\"id\\\"}"]),
  (usual + "deny contains {\"msg\": \"x\"}\ndeny contains {\"msg\": \"y\"}", ["Rule with missing name"]),
  (usual + "deny contains {\"enforce\": \"ignore\"}", ["Rule with missing name"]),
  // One thing that is wrong hides no other.
  (
    usual + "allow := [{\"a\": 1}]\ndeny contains {\"a\": 1}",
    ["Rule with missing name", "allow is not a set of results: array"]
  ),
  (usual + "allow contains 1\ndeny contains {}", ["A result of allow is not an object: 1", "Rule with missing name"]),
]

private let usual = HandmadeBundle.metadata("default-allow")

private func metadata(_ key: String, _ value: String) -> String {
  "metadata := object.union({\"name\": \"m\", \"resolution_strategy\": \"default-allow\"}, {\"\(key)\": \(value)})"
}

private func unknown(_ strategy: String) -> String {
  "Unknown resolution_strategy \(strategy): there are default-allow, default-allow-overrule, default-deny, "
    + "default-deny-overrule"
}

@Test func whatIsWrongIsSaidAndDenies() throws {
  let ids = errors.indices.map { "m\(100 + $0)" }
  let bundle = HandmadeBundle(
    ruleSets: Dictionary(uniqueKeysWithValues: zip(ids, errors.map(\.body))), manifest: "{}")
  let answers = try bundle.answers(
    """
    [r.result, o.result, o.result_validation_errors] |
      r := data.rune.results with data.rune.policy_bundle as \
    {"rule_sets": [input], "resolution_strategy": "default-allow"}
      o := r.rule_sets[input]
    """.bracketed, inputs: ids.map { "\"\($0)\"" })
  for (row, answer) in zip(errors, answers) {
    let messages = row.messages.map { "\"\($0)\"" }.joined(separator: ",")
    #expect(answer == #"[["deny","error",[\#(messages)]]]"#, "\(row.body)")
  }
}

extension String {
  fileprivate var bracketed: String { "[\(self)]" }
}

/// Ids of any kind are ids.
@Test func anyIdWillDo() throws {
  let ids = ["null", "false", "0", "\"\"", "[]", "{}"]
  let bundle = HandmadeBundle(usual + "deny contains {\"id\": input}")
  #expect(
    try bundle.answers("data.rune.results.rule_sets.m.result", inputs: ids) == ids.map { _ in #""deny""# })
}

/// Manifests, and what is said about them.
private let manifests = [
  ("false", "There is no manifest: data.rune.policy_bundle"),
  ("\"m\"", "The manifest is not an object: data.rune.policy_bundle"),
  ("[]", "The manifest is not an object: data.rune.policy_bundle"),
  (#"{"resolution_strategy": "default-allow"}"#, "The manifest has no list rule_sets"),
  (#"{"resolution_strategy": "default-allow", "rule_sets": "m"}"#, "The manifest has no list rule_sets"),
  (#"{"resolution_strategy": "default-allow", "rule_sets": {"m": 1}}"#, "The manifest has no list rule_sets"),
  (#"{"rule_sets": ["m"]}"#, unknown("null")),
  (#"{"rule_sets": ["m"], "resolution_strategy": false}"#, unknown("false")),
]

@Test func aManifestInErrorDenies() throws {
  let bundle = HandmadeBundle(ruleSets: ["m": usual])
  let answers = try bundle.answers(
    "[r.result, r.result_validation_errors] | r := data.rune.results with data.rune.policy_bundle as input".bracketed,
    inputs: manifests.map(\.0))
  for (row, answer) in zip(manifests, answers) { #expect(answer == #"[["deny",["\#(row.1)"]]]"#, "\(row.0)") }
}

@Test func aBundleWithoutManifestDenies() throws {
  #expect(
    try HandmadeBundle(ruleSets: ["m": usual]).answer()
      == #"{"resolution_strategy":null,"result":"deny","#
      + #""result_validation_errors":["There is no manifest: data.rune.policy_bundle"],"rule_sets":{}}"#)
}

@Test func aListedRuleSetThatIsNotThereIsInError() throws {
  let ids = ["\"ghost\"", "1", "null", "[\"m\"]", "{}", "true"]
  let answers = try HandmadeBundle(ruleSets: ["m": usual]).answers(
    """
    [r.result, o.result_validation_errors] |
      r := data.rune.results with data.rune.policy_bundle as \
    {"rule_sets": ["m", input], "resolution_strategy": "default-allow"}
      o := r.rule_sets[input]
    """.bracketed, inputs: ids)
  for (id, answer) in zip(ids, answers) {
    let shown = id == "\"ghost\"" ? "ghost" : id.replacing("\"", with: "\\\"")
    #expect(answer == #"[["deny",["There is no rule set \#(shown)"]]]"#, "\(id)")
  }
}
