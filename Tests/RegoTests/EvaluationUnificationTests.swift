import Testing

@Suite struct EvaluationUnificationTests {
  static let cases: [EvaluationCase] = [
    .init("= binds either side", "p := [x, y] if { x = 1; 2 = y }", "[1,2]"),
    .init("= compares what is bound", "p if { x = 1; x = 1.0 }", "true"),
    .init("= fails for other values", "p if { x = 1; x = 2 }", .undefined),
    .init("arrays are taken apart", "p := [x, y] if [x, 2, y] = [1, 2, 3]", "[1,3]"),
    .init("arrays of other lengths do not match", "p if [x, 2] = input", input: "[1,2,3]", .undefined),
    .init("arrays bind in both directions", "p := [x, y] if [x, 2] = [1, y]", "[1,2]"),
    .init("nested arrays", "p := [a, b, c] if [a, [b, [c]]] = [1, [2, [3]]]", "[1,2,3]"),
    .init(
      "an array from the input", "p := x if [\"v\", x] = input.path", input: #"{"path":["v","users"]}"#, #""users""#),
    .init("what is no array does not match a pattern", "p if [x] = input", input: #"{"0":1}"#, .undefined),
    .init("objects are taken apart", #"p := [x, y] if {"a": x, "b": {"c": y}} = {"b": {"c": 2}, "a": 1}"#, "[1,2]"),
    .init("objects bind in both directions", #"p := [x, y] if {"a": x, "b": 2} = {"a": 1, "b": y}"#, "[1,2]"),
    .init("objects with other keys do not match", #"p if {"a": x} = input"#, input: #"{"a":1,"b":2}"#, .undefined),
    .init("an object's computed keys", #"p := x if { k := "a"; {k: x} = input }"#, input: #"{"a":5}"#, "5"),
    .init("one variable twice in a pattern", "p := x if [x, x] = input", input: "[4,4.0]", "4"),
    .init("one variable twice that differs", "p if [x, x] = input", input: "[4,5]", .undefined),
    .init("a variable through others", "p := z if { x = y; y = z; z = [w]; w = 1 }", "[1]"),
    .init("an equation does not feed itself", "p := y if { [x, y] = [1, x + 1] }", .error(.unsafeVariable, "unsafe")),
    .init("bodies are ordered by what they need", "p := z if { z := y + 1; y := x + 1; x := 1 }", .error(.compile, "")),
    .init("equations are ordered by what they need", "p := z if { z = y + 1; y = x + 1; x = 1 }", "3"),
    .init("iteration in a pattern's input", "p := {x | [x, 1] = input[_]}", input: "[[5,1],[6,2],[7,1]]", "[5,7]"),
    .init(
      "references on both sides join", "p := {x | input.a[x] = input.b[x]}",
      input: #"{"a":{"k":1,"l":2},"b":{"k":1,"l":3}}"#, #"["k"]"#),
    .init("a pattern with a reference compares", "p := x if [input.a, x] = [1, 2]", input: #"{"a":1}"#, "2"),
    .init(":= takes arrays apart", "p := [x, y] if [x, y] := [1, 2]", "[1,2]"),
    .init(":= takes objects apart", #"p := x if {"a": x} := {"a": 1}"#, "1"),
    .init(":= of another length fails", "p if [x, y] := input", input: "[1]", .undefined),
    .init(":= twice is refused", "p if { x := 1; x := 2 }", .error(.compile, "assigned above")),
    .init("== binds nothing", "p if { x == 1 }", .error(.unsafeVariable, "x")),
    .init("== compares deeply", #"p if {"a": [1, {2}]} == {"a": [1.0, {2.0}]}"#, "true"),
    .init("!= of undefined is undefined", "p if input.x != 1", input: "{}", .undefined),
    .init("sets compare as wholes", "p if { {1, 2} = {2, 1.0}; {1} != {2} }", "true"),
    .init(
      "order is over all types", #"p if { null < false; true < 0; 5 < "a"; "z" < []; [9] < {}; {"a": 1} < {1} }"#,
      "true"),
    .init("an equation is a value too", "p := [x] if { x := 1 == 1 }", "[true]"),
    .init("a comparison that is false is a value", "p := [1 == 2, 1 != 2, 3 > 4, 3 <= 4]", "[false,true,false,true]"),
    .init("wildcards in patterns do not join", "p if [_, _] = [1, 2]", "true"),
    .init("a set holds no unbound variable", "p := x if {x} = {1}", .error(.unsafeVariable, "x")),
  ]

  static let queries: [EvaluationCase] = [
    .init("a query gives its bindings", query: "x = 1; y = [x, 2]", .bindings(#"[{"x":1,"y":[1,2]}]"#)),
    .init(
      "a query gives a row a solution", query: "x = [1, 2, 3][i]; x > 1", .bindings(#"[{"i":1,"x":2},{"i":2,"x":3}]"#)),
    .init(
      "a query over a rule", "p contains x if some x in [1, 2]", query: "data.t.p[x]", .bindings(#"[{"x":1},{"x":2}]"#)),
    .init(
      "wildcards and generated variables are no bindings", query: "some x, _ in [5]; y := [z | z := x]",
      .bindings(#"[{"x":0,"y":[0]}]"#)),
    .init("a query that fails has no rows", query: "x = 1; x = 2", .bindings("[]")),
    .init("an expression alone may be false", query: "1 == 2", "false"),
    .init("a query sees the input", query: "input.a[i]", input: #"{"a":[5,6]}"#, .bindings(#"[{"i":0},{"i":1}]"#)),
    .init("a query may call functions", "f(x) := x + 1", query: "data.t.f(1)", "2"),
    .init("an unsafe query is refused", query: "x > 1", .error(.unsafeVariable, "x")),
    .init("a query that is no Rego is refused", query: "x := := 1", .error(.parse, "")),
  ]

  @Test(arguments: cases) func `unification`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: queries) func `queries give rows`(example: EvaluationCase) throws { try example.check() }
}
