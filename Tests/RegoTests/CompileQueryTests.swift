import Testing

@testable import Rego

/// Queries after the compile stages.
struct CompileQueryTests {
  @Test("a result names the variables that the author wrote")
  func bindings() throws {
    let query = try CheckedText().query("z := input.a; some i, v in z; [x, _] = v; y = [w | w := x]")
    #expect(query.bindings.map(\.name) == ["i", "v", "x", "y", "z"])
    let names = query.body.variables()
    #expect(query.bindings.allSatisfy { names.contains($0.variable) })
  }

  @Test("expressions are found again where they are evaluated")
  func expressions() throws {
    let query = try CheckedText().query("x > 1; x = count(input.a); not input.b; data.c == upper(\"q\")")
    #expect(
      query.expressions.map(\.location.text) == [
        "x = count(input.a)", "not input.b", "data.c == upper(\"q\")", "x > 1",
      ])
    for (index, location) in query.expressions { #expect(query.body[index].location.offset == location.offset) }
    #expect(query.expressions.map(\.index) == query.body.indices.filter { !query.body[$0].isGenerated })
  }

  @Test("comparisons keep their result")
  func comparison() throws {
    #expect(try CheckedText().query("1 == 2").body.text == "equal(1, 2)")
  }

  @Test("rules of the program are seen")
  func rules() throws {
    let program = try CheckedText().program("package t\nf(x) := x\np := 1")
    #expect(try CheckedText().query("y = data.t.f(1)", against: program).bindings.map(\.name) == ["y"])
    #expect(throws: Diagnostics.self) { try CheckedText().query("data.t.g(1)", against: program) }
    #expect(throws: Diagnostics.self) { try CheckedText().query("data.t.f(1, 2, 3)", against: program) }
    #expect(throws: Diagnostics.self) { try CheckedText().query("true with data.t.p.q as 1", against: program) }
  }

  static let unsafe: [(String, [String])] = [
    ("x", ["1:1 rego_unsafe_var_error: var x is unsafe"]),
    ("a = 1; y = z", ["1:8 rego_unsafe_var_error: var y is unsafe", "1:8 rego_unsafe_var_error: var z is unsafe"]),
    ("nope(1)", ["1:1 rego_type_error: undefined function nope"]),
    ("x := 1; x := 2", ["1:9 rego_compile_error: var x assigned above"]),
    (
      "1 with foo as 2", ["1:8 rego_type_error: with keyword target must reference existing input, data, or a function"]
    ),
    ("a > 1; b > 1; c > 1; d > 1; e > 1; f > 1; g > 1; h > 1; i > 1; j > 1; k > 1", []),
  ]

  @Test("findings have the codes of modules", arguments: unsafe)
  func findings(_ text: String, _ expected: [String]) throws {
    do {
      _ = try CheckedText().query(text)
      Issue.record("nothing found")
    } catch let found as Diagnostics {
      if expected.isEmpty {
        #expect(found.all.count == 11)
        #expect(found.all.last?.message == "error limit reached")
      } else {
        #expect(found.all.map(CheckedText.line) == expected)
      }
    }
  }

  @Test("a query may stand in a package and have imports")
  func package() throws {
    let text = CheckedText()
    let program = try text.program("package a.b\np := 1\nq.r := 2")
    let package = try text.modules(["package a.b"])[0].package
    let imports = try text.modules(["package x\nimport data.c.d as e"])[0].imports
    let query = try Parser.query(SourceText(name: "", text: "p == q.r; e.f; z := [p | p := 3]"))
    let checked = try Checker(text.compiler).check(query: query, against: program, package: package, imports: imports)
    #expect(checked.body.text.hasPrefix("__localq2__ = data.a.b.p; __localq3__ = data.a.b.q.r; equal(__localq2__, "))
    #expect(checked.body.text.contains("; data.c.d.f; "))
    #expect(throws: Diagnostics.self) { try Checker(text.compiler).check(query: query, against: program) }
  }

  @Test("an empty query is refused")
  func empty() throws {
    let checker = Checker(CheckedText().compiler)
    #expect(throws: Diagnostics.self) { try checker.check(query: [], against: CheckedProgram(modules: [])) }
  }
}
