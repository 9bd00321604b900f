import Rego
import Testing

struct SyntaxLocationTests {
  @Test("nodes know their text")
  func texts() throws {
    let rule = try #require(
      try Syntax.module("p := x + 1 if {\n  x := input.a[0]\n  not q(x) with input.b as [1]\n}\n").rules.first)
    #expect(rule.location.text == "p := x + 1 if {\n  x := input.a[0]\n  not q(x) with input.b as [1]\n}")
    #expect(rule.head.location.text == "p := x + 1")
    #expect(rule.head.value?.location.text == "x + 1")
    #expect(rule.body.map(\.location.text) == ["x := input.a[0]", "not q(x) with input.b as [1]"])
    #expect(rule.body.map(\.location.column) == [3, 3])
    #expect(rule.body[1].with[0].location.text == "with input.b as [1]")
    #expect(rule.body[1].with[0].value.location.column == 28)
  }

  @Test("columns count characters, tabs and emoji as one")
  func columns() throws {
    let body = try Syntax.query("\tx := \"é😀\"; y")
    #expect(body[1].location.column == 13)
    #expect(body[1].location.offset == 16)
  }

  @Test("a term in parentheses has their text and its own position")
  func parentheses() throws {
    let term = try #require(try Syntax.module("p := (a + b)\n").rules.first?.head.value)
    #expect(term.location.text == "(a + b)")
    #expect(term.location.column == 7)
  }

  @Test("the nodes of an else body without braces are placed at the else")
  func elseBody() throws {
    let rule = try #require(try Syntax.module("p := 1 if a\nelse := 2 if b.c\n").rules.first)
    let expression = try #require(rule.elseRule?.body.first)
    #expect(expression.location.text == "else := 2 if b.c")
    #expect(expression.location.row == 3)
  }
}
