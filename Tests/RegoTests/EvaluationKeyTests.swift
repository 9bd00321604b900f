import Rego
import Testing

/// Single keys of documents with variables in their heads.
@Suite struct EvaluationKeyTests {
  static let keys: [EvaluationCase] = [
    .init(
      "a conflict under another key is not seen",
      #"q[k] := v if { k := "k"; v := [1, 2][_] }"# + "\nq.z := 0\np := q.z", "0"),
    .init(
      "a conflict under the key is seen", #"q[k] := v if { k := "k"; v := [1, 2][_] }"# + "\nq.z := 0\np := q.k",
      .error(.evalConflict, "object keys must be unique")),
    .init(
      "a key that a variable holds is asked for alone",
      "q[k] := v if { some k in [1, 2]; some v in [k, 3 - k]; k == 2 }\nq[3] := 7\np := q[x] if x := input.x",
      input: #"{"x": 3}"#, "7"),
    .init(
      "under a package that a variable selects, too",
      "package lib.a\nq[k] := v if { some k in [1]; some v in [1, 2] }\nq[2] := 5\n---\npackage t\np := data.lib[x].q[2] if some x in [\"a\"]",
      "5"),
    .init(
      "a whole document shows every conflict", "q[k] := v if { some k in [1]; some v in [1, 2] }\np := q",
      .error(.evalConflict, "")),
    .init(
      "two keys in one another are asked for alone",
      "q[a][b] := v if { some a in [1]; some b in [1, 2]; some v in [b, 2] }\np := q[1][2]", "2"),
    .init(
      "a conflict under another second key is not seen",
      "q[a][b] := v if { some a in [1]; some b in [1, 2]; some v in [3, b + 1] }\np := q[1][2]", "3"),
    .init(
      "a value above the second key is looked into",
      "q[a] := {\"x\": a} if some a in [1, 2]\nq[3].x := 9\np := [q[2].x, q[3].x]", "[2,9]"),
    .init(
      "a member of a set is asked for alone", "q contains x if some x in [1, 2]\np := [q[2], {y | y := q[_]}]",
      "[2,[1,2]]"),
    .init(
      "sets below keys", "q[a] contains b if { some a in [1, 2]; some b in [a, 5] }\np := [q[2], q[2][5]]", "[[2,5],5]"),
    .init("a key that is not there is undefined", "q[k] := 1 if some k in [1]\np := q[4]", .undefined),
    .init(
      "a set has no key of another kind", "q contains 1\np := q[input.x]", input: #"{"x": "a"}"#, .undefined),
    .init(
      "what with puts in place counts",
      "q[k] := input.v if some k in [1]\np := [a, b] if {\n  a := q[1] with input as {\"v\": 1}\n  b := q[1] with data.t.q as {1: 8}\n}",
      "[1,8]"),
    .init(
      "a key is evaluated once for each replaced input",
      "q[k] := input.v if some k in [1]\np := [x | some v in [1, 2, 1]; x := q[1] with input.v as v]", "[1,2,1]"),
    .init(
      "many keys give what the whole document gives",
      "q[k] := k * 2 if some k in numbers.range(1, 300)\np := sum([v | some k in numbers.range(1, 300); v := q[k]])",
      "90300"),
    .init(
      "many keys do not see a conflict under one more",
      "q[k] := v if { some k in numbers.range(1, 300); some v in vs[k] }\nvs[k] := [k] if some k in numbers.range(1, 299)\nvs[300] := [1, 2]\np := count([v | some k in numbers.range(1, 299); v := q[k]])",
      "299"),
    .init(
      "a key under with after many keys with a conflict",
      "q[k] := [v, input] if { some k in numbers.range(1, 90); some v in [k, max([k, 89])] }\np := [count([1 | some k in numbers.range(90, 90); some _ in numbers.range(1, 50); q[k]]), x] if x := q[90] with input as 1",
      input: "0", #"[50,[90,1]]"#),
  ]

  static let conflicts: [EvaluationCase] = [
    .init(
      "an else that conflicts is where the conflict is", "p := 1 if input.a\nelse := 2 if input.b\n\np := 3 if input.c",
      input: #"{"b": 1, "c": 1}"#, .error(.evalConflict, "0.rego:3: eval_conflict_error: complete rules")),
    .init(
      "rules that demand less come first", "p := 1 if input.a == 1\n\np := 2 if input.b == 1\n\np := 3",
      input: #"{"a": 1, "b": 1}"#, .error(.evalConflict, "0.rego:4: eval_conflict_error")),
    .init(
      "an object comprehension's conflict is at its key", "p := {\n  k: v |\n  some k in [1]\n  some v in [1, 2]\n}",
      .error(.evalConflict, "0.rego:3: eval_conflict_error: object keys must be unique")),
    .init(
      "constant keys beside variable ones conflict as keys do",
      "q.a := 1\nq.a := 2\nq[k] := 3 if some k in []\np := q", .error(.evalConflict, "object keys must be unique")),
    .init(
      "a strict error of a built-in comes before a later conflict",
      "p := [q, r] if { true }\nq := 1 if not x\nx if to_number(\"x\") == 1\nr := v if some v in [1, 2]", strict: true,
      .error(.evalBuiltin, "to_number")),
    .init(
      "the first strict error of a built-in counts",
      "p := [1 | some x in [\"a\", \"b\"]; to_number(x)]", strict: true, .error(.evalBuiltin, #"parsing "a""#)),
  ]

  @Test(arguments: keys) func `single keys`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: conflicts) func `errors and their places`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: keys + conflicts)
  func `an observed evaluation gives the same`(example: EvaluationCase) throws {
    try example.check(observer: TraceLog())
  }
}
