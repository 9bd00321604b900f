import Rune
import Testing

/// A rule set that says whatever the input says.
private let echo = """
  allow contains found if some found in input.allow
  deny contains found if some found in input.deny
  """

private func bundle(_ strategy: String = "default-deny-overrule") -> HandmadeBundle {
  HandmadeBundle(HandmadeBundle.metadata(strategy) + echo, strategy: "default-allow")
}

private let envoy = "data.rune.standard.envoy.response"

@Test func envoyAllowsWithTheHeadersOfAllThatAllowed() throws {
  let answers = try bundle().answers(
    envoy,
    inputs: [
      #"{"allow": [{"id": 1}]}"#,
      #"{"allow": [{"id": "b", "headers": {"x": "b", "y": "1"}}, {"id": "a", "headers": {"x": "a", "z": 7}}]}"#,
      #"{"allow": [{"id": 1}, {"id": 2, "enforce": "monitor", "headers": {"x": "no"}}]}"#,
      // Nothing that begins another header, and nothing that is no text.
      #"{"allow": [{"id": 1, "headers": {"a": "x\r\ny: z", "b": {"c": 1}, "d": null, "e": "\u0000", ":path": "/", "f\r\ng": "h", "": "i"}}]}"#,
      #"{"allow": [{"id": 1, "headers": "x", "http_status": 500, "body": "not for those who may pass"}]}"#,
    ])
  let usual = #"{"allowed":true,"body":"","headers":{},"http_status":200}"#
  #expect(
    answers == [
      usual, #"{"allowed":true,"body":"","headers":{"x":"a","y":"1","z":"7"},"http_status":200}"#, usual, usual, usual,
    ])
}

/// Denies, and how they are answered: body, headers, status.
private let envoyDenials = [
  (#"[]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1, "msg": 5}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 2, "msg": "two"}, {"id": 1, "msg": "one"}]"#, #""one\ntwo","headers":{},"http_status":403"#),
  (#"[{"id": 1, "msg": "one", "http_status": 429}]"#, #""one","headers":{},"http_status":429"#),
  (#"[{"id": 1, "msg": "one", "body": "sorry"}]"#, #""sorry","headers":{},"http_status":403"#),
  (#"[{"id": 1, "body": {"error": "no"}}]"#, #""{\"error\":\"no\"}","headers":{},"http_status":403"#),
  (
    #"[{"id": 1, "http_status": 302, "headers": {"location": "/in"}}]"#,
    #""Forbidden","headers":{"location":"/in"},"http_status":302"#
  ),
  // The first by its id that has an answer gives all of it.
  (
    #"[{"id": "a", "msg": "a"}, {"id": "c", "http_status": 401}, {"id": "b", "body": "b", "headers": {"x": "y"}}]"#,
    #""b","headers":{"x":"y"},"http_status":403"#
  ),
  // A denial is never answered as a success, nor by what is no status.
  (#"[{"id": 1, "http_status": 200}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1, "http_status": 600}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1, "http_status": 403.5}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1, "http_status": "404"}]"#, #""Forbidden","headers":{},"http_status":403"#),
  (#"[{"id": 1, "http_status": 1e300}]"#, #""Forbidden","headers":{},"http_status":403"#),
  // What is monitored or in error is no business of who asked.
  (
    #"[{"id": 1, "msg": "one"}, {"id": 0, "msg": "m", "enforce": "monitor", "body": "m", "http_status": 500}]"#,
    #""one","headers":{},"http_status":403"#
  ),
  (#"[{"msg": "no id", "body": "no id"}]"#, #""Forbidden","headers":{},"http_status":403"#),
]

@Test func envoyIsDeniedByTheFirstThatHasAnAnswer() throws {
  let answers = try bundle().answers(envoy, inputs: envoyDenials.map { #"{"deny": \#($0.0)}"# })
  for (row, answer) in zip(envoyDenials, answers) {
    #expect(answer == #"{"allowed":false,"body":\#(row.1)}"#, "\(row.0)")
  }
}

@Test func onlyWhatDecidedAnswersEnvoy() throws {
  // `m` allows and its deny is overruled; `n` denies.
  let two = HandmadeBundle(
    ruleSets: [
      "m": HandmadeBundle.metadata("default-deny")
        + "allow contains {\"id\": 1}\ndeny contains {\"id\": 0, \"body\": \"m\"}",
      "n": HandmadeBundle.metadata("default-allow") + "deny contains {\"id\": 2, \"body\": \"n\"}",
    ], manifest: #"{"rule_sets": ["m", "n"], "resolution_strategy": "default-deny-overrule"}"#)
  #expect(try two.answer(envoy) == #"{"allowed":false,"body":"n","headers":{},"http_status":403}"#)
}

@Test func rulesWithinRuleSetsAnswerEnvoy() throws {
  let nested = HandmadeBundle(
    ruleSets: [
      "outer": HandmadeBundle.metadata("default-allow"),
      "inner": HandmadeBundle.metadata("default-allow")
        + "deny contains {\"id\": 1, \"http_status\": 451} if input.denied",
      // An inner rule set that allows, in an outer one that denies, has no say.
      "other": HandmadeBundle.metadata("default-deny")
        + "allow contains {\"id\": 1}\ndeny contains {\"id\": 0, \"http_status\": 500}",
    ], inner: ["outer": ["inner", "other"]],
    manifest: #"{"rule_sets": ["outer"], "resolution_strategy": "default-allow"}"#)
  #expect(
    try nested.answer(envoy, input: #"{"denied": 1}"#)
      == #"{"allowed":false,"body":"Forbidden","headers":{},"http_status":451}"#)
  #expect(try nested.answer(envoy) == #"{"allowed":true,"body":"","headers":{},"http_status":200}"#)
}

private let kubernetes = "data.rune.standard.kubernetes.response"

@Test func kubernetesGetsAReview() throws {
  let request = #""apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "u-1"}"#
  let answers = try bundle("default-allow").answers(
    kubernetes,
    inputs: [
      "{\(request)}",
      #"{\#(request), "deny": [{"id": "b", "msg": "two"}, {"id": "a", "msg": "one"}, {"id": "c"}]}"#,
      #"{\#(request), "deny": [{"id": "b", "msg": "soon", "enforce": "monitor"}, {"id": 1, "enforce": "ignore"}]}"#,
      #"{\#(request), "deny": [{"msg": "no id"}]}"#,
      // No review at all.
      #"{"apiVersion": 7, "request": "x"}"#,
    ])
  let head = #"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"allowed":"#
  #expect(answers[0] == head + #"true,"uid":"u-1"}}"#)
  #expect(answers[1] == head + #"false,"status":{"code":403,"message":"one; two; c"},"uid":"u-1"}}"#)
  #expect(answers[2] == head + #"true,"uid":"u-1","warnings":["soon"]}}"#)
  #expect(answers[3] == head + #"false,"status":{"code":403,"message":"m: Rule with missing name"},"uid":"u-1"}}"#)
  #expect(answers[4] == head + #"true,"uid":""}}"#)
}

@Test func kubernetesIsToldThatNoRuleAllows() throws {
  #expect(
    try bundle().answer("\(kubernetes).response", input: #"{"request": {"uid": "u"}}"#)
      == #"{"allowed":false,"status":{"code":403,"message":"no rule allows this"},"uid":"u"}"#)
}

@Test func policiesGetABooleanAndALevel() throws {
  let answers = try bundle("default-allow").answers(
    "data.rune.standard.policydomain.response",
    inputs: [
      #"{"allow": [{"id": 1}]}"#, "{}", #"{"allow": [{"id": 1, "enforce": "monitor"}]}"#, #"{"deny": [{"id": 1}]}"#,
      #"{"allow": [{"msg": 1}]}"#,
    ])
  #expect(
    answers == [
      #"{"allow":true,"level":1}"#, #"{"allow":true,"level":0}"#, #"{"allow":true,"level":0}"#,
      #"{"allow":false,"level":-1}"#, #"{"allow":false,"level":-1}"#,
    ])
}

@Test func aRuleWithinARuleSetRaisesTheLevel() throws {
  let nested = HandmadeBundle(
    ruleSets: [
      "outer": HandmadeBundle.metadata("default-deny"),
      "inner": HandmadeBundle.metadata("default-deny") + "allow contains {\"id\": 1}",
    ], inner: ["outer": ["inner"]], manifest: #"{"rule_sets": ["outer"], "resolution_strategy": "default-deny"}"#)
  #expect(try nested.answer("data.rune.standard.policydomain.response") == #"{"allow":true,"level":1}"#)
}

/// In error, each adapter denies: a bundle without manifest is one that allows nothing.
@Test func adaptersDenyWhatIsInError() throws {
  let broken = HandmadeBundle(ruleSets: ["m": HandmadeBundle.metadata("default-allow")])
  #expect(try broken.answer(envoy) == #"{"allowed":false,"body":"Forbidden","headers":{},"http_status":403}"#)
  #expect(
    try broken.answer("\(kubernetes).response")
      == #"{"allowed":false,"status":{"code":403,"message":"There is no manifest: data.rune.policy_bundle"},"uid":""}"#)
  #expect(try broken.answer("data.rune.standard.policydomain.response") == #"{"allow":false,"level":-1}"#)
}

@Test func anAdapterOfOnesOwnBuildsOnOurs() throws {
  var own = bundle()
  own.modules = [
    """
    package rune.adapters.envoy
    import rego.v1
    response := object.union(data.rune.standard.envoy.response, {"headers": {"x-by": "own"}})
    """
  ]
  #expect(
    try own.answer("data.rune.adapters.envoy.response", input: #"{"deny": [{"id": 1, "msg": "no"}]}"#)
      == #"{"allowed":false,"body":"no","headers":{"x-by":"own"},"http_status":403}"#)
}
