import Testing

@testable import Rego

/// Policies that look odd to a type checker and are right.
@Suite struct TypeAcceptanceTests {
  @Test(arguments: [
    "p := concat(\",\", input.xs)",
    "p := data.t.nothing.at.all",
    "p := data.other[_].x + 1",
    "default q := 1\nq := \"a\" if input.x\np := upper(q)",
    "p if { every x in 3 { x } }",
    "p if 1 in 2",
    "p := [x, y] if { [x, y] = input.pair }",
    "p := x if { {\"a\": x} = input.object }",
    "p if { {\"a\": x, \"b\": y} := {\"a\": 1, \"b\": [x1 | x1 := 2]}; x + y[0] > 1 }",
    "f(x) := 1 if is_string(x)\nf(x) := upper(x.name) if is_object(x)\np := f(1) + f({\"name\": 1})",
    "f([x, _]) := x\np := upper(f([\"a\", 1]))",
    "f(x) := x if x > 1 else := \"b\"\np := upper(f(1))",
    "p[x] := y if { some x, y in {\"a\": 1} }\nq := p.z + 1",
    "p.a := 1\np.b := \"s\"\nq := upper(p[_])",
    "p[x].y contains z if { some x in [\"a\"]; z := 1 }\nq if { n := input.n; p[n].y[_] == 1 }",
    "p[1] contains 2\nq if { some k; p[k][2] }",
    "p[x] contains 1 if x := 3\nq if { n := 3; p[n] }",
    "p contains 1\np contains \"a\"\nq := upper(p[_])",
    "r := {\"a\": 1} if input.x\nr := {\"b\": 2} if input.y\np := r.b",
    "p := [y | some x in input.xs; y := [z | some w in x; z := w + 1]]",
    "p := {k: {v2 | some v2 in v} | some k, v in {\"a\": [1]}}",
    "p if { x := {1, \"a\"}; x[\"a\"]; x[1] }",
    "p if { x := {\"a\": 1} | {\"b\"} } else := json.marshal(3)",
    "p if not upper(input.x) == \"B\" with input as {\"x\": 1}",
    "p if q == \"A\" with input.x as 1\nq := upper(input.x)",
    "p if count(input) == 7 with count as f\nf(_) := 7",
    "p if { a := []; a[0].b.c == 1 }",
    "p if { o := {}; o.x.y == 1 }",
    "p if { x := input.x; y := x[_][\"a\"][0]; upper(y) == \"A\"; y + 1 == 2 }",
  ])
  func `is accepted`(rules: String) throws {
    var text = CheckedText()
    text.compiler.builtins = text.compiler.builtins.adding([Builtin("json.marshal", 1) { _, _ in .undefined }])
    let accepted = rules.contains("{\"a\": 1} | ") ? [] : try text.findings(["package t\n" + rules])
    #expect(accepted == [])
  }
}
