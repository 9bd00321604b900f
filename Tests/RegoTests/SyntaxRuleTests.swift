import Rego
import Testing

struct SyntaxRuleTests {
  static let heads = [
    SyntaxCase("p := 1", "p := 1"),
    SyntaxCase("p = 1", "p = 1"),
    SyntaxCase("p if true", "p = true"),
    SyntaxCase("p := x if { x := 1 }", "p := x"),
    SyntaxCase("p contains 1", "p contains 1"),
    SyntaxCase("p contains x if some x in [1]", "p contains x"),
    SyntaxCase("p.q.r contains x if { x := 1 }", "p.q.r contains x"),
    SyntaxCase("p[x] := 1 if x := 2", "p[x] := 1"),
    SyntaxCase("p[x] if x := 2", "p[x] = true"),
    SyntaxCase("p.q if true", "p.q = true"),
    SyntaxCase("a.b[c].d := 1 if c := \"x\"", "a.b[c].d := 1"),
    SyntaxCase("f(x) := x + 1", "f(x) := plus(x, 1)"),
    SyntaxCase("a.f(x, [y]) if x == y", "a.f(x, [y]) = true"),
    SyntaxCase("f(x)", "f(x) = true"),
    SyntaxCase("f() := 1", "f := 1"),
    SyntaxCase("if.x := 1", "if.x := 1"),
    SyntaxCase("p.contains.in := 1", "p[\"contains\"][\"in\"] := 1"),
    SyntaxCase("p[x] { x := 1 }", "p contains x", .v0),
    SyntaxCase("p[\"a\"]", "p contains \"a\"", .v0),
    SyntaxCase("p.q { true }", "p contains \"q\"", .v0),
    SyntaxCase("p[x] = y { q[x] = y }", "p[x] = y", .v0),
    SyntaxCase("p.q.r { true }", "p.q.r = true", .v0),
    SyntaxCase("p { true }", "p = true", .v0),
    SyntaxCase("f(x) { x }", "f(x) = true", .v0),
  ]

  @Test("heads are what their form says", arguments: heads)
  func head(_ example: SyntaxCase) throws {
    let rules = try Syntax.module(example.text, example.version).rules
    #expect(rules.map(\.head.description) == [example.want])
  }

  @Test("a set rule has a key and no value, every other rule a value and no key", arguments: heads)
  func keyOrValue(_ example: SyntaxCase) throws {
    let head = try #require(try Syntax.module(example.text, example.version).rules.first).head
    #expect((head.key == nil) != (head.value == nil))
  }

  @Test("braces behind `if` are a body, a comprehension there is a value")
  func bodyOrSet() throws {
    let rules = try Syntax.module("p if { input.x }\nq if {x | x := 1}\nr if { {1, 2} }\n").rules
    #expect(rules.map { $0.body.map(\.description) } == [["input.x"], ["{x | assign(x, 1)}"], ["{1, 2}"]])
  }

  @Test("else rules hang on one another")
  func elseRules() throws {
    let rules = try Syntax.module("p := 1 if { a } else := 2 if b else if c else := 4\n").rules
    #expect(rules.count == 1)
    #expect(rules[0].description == "p := 1 if { a } else = 2 if { b } else = true if { c } else = 4 if { true }")
  }

  @Test("further bodies are rules of their own, placed at their body")
  func chainedBodies() throws {
    let rules = try Syntax.module("f(_) = 1 { a } { b }\n{ c }\n", .v0).rules
    #expect(rules.map { $0.body.map(\.description) } == [["a"], ["b"], ["c"]])
    #expect(rules.map(\.location.text) == ["f(_) = 1 { a }", "{ b }", "{ c }"])
    #expect(rules.map(\.head.location.row) == [2, 2, 3])
    let names = rules.map { rule -> String in
      if case .variable(let name)? = rule.head.arguments?.first?.node { name } else { "" }
    }
    #expect(Set(names).count == 3)
  }

  @Test("default rules are marked, default functions too")
  func defaults() throws {
    let rules = try Syntax.module("default p := {\"a\": [x | x := 1]}\ndefault f(_, y) := false\n").rules
    #expect(rules.map(\.isDefault) == [true, true])
    #expect(rules.map(\.description) == ["default p := {\"a\": [x | assign(x, 1)]}", "default f(_, y) := false"])
  }

  @Test("the tree tells what the author did not write")
  func generated() throws {
    let rules = try Syntax.module("p if x\nq := 1\nr contains 1\n").rules
    #expect(rules.map(\.isBodyGenerated) == [false, true, true])
    #expect(rules.map(\.head.isValueGenerated) == [true, false, false])
    #expect(rules.map(\.hasIf) == [true, false, false])
    #expect(rules.map(\.hasContains) == [false, false, true])
  }

  @Test("a long else chain is freed without recursion")
  func longElseChain() throws {
    let text = "p := 0 if false" + String(repeating: "\nelse := 1 if false", count: 100_000) + "\n"
    #expect(try Syntax.module(text).rules.count == 1)
  }
}
