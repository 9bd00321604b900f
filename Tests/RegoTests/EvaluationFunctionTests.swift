import Testing

@Suite struct EvaluationFunctionTests {
  static let cases: [EvaluationCase] = [
    .init("a function maps its arguments", "f(x, y) := x * y\np := f(6, 7)", "42"),
    .init("a function without a value is true", "f(x) if x > 1\np := [f(2) | true]", "[true]"),
    .init("a function whose body fails is undefined", "f(x) := x if x > 1\np := f(1)", .undefined),
    .init("a false result fails a statement", "f(x) := x\np if f(false)", .undefined),
    .init("a false result is a value", "f(x) := x\np := f(false)", "false"),
    .init("several clauses are alternatives", "f(x) := 1 if x < 3\nf(x) := 2 if x > 5\np := [f(0), f(9)]", "[1,2]"),
    .init(
      "clauses that disagree are a conflict", "f(x) := 1 if x < 3\nf(x) := 2 if x < 5\np := f(0)",
      .error(.evalConflict, "functions must not produce multiple outputs for same inputs")),
    .init("clauses that agree are none", "f(x) := 1 if x < 3\nf(x) := 1.0 if x < 5\np := f(0)", "1"),
    .init(
      "constant patterns choose the clause",
      "f(\"a\") := 1\nf(\"b\") := 2\nf(3) := 3\np := [f(\"b\"), f(3.0), f(\"a\")]", "[2,3,1]"),
    .init("no clause, no value", "f(\"a\") := 1\np := f(\"b\")", .undefined),
    .init("array patterns bind elements", "f([x, [y, 1]]) := x + y\np := [f([1, [2, 1]])]", "[3]"),
    .init("array patterns want their length", "f([x, y]) := 1\nf([x]) := 2\np := [f([0]), f([0, 0])]", "[2,1]"),
    .init("object patterns bind values", #"f({"a": x, "b": [y]}) := x - y"# + "\np := f({\"a\": 5, \"b\": [3]})", "2"),
    .init(
      "object patterns want all keys and no more",
      #"f({"a": x}) := x"# + "\np := [y | some o in [{\"a\": 1}, {\"a\": 2, \"b\": 3}, {\"b\": 4}]; y := f(o)]", "[1]"),
    .init(
      "one variable twice in a pattern wants equal parts",
      "f([x, x]) := x\np := [y | some a in [[1, 2], [3, 3.0]]; y := f(a)]", "[3]"),
    .init(
      "one variable as two arguments wants equal arguments",
      "f(x, x) := true\np := [y | some a in [1, 2]; y := f(a, 1)]", "[true]"),
    .init("a wildcard argument takes anything", "f(_, x) := x\np := f(null, 1)", "1"),
    .init("an undefined argument makes the call undefined", "f(x) := 1\np := f(input.x)", input: "{}", .undefined),
    .init("functions call functions", "f(x) := g(x) + 1\ng(x) := h(x) * 2\nh(x) := x - 1\np := f(5)", "9"),
    .init("calls nest as arguments", "f(x) := x + 1\np := f(f(f(0)))", "3"),
    .init(
      "a body may have several solutions that agree", "f(x) := true if { some y in [1, 2, 3]; y > x }\np := f(0)",
      "true"),
    .init(
      "a body whose solutions disagree is a conflict", "f(x) := y if { some y in [1, 2, 3]; y > x }\np := f(1)",
      .error(.evalConflict, "functions")),
    .init(
      "arguments do not leak into the caller", "f(x) := y if { y := x * 2 }\np := [x, y] if { x := 1; y := f(5) }",
      "[1,10]"),
    .init(
      "a function sees input and rules", "f(x) := x + input.n + q\nq := 100\np := f(1)", input: #"{"n":10}"#, "111"),
    .init("a function is called for each round", "f(x) := x * x\np := [f(x) | some x in [1, 2, 3]]", "[1,4,9]"),
    .init("the last argument may take the result", "f(x) := x * 2\np := y if f(4, y)", "8"),
    .init("a result may be taken apart", "f(x) := [x, x + 1]\np := b if [a, b] = f(1)", "2"),
    .init("a function with a reference as its name", "a.b.f(x) := x + 1\np := a.b.f(1)", "2"),
    .init(
      "a function of another package",
      "package lib.math\ntwice(x) := x * 2\n---\nimport data.lib.math\np := math.twice(4)", "8"),
    .init("a function is no value", "f(x) := x\np := data.t.f", .error(.type, "undefined ref")),
    .init("a package's document leaves functions out", "f(x) := x\nq := 1", query: "data.t", #"{"q":1}"#),
    .init("a wrong number of arguments is refused", "f(x) := x\np := f(1, 2, 3)", .error(.type, "arity")),
    .init("recursion is refused", "f(x) := f(x - 1)\np := f(1)", .error(.recursion, "recursive")),
    .init(
      "clauses with different numbers of arguments are refused", "f(x) := x\nf(x, y) := y\np := f(1)",
      .error(.type, "conflicting")),
    .init(
      "a function that tells by a type",
      "kind(x) := \"s\" if is_string(x)\nkind(x) := \"n\" if is_number(x)\np := [kind(\"\"), kind(0)]", #"["s","n"]"#),
    .init(
      "an array of sixty arguments' worth of registers",
      "f(a, b, c, d, e, g, h, i, j, k) := [k, j, i, h, g, e, d, c, b, a]\np := f(1, 2, 3, 4, 5, 6, 7, 8, 9, f(0, 0, 0, 0, 0, 0, 0, 0, 0, 1)[0])",
      "[1,9,8,7,6,5,4,3,2,1]"),
  ]

  @Test(arguments: cases) func `functions`(example: EvaluationCase) throws { try example.check() }
}
