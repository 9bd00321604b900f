import Testing

@Suite struct EvaluationWithTests {
  static let inputs: [EvaluationCase] = [
    .init(
      "with replaces the whole input", "p := v if v := q with input as {\"x\": 2}\nq := input.x", input: #"{"x":1}"#,
      "2"),
    .init("with gives an input where there is none", "p := v if v := q with input as 5\nq := input", "5"),
    .init(
      "with replaces a part and keeps the rest", "p := v if v := q with input.a.b as 9\nq := input",
      input: #"{"a":{"b":1,"c":2},"d":3}"#, #"{"a":{"b":9,"c":2},"d":3}"#),
    .init("with makes the way to a part", "p := v if v := input with input.a.b.c as 1", #"{"a":{"b":{"c":1}}}"#),
    .init(
      "with puts an object in place of a scalar on the way", "p := v if v := input with input.a.b as 1",
      input: #"{"a":5}"#, #"{"a":{"b":1}}"#),
    .init(
      "several withs hold together", "p := v if v := input with input.a as 1 with input.b as 2", input: #"{"c":3}"#,
      #"{"a":1,"b":2,"c":3}"#),
    .init(
      "of two withs for one path the last holds", "p := v if v := input.a with input.a as 1 with input.a as 2", "2"),
    .init(
      "a later with may be inside an earlier one", "p := v if v := input with input as {\"x\": 1} with input.y as 2",
      #"{"x":1,"y":2}"#),
    .init(
      "with holds for its expression only", "p := [a, b, c] if { a := q; b := q with input as 2; c := q }\nq := input",
      input: "1", "[1,2,1]"),
    .init(
      "the values of with are evaluated outside of it", "p := v if v := input with input as [input, q]\nq := input",
      input: "1", "[1,1]"),
    .init(
      "with by a variable", "p := v if v := [y | some x in [1, 2]; y := q with input as x]\nq := input * 10",
      input: "0", "[10,20]"),
    .init(
      "with inside with",
      "p := v if v := q with input as 1\nq := [input, r] if true\nr := v if v := s with input as 2\ns := input", "[1,2]"
    ),
    .init(
      "with ends when its expression fails",
      "p := [a, b] if { not q with input as 0; a := input; b := 1 }\nq if input > 5", input: "7", "[7,1]"),
    .init(
      "with over an expression that iterates",
      "p := v if v := {x: y | q[x] with input as [3, 4]; y := input[0]}\nq contains x if some x in input", input: "[9]",
      #"{"3":9,"4":9}"#),
    .init("with over a negation", "p if not q with input.x as 1\nq if input.x == 2", input: #"{"x":2}"#, "true"),
    .init("with over every", "p if every x in [1, 2] { x < q } with input as 3\nq := input", input: "0", "true"),
    .init(
      "an undefined value makes the expression undefined", "p := v if v := q with input as data.no.such\nq := 1",
      .undefined),
    .init(
      "with a value that a local holds", "p := q if { x := {\"a\": 1}; q with input as x }\nq := input.a",
      input: #"{"a":true}"#, "true"),
    .init(
      "a rule known before is evaluated again under with", "p := [q, x, q] if { x := q with input as 2 }\nq := input",
      input: "1", "[1,2,1]"),
    .init(
      "memoised rules below see the replacement", "p := [r, x] if { x := r with input as 2 }\nq := input\nr := [q, q]",
      input: "1", "[[1,1],[2,2]]"),
  ]

  static let documents: [EvaluationCase] = [
    .init(
      "with replaces a base document", "p := v if v := q with data.b.c as 2\nq := data.b",
      data: #"{"b":{"c":1,"d":3}}"#, #"{"c":2,"d":3}"#),
    .init("with makes a base document", "p := v if v := data.new.x with data.new.x as 1", "1"),
    .init("with replaces a rule", "p := v if v := q with data.t.r as 2\nq := r + 1\nr := 1", "3"),
    .init("with replaces a rule by its name", "p := v if v := q with r as 2\nq := r + 1\nr := 1", "3"),
    .init("with replaces a partial set", "p := v if v := {x | q[x]} with data.t.q as {5}\nq contains 1", "[5]"),
    .init(
      "with replaces a whole package",
      "package lib\nx := 1\ny := 2\n---\npackage t\np := v if v := data.lib with data.lib as {\"x\": 9}", #"{"x":9}"#),
    .init(
      "with replaces one rule of a package asked whole",
      "package lib\nx := 1\ny := x + 1\n---\npackage t\np := v if v := data.lib with data.lib.x as 9",
      #"{"x":9,"y":10}"#),
    .init(
      "with does not reach into a rule's value",
      "p := v if v := q with data.t.r.a as 9\nq := r\nr := {\"a\": 1, \"b\": 2}",
      .error(.compile, "with keyword cannot partially replace virtual document")),
    .init(
      "data and input together", "p := v if v := q with data.b as 1 with input as 2\nq := [data.b, input]", input: "0",
      data: #"{"b":0}"#, "[1,2]"),
    .init(
      "a dynamic reference sees the replacement", "p := v if v := q with data.b.k as 2\nq := data.b[input]",
      input: #""k""#, data: #"{"b":{"k":1}}"#, "2"),
    .init(
      "an outer with holds inside an inner one",
      "p := v if v := q with data.b as 1\nq := v if v := r with data.c as 2\nr := [data.b, data.c]", "[1,2]"),
    .init(
      "an inner with hides an outer one",
      "p := v if v := [q, data.b] with data.b as 1\nq := v if v := data.b with data.b as 2", data: #"{"b":0}"#, "[2,1]"),
  ]

  static let functions: [EvaluationCase] = [
    .init("with replaces a built-in by a value", "p := v if v := q with count as 7\nq := count([])", "7"),
    .init(
      "with replaces a built-in by a function",
      "p := v if v := q with count as mock\nq := count([1])\nmock(x) := [\"got\", x]", #"["got",[1]]"#),
    .init("with replaces a built-in by a built-in", "p := v if v := q with max as min\nq := max([1, 2])", "1"),
    .init("with replaces a function by a value", "p := v if v := q with f as 5\nq := f(1)\nf(x) := x", "5"),
    .init(
      "with replaces a function by a function", "p := v if v := q with f as g\nq := f(1)\nf(x) := x\ng(x) := x + 1", "2"
    ),
    .init("with replaces a function by a built-in", "p := v if v := q with f as count\nq := f([1, 2])\nf(x) := x", "2"),
    .init(
      "a replacement may call what it replaces",
      "p := v if v := q with count as mock\nq := count([1])\nmock(x) := count(x) + 100", "101"),
    .init(
      "a replaced function iterates with the rest",
      "p := v if v := [y | some x in [1, 2]; y := f(x) with f as g]\nf(x) := x\ng(x) := x * 5", "[5,10]"),
    .init(
      "a function of another package",
      "package lib\nf(x) := x\n---\npackage t\np := v if v := q with data.lib.f as 3\nq := data.lib.f(1)", "3"),
    .init(
      "a replaced function ends with its expression", "p := [a, b] if { a := f(1) with f as 5; b := f(1) }\nf(x) := x",
      "[5,1]"),
    .init(
      "a replacement with another arity is refused",
      "p := v if v := q with count as mock\nq := count([1])\nmock(x, y) := x", .error(.type, "arity")),
    .init(
      "operators that need no call are not replaced", "p := v if v := 1 == 2 with eq as true", .error(.compile, "")),
    .init(
      "an undefined replacement falls through",
      "p if not q with count as mock\nq if count([1])\nmock(x) := 1 if x == [2]", "true"),
  ]

  @Test(arguments: inputs) func `with on input`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: documents) func `with on data`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: functions) func `with on functions`(example: EvaluationCase) throws { try example.check() }
}
