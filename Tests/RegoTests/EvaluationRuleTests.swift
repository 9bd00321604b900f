import Testing

@Suite struct EvaluationRuleTests {
  static let complete: [EvaluationCase] = [
    .init(
      "a rule without a body is its value", #"p := {"a": [1, "x", null, true, {"s"}]}"#,
      #"{"a":[1,"x",null,true,["s"]]}"#),
    .init("a rule without a value is true", "p if 1 < 2", "true"),
    .init("a rule whose body fails is undefined", "p := 1 if 2 < 1", .undefined),
    .init("a rule may be false", "p := false", "false"),
    .init("an undefined part makes the value undefined", "p := [1, input.x]", input: "{}", .undefined),
    .init("several bodies are alternatives", "p := 1 if input.a\np := 1 if input.b", input: #"{"b":true}"#, "1"),
    .init("equal values are no conflict", "p := x if some x in [1, 1.0, 1]", "1"),
    .init(
      "bodies after if do not chain", "p if { input.a } { input.b }", input: #"{"b":1}"#, version: .v0,
      .error(.parse, "")),
    .init(
      "an expression that is false fails, one that is 0 or empty does not", #"p if { 0; ""; []; {}; null }"#, "true"),
    .init("the body sees the input", "p := input.x + 1", input: #"{"x":41}"#, "42"),
    .init("without an input, input is undefined", "p := input", .undefined),
    .init("the input may be any value", "p := input", input: "[1,null]", "[1,null]"),
    .init("a rule reads another one", "p := q + 1\nq := r * 2\nr := 3", "7"),
    .init("assignment in the body shadows nothing outside", "p := [x, y] if { x := q; y := x + 1 }\nq := 1", "[1,2]"),
    .init("a local variable shadows a rule", "p := q if { q := 5 }\nq := 1", "5"),
    .init("no argument may be called input", "p := f(3)\nf(input) := input", .error(.compile, "")),
    .init("semicolons and lines part expressions", "p := a if { a := 1; a == 1\n a < 2 }", "1"),
    .init(
      "an object may hold a rule's values", #"p := {q: r, "n": {r: q}}"# + "\nq := \"k\"\nr := 2",
      #"{"k":2,"n":{"2":"k"}}"#),
    .init(
      "of two values under one key of an object the later in the order of terms counts",
      #"p := {q: 2, "a": 1}"# + "\nq := \"a\"", #"{"a":2}"#),
    .init("an object with one key twice and one value is none", #"p := {"a": 1, q: 1}"# + "\nq := \"a\"", #"{"a":1}"#),
  ]

  static let conflicts: [EvaluationCase] = [
    .init(
      "two values are a conflict", "p := 1 if input\np := 2 if input", input: "{}",
      .error(.evalConflict, "complete rules must not produce multiple outputs")),
    .init(
      "one rule with two solutions is a conflict", "p := x if some x in [1, 2]", .error(.evalConflict, "complete rules")
    ),
    .init(
      "a conflict does not hide behind negation", "p if not q\nq := x if some x in [1, 2]",
      .error(.evalConflict, "complete rules")),
    .init("a conflict of a rule that nobody asks for does not show", "p := 1\nq := x if some x in [1, 2]", "1"),
    .init(
      "values of two types are a conflict", #"p := "1" if input"# + "\np := 1 if input", input: "0",
      .error(.evalConflict, "complete rules")),
    .init("0 and -0 are one value", "p := 0 if input\np := -0.0 if input", input: "0", "0"),
  ]

  static let elses: [EvaluationCase] = [
    .init("else is taken when the body fails", "p := 1 if input.a else := 2", input: "{}", "2"),
    .init("else is not taken when the body holds", "p := 1 if input.a else := 2", input: #"{"a":true}"#, "1"),
    .init(
      "the first of a chain that holds gives the value",
      "p := 1 if input.x > 10 else := 2 if input.x > 5 else := 3 if input.x > 1", input: #"{"x":6}"#, "2"),
    .init(
      "a chain that never holds is undefined", "p := 1 if input.x > 10 else := 2 if input.x > 5", input: #"{"x":1}"#,
      .undefined),
    .init("else without a value is true", "p := 1 if input.x else if input.y", input: #"{"y":1}"#, "true"),
    .init("a false value ends the chain", "p := false if input.x else := true", input: #"{"x":1}"#, "false"),
    .init(
      "else binds variables of its own", "p := x if { x := input.a } else := x if { x := input.b }", input: #"{"b":7}"#,
      "7"),
    .init(
      "two chains conflict by their outcomes", "p := 1 if input.a else := 2\np := 1 if input.b else := 3",
      input: #"{"a":1}"#, .error(.evalConflict, "")),
    .init("two chains may agree", "p := 1 if input.a else := 2\np := 3 if input.b else := 2", input: "{}", "2"),
    .init(
      "a body with several solutions still conflicts", "p := x if some x in [1, 2] else := 3", .error(.evalConflict, "")
    ),
    .init(
      "else with iteration takes the first link that has a solution",
      "p := x if { some x in [1, 2]; x > 5 } else := y if { some y in [3]; y > 2 }", "3"),
    .init(
      "functions have else too",
      "p := [f(1), f(5), f(9)]\nf(x) := \"low\" if x < 3 else := \"mid\" if x < 7 else := \"high\"",
      #"["low","mid","high"]"#),
  ]

  static let defaults: [EvaluationCase] = [
    .init("a default stands in for undefined", "default p := false\np if input.x", input: "{}", "false"),
    .init("a default gives way to a value", "default p := false\np if input.x", input: #"{"x":1}"#, "true"),
    .init("a default gives way to false", "default p := true\np := false if input.x", input: #"{"x":1}"#, "false"),
    .init("a default alone is the value", "default p := [1, {\"a\": 2}]", #"[1,{"a":2}]"#),
    .init(
      "a default may be a comprehension", "default p := [x | some x in [3, 4]]\np := 1 if input.x", input: "{}", "[3,4]"
    ),
    .init("a default after the rules is the same", "p if input.x\ndefault p := 5", input: "{}", "5"),
    .init(
      "a default follows a whole else chain", "default p := 9\np := 1 if input.a else := 2 if input.b", input: "{}", "9"
    ),
    .init(
      "a function's default takes any argument", "default f(_) := 0\nf(x) := x if x > 3\np := [f(1), f(5)]", "[0,5]"),
    .init(
      "a function's default does not stand in for undefined arguments",
      "default f(_) := 0\nf(x) := x if x > 3\np := f(input.no)", input: "{}", .undefined),
    .init("a default at a reference", "default a.b := 1\na.b := 2 if input.x\np := a", input: "{}", #"{"b":1}"#),
    .init(
      "a default does not hide a conflict", "default p := 0\np := x if some x in [1, 2]", .error(.evalConflict, "")),
    .init("two defaults are refused", "default p := 1\ndefault p := 2", .error(.type, "multiple default rules")),
    .init("a default with a variable is refused", "default p := input.x", .error(.parse, "default")),
  ]

  @Test(arguments: complete + conflicts) func `complete rules`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: elses) func `else chains`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: defaults) func `default rules`(example: EvaluationCase) throws { try example.check() }
}
