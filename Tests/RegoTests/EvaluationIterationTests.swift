import Testing

@Suite struct EvaluationIterationTests {
  static let comprehensions: [EvaluationCase] = [
    .init("an array comprehension keeps order and repeats", "p := [(x % 2) | some x in [3, 2, 1]]", "[1,0,1]"),
    .init("a set comprehension keeps each once", "p := {(x % 2) | some x in [3, 2, 1]}", "[0,1]"),
    .init("an object comprehension maps keys", "p := {k: v | some k, v in [\"a\", \"b\"]}", #"{"0":"a","1":"b"}"#),
    .init(
      "an object comprehension with two values under a key is a conflict", "p := {\"k\": x | some x in [1, 2]}",
      .error(.evalConflict, "object keys must be unique")),
    .init(
      "a comprehension without solutions is empty",
      "p := [[x | some x in []], {x | some x in input.x}, {x: 1 | false; x := 1}]", input: "{}", "[[],[],{}]"),
    .init(
      "a comprehension sees variables around it", "p := [y | n := 3; y := [(x * n) | some x in [1, 2]]]", "[[3,6]]"),
    .init(
      "comprehensions nest", "p := [[y | some y in numbers.range(1, x)] | some x in [1, 2, 3]]", "[[1],[1,2],[1,2,3]]"),
    .init("a comprehension does not bind outside", "p := [x, y] if { x := 1; y := [x | x := 2] }", "[1,[2]]"),
    .init(
      "two iterations give all pairs", "p := [[x, y] | some x in [1, 2]; some y in [\"a\", \"b\"]]",
      #"[[1,"a"],[1,"b"],[2,"a"],[2,"b"]]"#),
    .init(
      "a comprehension is evaluated each round", "p := [n | some x in [1, 2]; n := sum([y | y := x + input.i])]",
      input: #"{"i":10}"#, "[11,12]"),
    .init("the term may be any expression", "p := [{x: [x, q]} | some x in [\"k\"]]\nq := 1", #"[{"k":["k",1]}]"#),
    .init("objects are iterated in key order", #"p := [k | some k, _ in {"b": 1, "a": 2, "c": 3}]"#, #"["a","b","c"]"#),
    .init(
      "sets are iterated in order", "p := [x | some x in {3, \"a\", null, 1, [0], true}]", #"[null,true,1,3,"a",[0]]"#),
  ]

  static let somes: [EvaluationCase] = [
    .init(
      "some binds elements, members and values",
      #"p := [a, b, c] if { some a in [1]; some b in {2}; some c in {"k": 3} }"#, "[1,2,3]"),
    .init(
      "some binds indices and keys",
      #"p := [i, k, m] if { some i, _ in ["x"]; some k, _ in {"k": 3}; some m, m in {7} }"#, #"[0,"k",7]"#),
    .init("some takes elements apart", "p := {x: y | some [x, y] in [[1, 2], [3, 4], [5]]}", #"{"1":2,"3":4}"#),
    .init(
      "some with constants filters",
      "p := [y | some {\"t\": 1, \"v\": y} in [{\"t\": 1, \"v\": 5}, {\"t\": 2, \"v\": 6}]]", "[5]"),
    .init(
      "some over what is no collection has no solution", "p := [x | some x in input[_]]",
      input: #"[1,"abc",null]"#, "[]"),
    .init("some over undefined has no solution", "p if some x in input.no", input: "{}", .undefined),
    .init(
      "some declares a variable for brackets", "p := [i | some i; input.xs[i] == 2]", input: #"{"xs":[2,1,2]}"#, "[0,2]"
    ),
    .init(
      "one variable in two brackets joins", "p := [i | some i; input.a[i] == input.b[i]]",
      input: #"{"a":[1,2,3],"b":[1,5,3]}"#, "[0,2]"),
    .init(
      "an underscore iterates anew each time", "p := count([1 | input.a[_] == input.a[_]])", input: #"{"a":[1,2]}"#, "2"
    ),
    .init(
      "brackets iterate over deep collections", "p := [x | x := input[_].b[_]]",
      input: #"[{"b":[1,2]},{"c":[9]},{"b":{"k":3}}]"#, "[1,2,3]"),
    .init(
      "in asks for membership", #"p := [2 in [1, 2], 2 in {"a": 2}, 3 in {1, 2}, "a", 1 in input]"#, input: "{}",
      #"[true,true,false,"a",false]"#),
    .init(
      "in with a key asks for both", #"p := [("a", 1 in {"a": 1}), (0, "x" in ["x"]), (1, "x" in ["x"])]"#,
      "[true,true,false]"),
    .init("in binds nothing", "p if { x := 5; x in [1, 2] }", .undefined),
    .init("numbers are members by value", "p if { 1.0 in [1]; 1 in {1.00}; 1e2 in {100} }", "true"),
  ]

  static let everys: [EvaluationCase] = [
    .init("every wants each element", "p if every x in [1, 2, 3] { x > 0 }", "true"),
    .init("every fails by one element", "p if every x in [1, 0, 3] { x > 0 }", .undefined),
    .init("every over nothing holds", "p if { every x in [] { x > 0 }; every _ in {} { false } }", "true"),
    .init("every over undefined fails", "p if every x in input.no { x }", input: "{}", .undefined),
    .init("every over what is no collection fails", "p if every x in input { x }", input: "5", .undefined),
    .init("every binds keys and values", #"p if every k, v in {"a": "a", "b": "b"} { k == v }"#, "true"),
    .init("every's body may have several solutions", "p if every x in [1, 2] { some y in [1, 2, 3]; y > x }", "true"),
    .init("every sees variables around it", "p := n if { some n in [5, 1]; every x in [1, 2, 3] { x < n } }", "5"),
    .init("every nests", "p if every xs in [[1], [2, 3]] { every x in xs { x > 0 } }", "true"),
    .init("every is not negated", "p if not every x in [1, 0] { x > 0 }", .error(.parse, "")),
    .init("every over a rule", "q contains x if some x in [1, 2]\np if every x in q { x in {1, 2, 3} }", "true"),
  ]

  static let negations: [EvaluationCase] = [
    .init("not holds for false and for undefined", "p if { not false; not input.no; not 1 > 2 }", input: "{}", "true"),
    .init("not fails for any other value", "p if not 0", .undefined),
    .init(
      "a wildcard only in not is unsafe", "p if { not q[_] > 2 }\nq := [1, 2, 3]",
      .error(.unsafeVariable, "")),
    .init("not over a rule", "p if not q\nq if { some x in [1, 2]; x > 2 }", "true"),
    .init("not binds nothing", "p if { not x == 1; x = 2 }", "true"),
    .init("not with a membership test", "p if not 3 in [1, 2]", "true"),
    .init("not twice", "p if not q\nq if not r\nr if input.x", input: #"{"x":1}"#, "true"),
    .init("a variable only in not is unsafe", "p if not input.x[y]", .error(.unsafeVariable, "unsafe")),
  ]

  @Test(arguments: comprehensions) func `comprehensions collect`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: somes) func `some and in`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: everys) func `every wants all`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: negations) func `negation wants none`(example: EvaluationCase) throws { try example.check() }
}
