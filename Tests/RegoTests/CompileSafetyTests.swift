import Testing

@testable import Rego

/// Which variables are bound, and in which order.
struct CompileSafetyTests {
  typealias Case = CompileErrorTests.Case

  static let unsafe = [
    Case("package t\np := x", "2:1 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np contains _", "2:1 rego_unsafe_var_error: var _ is unsafe"),
    Case("package t\np if x > 1", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if x == 1", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if not input.a[i]", "2:6 rego_unsafe_var_error: var i is unsafe"),
    Case("package t\np if {x} = {1}", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if {k: 1} = input", "2:6 rego_unsafe_var_error: var k is unsafe"),
    Case("package t\np if input.a[{x}]", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if count(x.a, x)", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if x = [y | y = x]", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case(
      "package t\np := [y | y = z]", "2:11 rego_unsafe_var_error: var y is unsafe",
      "2:11 rego_unsafe_var_error: var z is unsafe"),
    Case("package t\np := [x | true]", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if every x in [1] { x > y }", "2:23 rego_unsafe_var_error: var y is unsafe"),
    Case("package t\np if every x in x { x }", "2:6 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np if input with input as y", "2:6 rego_unsafe_var_error: var y is unsafe"),
    Case(
      "package t\np if { x = y + 1; y = x - 1 }", "2:8 rego_unsafe_var_error: var x is unsafe",
      "2:12 rego_unsafe_var_error: var y is unsafe"),
    Case(
      "package t\np if [x, y] = [1, 2, 3]", "2:6 rego_unsafe_var_error: var x is unsafe",
      "2:6 rego_unsafe_var_error: var y is unsafe"),
    Case("package t\np := __local0__", "2:1 rego_unsafe_var_error: var __local0__ is unsafe"),
    Case("package t\np if { some x; x > 1 }", "2:16 rego_unsafe_var_error: var x is unsafe"),
    Case("package t\np := 1 if false else := x", "2:17 rego_unsafe_var_error: var x is unsafe"),
  ]

  @Test("variables that nothing binds are reported where they are used first", arguments: unsafe)
  func reportsUnsafe(_ example: Case) throws {
    #expect(try CheckedText().findings([example.text]) == example.expected)
  }

  @Test("v0 names the keyword that an import would bring")
  func keywordHint() throws {
    var text = CheckedText()
    text.compiler.version = .v0
    #expect(
      try text.findings(["package t\np { every }"]) == [
        "2:5 rego_unsafe_var_error: var every is unsafe "
          + "(hint: `import future.keywords.every` to import a future keyword)"
      ])
  }

  static let orders: [(String, String)] = [
    ("x > 1; x = 2", "x = 2; gt(x, 1)"),
    ("x = y; y = z; z = 1", "z = 1; y = z; x = y"),
    ("[x, y] = z; z = [1, 2]", "z = [1, 2]; [x, y] = z"),
    ("a = {\"k\": [b]}; b = 1", "b = 1; a = {\"k\": [b]}"),
    ("not input.a[i]; input.b[i]", "input.b[i]; not input.a[i]"),
    ("x = [i | i > j]; j = 1; i = 2", "j = 1; i = 2; x = [i | gt(i, j)]"),
    (
      "every k in y { k > z }; z = 1; y = [2]",
      "z = 1; y = [2]; __local0__ = y; every __local1__, __local2__ in __local0__"
    ),
    ("split(s, d, [a, b]); d = \".\"; s = \"x.y\"", "d = \".\"; s = \"x.y\"; split(s, d, [a, b])"),
    ("walk(input, [q, v]); v = 1", "walk(__local0__, [q, v]); v = 1"),
    ("input.x with input as y; y = {\"x\": 1}", "y = {\"x\": 1}; input.x with input as y"),
    ("data.a[x][y] = z; f = [x, y, z]", "data.a[x][y] = z; f = [x, y, z]"),
  ]

  @Test("bodies are put in an order that binds before it uses", arguments: orders)
  func order(_ written: String, _ ordered: String) throws {
    let body = try #require(try CheckedText().program("package t\np if { \(written) }").modules[0].rules.first).body
    let plain = CompileSafetyTests.plain(body.text)
    #expect(plain.hasPrefix(CompileSafetyTests.plain(ordered)) || plain.hasSuffix(CompileSafetyTests.plain(ordered)))
  }

  /// Generated names without their numbers.
  private static func plain(_ text: String) -> String {
    text.split(separator: "__local", omittingEmptySubsequences: false).enumerated()
      .map { $0.offset == 0 ? String($0.element) : "L" + $0.element.drop { $0.isNumber || $0 == "_" } }.joined()
  }

  static let programs = [
    """
    package t
    p contains [x, y] if { x = [y, z]; z = input.b[y]; input.a = {"k": [y, z]}; not input.c[x] }
    q[x][y] := w if { every k, v in input.a { v > w; some z in k; z == x }; w = x + y; x = input.x; y = count(x) }
    f([a, {"b": b}]) := c if { c = [d | d = a[i]; b[i]; e = {i: d}; e[_]] }
    """,
    """
    package t
    r := {x: y | some x, y in input; y.z = [x, _]; not y.w} if { print(input.q, [u | u := input.u[_]]) }
    s if { a = [b, c]; [c, b] = [1, input.x[b]]; walk(a, [p, v]); v = p[_] with input.y as data.z[p] }
    else := [1, 2][i] if { i = input.i } else := upper(lower(input.s))
    """,
  ]

  @Test("an evaluator finds everything bound", arguments: programs)
  func bindsInTime(_ text: String) throws {
    var checked = CheckedText()
    checked.compiler.keepsPrint = true
    let program = try checked.program(text)
    #expect(BindingOrder.violations(in: program, builtins: CheckedText.builtins) == [])
  }

  @Test("thousands of rules and a body of hundreds of expressions are no burden")
  func large() throws {
    let rules = (0..<2_000).map { "r\($0) if { input.p == \"/\($0)\"; some x in input.xs; x.n == \($0); r\($0 + 1) }" }
    let chain = (1...300).reversed().map { "x\($0) = x\($0 - 1) + 1" }.joined(separator: "\n")
    let text = "package t\n" + rules.joined(separator: "\n") + "\nr2000 if {\n\(chain)\nx0 = 1\n}"
    let clock = ContinuousClock()
    var rulesFound = 0
    let modules = try CheckedText().modules([text])
    let time = try clock.measure {
      rulesFound = try Checker(CheckedText().compiler).check(modules, data: .undefined).modules[0].rules.count
    }
    #expect(rulesFound == 2_001)
    #expect(time < .seconds(30))
  }
}
