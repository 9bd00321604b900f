import Testing

@testable import Rego

/// What the compile stages refuse, with the reference's words and places.
struct CompileErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: [String]
    init(_ text: String, _ expected: String...) {
      self.text = text
      self.expected = expected
    }
    var testDescription: String { text }
  }

  static let locals = [
    Case("package t\np if { a := 1; a := 2 }", "2:16 rego_compile_error: var a assigned above"),
    Case("package t\np if { a > 0; a := 2 }", "2:15 rego_compile_error: var a referenced above"),
    Case("package t\np if { some a; some a; a = 1 }", "2:16 rego_compile_error: var a declared above"),
    Case("package t\nf(a) if { a := 1 }", "2:11 rego_compile_error: arg a redeclared"),
    Case("package t\np if { not a := 1 }", "2:8 rego_compile_error: cannot assign vars inside negated expression"),
    Case("package t\np if { input.a := 1 }", "2:8 rego_compile_error: cannot assign to ref"),
    Case("package t\np if { [1, a] := [1, 2]; a > 1 }", "2:9 rego_compile_error: cannot assign to number"),
    Case("package t\np if { \"a\" := 1 }", "2:8 rego_compile_error: cannot assign to string"),
    Case("package t\np if { some a; true }", "2:8 rego_compile_error: declared var a unused"),
    Case("package t\np if { every x, x in [1] { x } }", "0:0 rego_compile_error: var x declared above"),
    Case(
      "package t\np if { count := 1; x := [count([1])]; x }", "2:26 rego_compile_error: called function count shadowed"),
    Case("package t\nf(upper(x)) := 1", "2:3 rego_compile_error: rule arguments cannot contain calls"),
  ]

  @Test("local variables are declared once, before their use", arguments: locals)
  func refusesLocals(_ example: Case) throws { try expect(example) }

  static let functions = [
    Case("package t\np := nope(1)", "2:6 rego_type_error: undefined function nope"),
    Case("package t\np := a.b(1)", "2:6 rego_type_error: undefined function a.b"),
    Case("package t\np := data.x.f(1)", "2:6 rego_type_error: undefined function data.x.f"),
    Case(
      "package t\nf(x) := x\np := f(1, 2, 3)", "3:6 rego_type_error: function data.t.f has arity 1, got 3 arguments"),
    Case("package t\nr := 1\np if r(2)", "3:6 rego_type_error: undefined function data.t.r"),
    Case("package t\nf() := 1\np := f()", "3:6 rego_type_error: undefined function data.t.f"),
    Case("package t\np := upper(\"a\", 1, 2)", "2:6 rego_type_error: upper: arity mismatch"),
    Case("package t\nr := 1\np := r(2)", "3:6 rego_type_error: function data.t.r has arity 0, got 1 argument"),
    Case("package t\np if { count := 1; count([1]) }", "2:20 rego_type_error: undefined function count"),
    Case("package t\np := print(1)", "2:6 rego_type_error: print(1) used as value"),
    Case("package t\np := any([true])", "2:6 rego_type_error: deprecated built-in function calls in expression: any"),
  ]

  @Test("calls name functions and give them what they take", arguments: functions)
  func refusesCalls(_ example: Case) throws { try expect(example) }

  static let conflicts = [
    Case("package t\np contains 1\np := 2", "2:1 rego_type_error: conflicting rules data.t.p found"),
    Case("package t\nf(x) := x\nf(x, y) := [x, y]", "2:1 rego_type_error: conflicting rules data.t.f found"),
    Case("package t\np := 1\np[x] := 2 if x := \"a\"", "2:1 rego_type_error: conflicting rules data.t.p[x] found"),
    Case(
      "package t\np := 1\np.b.c := 2\np.b.d := 3",
      "2:1 rego_type_error: rule data.t.p conflicts with [data.t.p.b.c data.t.p.b.d]"),
    Case(
      "package t\n\ndefault p := 1\n\ndefault p := 2",
      "1:1 rego_type_error: multiple default rules data.t.p found at a.rego:3, a.rego:5"),
    Case("package t\ninput := 1", "2:1 rego_compile_error: rules must not shadow input (use a different rule name)"),
    Case(
      "package t\nf(data) := 1", "2:1 rego_compile_error: args must not shadow data (use a different variable name)"),
    Case(
      "package t\np if { input := 1 }",
      "2:8 rego_compile_error: variables must not shadow input (use a different variable name)"),
    Case(
      "package t\nimport data.a\nimport input.b as a\np := a",
      "3:1 rego_compile_error: import must not shadow import data.a"),
  ]

  @Test("names and rules do not stand in each other's way", arguments: conflicts)
  func refusesConflicts(_ example: Case) throws { try expect(example) }

  static let modifiers = [
    Case(
      "package t\np if true with x.y as 1",
      "2:16 rego_type_error: with keyword target must reference existing input, data, or a function"),
    Case(
      "package t\nq := {\"a\": 1}\np if q.a with data.t.q.a as 1",
      "3:15 rego_compile_error: with keyword cannot partially replace virtual document(s)"),
    Case(
      "package t\nf(_) := 1\np if true with walk as f",
      "3:16 rego_compile_error: with keyword replacing built-in function: target must not be a relation"),
    Case(
      "package t\nf(_) := 1\np if true with print as f",
      "3:16 rego_compile_error: with keyword replacing built-in function: target must not be a void function"),
    Case(
      "package t\nf(_) := 1\np if true with eq as f",
      "3:16 rego_compile_error: with keyword replacing built-in function: replacement of \"eq\" invalid"),
    Case(
      "package t\nf(_) := 1\np if true with internal.member_2 as f",
      "3:16 rego_compile_error: with keyword replacing built-in function: "
        + "replacement of internal function \"internal.member_2\" invalid"),
    Case(
      "package t\nf(_) := 1\np if concat(\"\", []) with concat as f", "3:21 rego_type_error: concat: arity mismatch"),
  ]

  @Test("`with` replaces what can be replaced", arguments: modifiers)
  func refusesModifiers(_ example: Case) throws { try expect(example) }

  static let recursions = [
    Case("package t\np if p", "2:1 rego_recursion_error: rule data.t.p is recursive: data.t.p -> data.t.p"),
    Case(
      "package t\np if q.a\nq[x] := 1 if { x := \"a\"; p }",
      "2:1 rego_recursion_error: rule data.t.p is recursive: data.t.p -> data.t.q[__local0__] -> data.t.p",
      "3:1 rego_recursion_error: rule data.t.q[__local0__] is recursive: data.t.q[__local0__] -> data.t.p -> data.t.q[__local0__]"
    ),
    Case("package t\np := data[x]", "2:1 rego_recursion_error: rule data.t.p is recursive: data.t.p -> data.t.p"),
    Case(
      "package t\np if true with data.t as {}",
      "2:1 rego_recursion_error: rule data.t.p is recursive: data.t.p -> data.t.p"),
    Case(
      "package t\np if data[x].q\nq if p",
      "2:1 rego_recursion_error: rule data.t.p is recursive: data.t.p -> data.t.q -> data.t.p",
      "3:1 rego_recursion_error: rule data.t.q is recursive: data.t.q -> data.t.p -> data.t.q"),
    Case("package t\np if data.v[y].r\nq.r if data.u[x][y].s", []),
    Case("package t\np := [f(1)]\nf(x) := x", []),
  ]

  @Test("no rule needs itself", arguments: recursions)
  func refusesRecursion(_ example: Case) throws { try expect(example) }

  @Test("base documents do not stand where rules do")
  func dataConflicts() throws {
    let text = ["package t.u\np.q := 1\nr := 2"]
    let finding = ["2:1 rego_compile_error: conflicting rule for data path t/u/p/q found"]
    #expect(try CheckedText().findings(text, data: #"{"t": {"u": {"p": {"q": null}}}}"#) == finding)
    #expect(try CheckedText().findings(text, data: #"{"t": {"u": {"p": {"x": 1}, "s": 2}}}"#) == [])
    #expect(try CheckedText().findings(text, data: #"{"t": 1}"#).count == 2)
    var lenient = CheckedText()
    lenient.compiler.refusesDataConflicts = false
    #expect(try lenient.findings(text, data: #"{"t": 1}"#) == [])
  }

  @Test("a package may not lie where a rule of another module is")
  func packageConflict() throws {
    let found = try CheckedText().findings(["package a.b\nc := 1", "package a.b.c\n"])
    #expect(found == ["1:1 rego_type_error: package a.b.c conflicts with rule c defined at a.rego:2"])
  }

  @Test("strict mode reports what is unused, and the next stage does not run")
  func strict() throws {
    var strict = CheckedText()
    strict.compiler.isStrict = true
    #expect(
      try strict.findings(["package t\nimport data.a\nimport input.b as c\np if { x := 1 }"]) == [
        "2:1 rego_compile_error: import data.a unused", "3:1 rego_compile_error: import input.b as c unused",
      ])
    #expect(
      try strict.findings(["package t\np if { x := 1; y := 2; y > 1 }\nf(a, _) := 1"]) == [
        "2:8 rego_compile_error: assigned var x unused",
        "3:1 rego_compile_error: unused argument a. (hint: use _ (wildcard variable) instead)",
      ])
    #expect(try strict.findings(["package t\nimport data.a\np := a.x\nq if { x := 1; z := [y | y := x]; z }"]) == [])
  }

  @Test("built-ins may be refused")
  func unsafeBuiltins() throws {
    var text = CheckedText()
    text.compiler.unsafeBuiltins = ["http.send"]
    #expect(
      try text.findings(["package t\np := http.send({})"]) == [
        "2:6 rego_type_error: unsafe built-in function calls in expression: http.send"
      ])
    #expect(
      try text.findings(["package t\np if true with http.send as {}"]) == [
        "2:16 rego_compile_error: with keyword replacing built-in function: target must not be unsafe: \"http.send\""
      ])
  }

  @Test("after ten findings there is no more than that")
  func limit() throws {
    let rules = (1...12).map { "p\($0) := f\($0)(1)" }
    let all = try CheckedText().findings(["package t\n" + rules.joined(separator: "\n")])
    #expect(all.count == 11)
    #expect(all[9] == "11:8 rego_type_error: undefined function f10")
    #expect(all[10] == "0:0 rego_compile_error: error limit reached")
    #expect(try CheckedText().findings(["package t\n" + rules.prefix(10).joined(separator: "\n")]).count == 10)
  }

  @Test("modules are checked in the order of their names")
  func moduleOrder() throws {
    let modules = try CheckedText().modules(["package a\np := x", "package b\nq := y"])
    do {
      _ = try Checker(CheckedText().compiler).check(modules.reversed(), data: .undefined)
      Issue.record("nothing found")
    } catch {
      #expect(error.all.map(\.location.file) == ["a.rego", "b.rego"])
    }
  }

  private func expect(_ example: Case) throws {
    #expect(try CheckedText().findings([example.text]) == example.expected)
  }
}

extension CompileErrorTests.Case {
  init(_ text: String, _ expected: [String]) {
    self.text = text
    self.expected = expected
  }
}
