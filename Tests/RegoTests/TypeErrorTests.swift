import Testing

@testable import Rego

/// What the type checker finds, as the reference words it.
@Suite struct TypeErrorTests {
  struct Example: CustomTestStringConvertible {
    let note: String
    let rules: String
    let findings: [String]
    var testDescription: String { note }

    init(_ note: String, _ rules: String, _ findings: String...) {
      self.note = note
      self.rules = rules
      self.findings = findings
    }

    func check(_ compiler: Compiler = CheckedText().compiler) {
      var found: [String] = []
      do { _ = try CheckedText(compiler: compiler).program("package t\n" + rules) } catch {
        found = ((error as? Diagnostics)?.all ?? []).map {
          ([CheckedText.line($0).replacing("rego_type_error: ", with: "")] + $0.details).joined(separator: "\n")
        }
      }
      #expect(found == findings)
    }
  }

  static let arguments: [Example] = [
    .init(
      "a constant of a wrong type", "p := upper(1)",
      "2:6 upper: invalid argument(s)\nhave: (number, ???)\nwant: (x: string, y: string)"),
    .init(
      "the result may be an argument", "p if upper(\"a\", 1)",
      "2:6 upper: invalid argument(s)\nhave: (string, number)\nwant: (x: string, y: string)"),
    .init(
      "elements count", "p := concat(\",\", [\"a\", 1])",
      "2:6 concat: invalid argument(s)\nhave: (string, array<string, number>, ???)\n"
        + "want: (delimiter: string, collection: any<array[string], set[string]>, output: string)"),
    .init(
      "types go through rules", "x := 1\np := upper(x)",
      "3:6 upper: invalid argument(s)\nhave: (number, ???)\nwant: (x: string, y: string)"),
    .init(
      "types go through functions, in any order", "p := upper(f(1))\nf(x) := x + 1",
      "2:6 upper: invalid argument(s)\nhave: (number, ???)\nwant: (x: string, y: string)"),
    .init(
      "parameters are of the types that the body needs", "f(x) := upper(x)\np := f(1)",
      "3:6 data.t.f: invalid argument(s)\nhave: (number, ???)\nwant: (string, string)"),
    .init(
      "comprehensions have types", "p := {k: v | k := \"a\"; v := 1} + 1",
      "2:6 plus: invalid argument(s)\nhave: (object[string: number], number, ???)\n"
        + "want: (x: number, y: number, z: number)"),
    .init(
      "errors within comprehensions are theirs", "p := count([x | x := upper(1)])",
      "2:22 upper: invalid argument(s)\nhave: (number, ???)\nwant: (x: string, y: string)"),
    .init(
      "a replacement takes the arguments of what it replaces", "f(x) := 3\np if concat(\"\", []) with concat as f",
      "3:21 concat: arity mismatch\nhave: (any)\nwant: (delimiter: string, collection: any<array[string], set[string]>)"
    ),
    .init(
      "the number of arguments is told with types", "p := count([1], 2, 3)",
      "2:6 count: arity mismatch\nhave: (array<number>, number, number, ???)\n"
        + "want: (collection: any<string, array[any], object[any: any], set[any]>)"),
    .init("a value is no function", "f := 1\np := f()", "3:6 undefined function data.t.f"),
  ]

  static let equations: [Example] = [
    .init(
      "no value is of two types", "p if \"a\" == 1", "2:6 match error\nleft  : string\nright : number"),
    .init(
      "arrays of different lengths", "p if { x := [1]; x == [1, 2] }",
      "2:18 match error\nleft  : array<number>\nright : array<number, number>"),
    .init(
      "objects without a common shape", "p if { x := {\"a\": 1}; x == {\"b\": 1} }",
      "2:23 match error\nleft  : object<a: number>\nright : object<b: number>"),
    .init("strings are not iterated", "p if { some x in \"abc\" }", "2:8 match error\nleft  : ???\nright : ???"),
    .init(
      "a set's members are of its type", "s := {1}\np if \"a\" == s[_]",
      "3:6 match error\nleft  : string\nright : number"),
  ]

  static let references: [Example] = [
    .init(
      "no such key", "q := {\"a\": {\"b\": 1, \"c\": 2}}\np := q.a.d",
      "3:6 undefined ref: data.t.q.a.d\ndata.t.q.a.d\n           ^\n           have: \"d\"\n"
        + "           want (one of): [\"b\" \"c\"]"),
    .init(
      "a number has no parts", "q := 1\np := q.x",
      "3:6 undefined ref: data.t.q.x\ndata.t.q.x\n^^^^^^^^\nhave: number"),
    .init(
      "no such index", "q := [1]\np := q[1]",
      "3:6 undefined ref: data.t.q[1]\ndata.t.q[1]\n         ^\n         have: 1\n         want (type): number"),
    .init(
      "a variable of a wrong type", "q contains 1\np if { x := \"a\"; q[x] }",
      "3:18 undefined ref: data.t.q[x]\ndata.t.q[x]\n         ^\n         have (type): string\n"
        + "         want (type): number"),
    .init(
      "a function is no value", "f(x) := x\np := f",
      "3:6 undefined ref: data.t.f\ndata.t.f\n^^^^^^^^\nhave: (any) => any"),
  ]

  static let order: [Example] = [
    .init(
      "who refers to a faulty rule is not to blame", "z := upper(a)\na := count(1)\nm := upper(z)",
      "3:6 count: invalid argument(s)\nhave: (number, ???)\n"
        + "want: (collection: any<string, array[any], object[any: any], set[any]>, n: number)"),
    .init(
      "errors come in the order of the text",
      "p := upper(q.x.y)\nq := {\"x\": {\"y\": r}}\nr := upper(1)\ns if \"a\" == 1",
      "4:6 upper: invalid argument(s)\nhave: (number, ???)\nwant: (x: string, y: string)",
      "5:6 match error\nleft  : string\nright : number"),
  ]

  @Test(arguments: arguments) func `calls with wrong arguments`(example: Example) { example.check() }
  @Test(arguments: equations) func `what cannot be equal`(example: Example) { example.check() }
  @Test(arguments: references) func `references that lead nowhere`(example: Example) { example.check() }
  @Test(arguments: order) func `the order of errors`(example: Example) { example.check() }

  @Test func `ten errors are told`() {
    let rules = (1...12).map { "p\($0) := upper(\($0))" }.joined(separator: "\n")
    #expect(throws: Diagnostics.self) { try CheckedText().program("package t\n" + rules) }
    let found = (try? CheckedText().findings(["package t\n" + rules])) ?? []
    #expect(found.count == 11)
    #expect(found.last == "0:0 rego_compile_error: error limit reached")
  }

  @Test(arguments: [
    ("upper(1)", "upper: invalid argument(s)"), ("data.t.q.c", "undefined ref: data.t.q.c"),
    ("x := data.t.q; x.c", "undefined ref: x.c"), ("\"a\" = 1", "match error"),
    ("data.t.f(1, 2, 3)", "data.t.f: arity mismatch"),
  ])
  func `queries are checked against the rules`(query: String, message: String) throws {
    let program = try CheckedText().program("package t\nq := {\"a\": 1}\nf(x) := x")
    let error = #expect(throws: Diagnostics.self) { try CheckedText().query(query, against: program) }
    #expect(error?.all.map(\.message) == [message])
  }

  @Test func `a built-in may bring its types`() {
    var compiler = CheckedText().compiler
    compiler.builtins = compiler.builtins.adding([
      Builtin("acme.allowed", 2, declaration: "(user: string, roles: set[string]) => allowed: boolean") { _, _ in .true
      },
      Builtin("acme.free", 1) { _, _ in .true },
      Builtin("acme.broken", 1, declaration: "(x: strung) => y") { _, _ in .true },
    ])
    let example = Example(
      "", "p if { acme.allowed(1, {\"a\"}); acme.free(1); acme.broken(2) }",
      "2:8 acme.allowed: invalid argument(s)\nhave: (number, set[string])\n"
        + "want: (user: string, roles: set[string], allowed: boolean)")
    example.check(compiler)
  }
}
