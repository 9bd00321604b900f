import Rego
import Testing

struct SyntaxTemplateTests {
  private func parts(_ text: String) throws -> [String] {
    guard case .template(let parts) = try Syntax.term(text).node else { return ["no template"] }
    return parts.map { part in
      switch part {
      case .literal(let text): "'\(text)'"
      case .expression(let expression): expression.description
      }
    }
  }

  @Test("a template is its texts and expressions")
  func parts() throws {
    #expect(
      try parts(#"$"user {input.user} has {count(roles)} roles""#) == [
        "'user '", "input.user", "' has '", "count(roles)", "' roles'",
      ])
    #expect(try parts(#"$"""#) == [])
    #expect(try parts(#"$"{x}{y}""#) == ["x", "y"])
  }

  @Test("escaped braces are text")
  func braces() throws {
    #expect(try parts(#"$"a \{b} \n""#) == ["'a {b} \n'"])
    #expect(try parts("$`a \\{b} \\n{x}`") == ["'a {b} \\n'", "x"])
  }

  @Test("a raw template spans lines, and templates nest")
  func nesting() throws {
    #expect(try parts("$`a\n{ x }\nb`") == ["'a\n'", "x", "'\nb'"])
    #expect(try parts(#"$"a{$"b{x}"}""#) == ["'a'", #"$"b{x}""#])
    #expect(try parts(#"$"{ {"k": 1}.k }""#) == [#"{"k": 1}.k"#])
  }

  static let refused = [
    SyntaxCase(#"p := $"{x := 1}""#, "2:9: unexpected assignment (':=') in template-string expression"),
    SyntaxCase(#"p := $"{x = 1}""#, "2:9: unexpected unification ('=') in template-string expression"),
    SyntaxCase(#"p := $"{not x}""#, "2:9: unexpected negation ('not') in template-string expression"),
    SyntaxCase(#"p := $"{some x}""#, "2:9: unexpected 'some' in template-string expression"),
    SyntaxCase(#"p := $"{x y}""#, "2:11: expected } to end template string expression"),
    SyntaxCase(#"p := $"abc"#, "2:6: non-terminated string"),
    SyntaxCase("p := $x", "2:6: illegal token"),
  ]

  @Test("an expression of a template needs a value", arguments: refused)
  func faults(_ example: SyntaxCase) {
    #expect(Syntax.findings("package p\n" + example.text + "\n").first == example.want)
  }
}
