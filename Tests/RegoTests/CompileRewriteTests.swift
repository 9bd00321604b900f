import TestSupport
import Testing

@testable import Rego

/// The shape that rules have after the compile stages.
struct CompileRewriteTests {
  static let rules: [(String, [String])] = [
    ("p := input.a", ["data.t.p := __local0__ { true; __local0__ = input.a }"]),
    ("import data.x.y as z\np if z.q == 1", ["data.t.p = true { data.x.y.q = 1 }"]),
    (
      "q := 1\np if { q := 2; q > 1 }",
      ["data.t.q := 1 { true }", "data.t.p = true { __local0__ = 2; gt(__local0__, 1) }"]
    ),
    ("q := 1\np if q == 1", ["data.t.q := 1 { true }", "data.t.p = true { data.t.q = 1 }"]),
    (
      "f(x) := y if { y := x + 1 } else := x",
      [
        "data.t.f(__local0__) := __local1__ { plus(__local0__, 1, __local2__); __local1__ = __local2__ }",
        "data.t.f(__local0__) := __local0__ { true }",
      ]
    ),
    ("p if { some x in input.xs; x }", ["data.t.p = true { __local2__ = input.xs[__local1__]; __local2__ }"]),
    (
      "p if { some k, v in input.xs; k > v }",
      ["data.t.p = true { __local1__ = input.xs[__local0__]; gt(__local0__, __local1__) }"]
    ),
    (
      "p := upper(lower(input.a))",
      [
        "data.t.p := __local1__ { true; __local2__ = input.a; lower(__local2__, __local0__); upper(__local0__, __local1__) }"
      ]
    ),
    (
      "p if not startswith(input.a, \"x\")",
      ["data.t.p = true { __local0__ = input.a; not startswith(__local0__, \"x\") }"]
    ),
    (
      "p if count(input.a) == 1 with input.a as data.b",
      [
        "data.t.p = true { __local1__ = data.b; __local2__ = input.a with input.a as __local1__; "
          + "count(__local2__, __local0__) with input.a as __local1__; __local0__ = 1 with input.a as __local1__ }"
      ]
    ),
    ("p[input.a].b := 1", ["data.t.p[__local0__].b := 1 { true; __local0__ = input.a }"]),
    (
      "p contains {\"b\": input.b, \"a\": 1}",
      ["data.t.p contains __local0__ { true; __local1__ = input.b; __local0__ = {\"a\": 1, \"b\": __local1__} }"]
    ),
    (
      "p := [x.a | some x in [input]]",
      [
        "data.t.p := __local3__ { true; __local3__ = [__local2__ | __local5__ = input; __local4__ = [__local5__]; __local1__ = __local4__[__local0__]; __local2__ = __local1__.a] }"
      ]
    ),
    (
      "p if every x in input.a { x }",
      [
        "data.t.p = true { __local2__ = input.a; every __local0__, __local1__ in __local2__ { __local1__ } }"
      ]
    ),
    ("p if { print(input.x); true }", ["data.t.p = true { true }"]),
    ("p if print(input.x)", ["data.t.p = true { true }"]),
    ("p := rego.metadata.rule()", ["data.t.p := __local0__ { __local1__ = {}; true; __local0__ = __local1__ }"]),
    ("p := {2, 1, 2}", ["data.t.p := {1, 2} { true }"]),
    ("p := {\"a\": 1, \"b\": 2, \"a\": 3}", ["data.t.p := {\"a\": 3, \"b\": 2} { true }"]),
    (
      "p := __local0__ if { __local0__ = input.a; x := 1; x > 0 }",
      [
        "data.t.p := __local0__ { __local0__ = input.a; __local1__ = 1; gt(__local1__, 0) }"
      ]
    ),
  ]

  @Test("rules are rewritten", arguments: rules)
  func rewritesRules(_ text: String, _ expected: [String]) throws {
    #expect(
      try CheckedText().rewritten("package t\n" + text).map(CompileRewriteTests.renumbered)
        == expected.map(CompileRewriteTests.renumbered))
  }

  /// Generated names numbered as they occur.
  private static func renumbered(_ text: String) -> String {
    var numbers: [Substring: Int] = [:]
    return text.split(separator: "__local", omittingEmptySubsequences: false).enumerated().map { index, part in
      guard index > 0, let end = part.firstIndex(of: "_") else { return String(part) }
      let number = numbers[part[..<end]] ?? numbers.count
      numbers[part[..<end]] = number
      return "__local\(number)" + part[end...]
    }.joined()
  }

  @Test("print is kept when somebody listens: an undefined operand is an empty set")
  func keptPrint() throws {
    var text = CheckedText()
    text.compiler.keepsPrint = true
    #expect(
      try text.rewritten("package t\np if print(\"a\", input.x)").map(CompileRewriteTests.renumbered) == [
        "data.t.p = true { __local0__ = {__local1__ | __local1__ = \"a\"}; "
          + "__local2__ = {__local3__ | __local3__ = input.x}; internal.print([__local0__, __local2__]) }"
      ])
  }

  @Test("template strings are built from sets, so that undefined parts do not end the evaluation")
  func templates() throws {
    #expect(
      try CheckedText().rewritten("package t\np := $\"a{input.x}b\"").map(CompileRewriteTests.renumbered) == [
        "data.t.p := __local0__ { true; __local1__ = {__local2__ | __local2__ = input.x}; "
          + "internal.template_string([\"a\", __local1__, \"b\"], __local0__) }"
      ])
    #expect(
      try CheckedText().findings(["package t\np := $\"{nope}\""]) == [
        "2:9 rego_compile_error: var nope is undeclared"
      ])
  }

  @Test("annotations become constants")
  func annotations() throws {
    var text = CheckedText()
    text.compiler.annotations = .lines
    let written = """
      # METADATA
      # title: whole
      package t
      # METADATA
      # title: one
      p := rego.metadata.chain()
      """
    #expect(
      try text.rewritten(written).map(CompileRewriteTests.renumbered) == [
        "data.t.p := __local0__ { __local1__ = [{\"annotations\": {\"scope\": \"rule\", \"title\": \"one\"}, \"path\": [\"t\", \"p\"]}, "
          + "{\"annotations\": {\"scope\": \"package\", \"title\": \"whole\"}, \"path\": [\"t\"]}]; true; __local0__ = __local1__ }"
      ])
  }

  @Test("the parsed modules stay as they are")
  func copies() throws {
    let modules = try CheckedText().modules(["package t\np := x if { x := input.a } else := 2"])
    let before = modules[0].rules[0].description
    _ = try Checker(CheckedText().compiler).check(modules, data: .undefined)
    #expect(modules[0].rules[0].description == before)
  }

  @Test("generated names lead back to what the author wrote")
  func writtenNames() throws {
    let program = try CheckedText().program("package t\nf(a) if { some b in a; c := b; c }")
    #expect(Set(program.writtenNames.values).isSuperset(of: ["a", "b", "c"]))
  }
}
