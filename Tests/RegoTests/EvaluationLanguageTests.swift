import Rego
import Testing

@Suite struct EvaluationLanguageTests {
  static let versions: [EvaluationCase] = [
    .init("v0 needs no if and no contains", "p[x] { x := [1, 2][_] }", version: .v0, "[1,2]"),
    .init("v0 makes an object by a value", "p[x] = y { y := [5, 6][x] }", version: .v0, #"{"0":5,"1":6}"#),
    .init("v0 chains bodies", "p { input.a } { input.b }", input: #"{"b":1}"#, version: .v0, "true"),
    .init("v0 assigns heads by =", "p = 5", version: .v0, "5"),
    .init("v0 has else with bodies", "p = 1 { false } else = 2 { true }", version: .v0, "2"),
    .init("v0 functions", "f(x) = y { y := x + 1 }\np = f(1)", version: .v0, "2"),
    .init("v0 with future keywords", "import future.keywords\np contains x if some x in [1, 2]", version: .v0, "[1,2]"),
    .init("v0 with a single future keyword", "import future.keywords.in\np { 1 in [1] }", version: .v0, "true"),
    .init("v0 takes keywords for names", "if := 1\ncontains := 2\np = [if, contains]", version: .v0, "[1,2]"),
    .init("v0 with import rego.v1 is v1", "import rego.v1\np contains x if some x in [1, 2]", version: .v0, "[1,2]"),
    .init("v0 with import rego.v1 wants if", "import rego.v1\np { true }", version: .v0, .error(.parse, "if")),
    .init("v1 wants if", "p { true }", .error(.parse, "if")),
    .init("v1 wants contains", "p[x] { x := 1 }", .error(.parse, "contains")),
    .init("v1 takes import rego.v1", "import rego.v1\np if true", "true"),
    .init("v1 takes future keywords", "import future.keywords.every\np if every x in [1] { x > 0 }", "true"),
    .init(
      "v0 and v1 heads mean the same", "import future.keywords\na.b.c contains 1\np = a", version: .v0,
      #"{"b":{"c":[1]}}"#),
    .init("a v0 head with one bracket is a set", "p[\"a\"]\np[\"b\"] { true }", version: .v0, #"["a","b"]"#),
    .init("a v0 default", "default p = false\np { input.x }", input: "{}", version: .v0, "false"),
  ]

  static let templates: [EvaluationCase] = [
    .init(
      "a template puts values into text", "p := $\"{1 + 1} of {input.x} is {q}\"\nq := \"all\"",
      input: #"{"x":[1,"a"]}"#, #""2 of [1, \"a\"] is all""#),
    .init("an undefined value says so", "p := $\"x: {input.no}\"", input: "{}", #""x: <undefined>""#),
    .init("a template without expressions is its text", "p := $\"plain\"", #""plain""#),
    .init("braces are escaped", #"p := $"\{{1}""#, #""{1""#),
    .init("a raw template", "p := $`a\\n{1}`", #""a\\n1""#),
    .init(
      "a template in a comprehension", "p := [$\"<{x}>\" | some x in [1, \"a\", null, true]]",
      #"["<1>","<a>","<null>","<true>"]"#),
  ]

  static let errors: [EvaluationCase] = [
    .init("a built-in's error makes its expression undefined", "p := 1 / input.x", input: #"{"x":0}"#, .undefined),
    .init(
      "a strict one ends the evaluation", "p := 1 / input.x", input: #"{"x":0}"#, strict: true,
      .error(.evalBuiltin, "div: divide by zero")),
    .init("a wrong type makes its expression undefined", "p := upper(input.x)", input: #"{"x":0}"#, .undefined),
    .init(
      "a strict wrong type ends the evaluation", "p := upper(input.x)", input: #"{"x":0}"#, strict: true,
      .error(.evalType, "upper: operand 1 must be string but got number")),
    .init("not holds where a built-in fails", "p if not to_number(input.x)", input: #"{"x":"z"}"#, "true"),
    .init(
      "strict errors end negations too", "p if not to_number(input.x)", input: #"{"x":"z"}"#, strict: true,
      .error(.evalBuiltin, "to_number")),
    .init("other rounds go on", "p := [y | some x in [2, 0, 1]; y := 2 / x]", "[1,2]"),
    .init("other clauses go on", "p := 1 if { 1 / input == 1 }\np := 2 if input == 0", input: "0", "2"),
    .init("an error in an argument makes the call undefined", "f(x) := 5\np := f(1 / input)", input: "0", .undefined),
    .init(
      "an error that is not reached does not end a strict evaluation", "p if { input == 1; 1 / 0 }", input: "0",
      strict: true, .undefined),
  ]

  @Test(arguments: versions) func `language versions`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: templates) func `string interpolation`(example: EvaluationCase) throws { try example.check() }
  @Test(arguments: errors) func `errors of built-ins`(example: EvaluationCase) throws { try example.check() }

  @Test func `an error says where it was`() throws {
    let example = EvaluationCase("", "p := 1\nq := x if {\n  some x in [1, 2]\n}", query: "data.t.q", .undefined)
    let (prepared, evaluator) = try example.prepare()
    let failure = #expect(throws: Diagnostic.self) { try evaluator.evaluate(prepared, input: .undefined) }
    #expect(failure?.location.file == "0.rego" && failure?.location.row == 3)
    #expect(failure?.description.hasPrefix("0.rego:3: eval_conflict_error: complete rules") == true)
  }
}
