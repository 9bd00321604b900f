import Rego
import Testing

struct SyntaxErrorTests {
  /// Findings are joined by ` | `.
  static let whole = [
    SyntaxCase("", "0:0: empty module"),
    SyntaxCase("# only a comment", "0:0: empty module"),
    SyntaxCase("p := 1", "1:1: package expected"),
    SyntaxCase("package", "1:7: unexpected eof token"),
    SyntaxCase("package 7", "1:9: unexpected number token"),
    SyntaxCase("package a\npackage b", "2:1: unexpected package"),
    SyntaxCase("package a[x]", "1:11: unexpected var token: expecting string"),
  ]

  @Test("a module starts with its one package", arguments: whole)
  func modules(_ example: SyntaxCase) {
    #expect(Syntax.findings(example.text, example.version).joined(separator: " | ") == example.want)
  }

  static let rules = [
    SyntaxCase("allow", "2:1: var cannot be used for rule name"),
    SyntaxCase("allow { x }", "2:1: `if` keyword is required before rule body"),
    SyntaxCase("f(x) { x }", "2:1: `if` keyword is required before function body"),
    SyntaxCase("p[1]", "2:1: `contains` keyword is required for partial set rules"),
    SyntaxCase(
      "p[x] { x := 1 }",
      "2:1: `if` keyword is required before rule body | 2:1: `contains` keyword is required for partial set rules"),
    SyntaxCase("p.q.r", "2:1: rule must have value assignment and/or body declaration"),
    SyntaxCase("p if { a } else { b }", "2:12: `if` keyword is required before rule body"),
    SyntaxCase("x != 1", "2:1: rule name conflicts with built-in function"),
    SyntaxCase("\"a\" := 1", "2:1: string cannot be used for rule name"),
    SyntaxCase("not p", "2:1: negated expressions cannot be used for rule head"),
    SyntaxCase("p := 1 with input as 2", "2:1: expressions using with keyword cannot be used for rule head"),
    SyntaxCase("f(1).g := 2", "2:1: invalid rule head: f(1).g"),
    SyntaxCase("contains := 1", "2:1: contains keyword cannot be used for rule name"),
    SyntaxCase("default p := q", "2:1: illegal default rule (value cannot contain var)"),
    SyntaxCase("default f(1) := 2", "2:1: illegal default rule (arguments cannot contain number)"),
    SyntaxCase("default f(x, x) := 2", "2:1: illegal default rule (arguments cannot be repeated x)"),
    SyntaxCase("p { }", "2:5: found empty body", .v0),
    SyntaxCase(
      "p[x] = 1 { a } else = 2 { b }", "2:16: else keyword cannot be used on rules with variables in head", .v0),
    SyntaxCase("p if { a b }", "2:10: unexpected identifier token: expected \\n or ; or }"),
    SyntaxCase("p if { not some x }", "2:12: unexpected some keyword: illegal negation of 'some'"),
    SyntaxCase("p if { every x in y }", "2:21: unexpected } token: missing body"),
    SyntaxCase("p if { every [x] in y { x } }", "2:23: unexpected { token: expected value to be a variable"),
    SyntaxCase("p if { x with f(1) as 2 }", "2:20: unexpected as keyword: expected with target path"),
    SyntaxCase("p if { x with input }", "2:21: unexpected } token: expected as keyword"),
    SyntaxCase("p := \"a\n", "2:6: non-terminated string | 2:6: illegal token | 2:6: illegal token"),
    SyntaxCase(
      "p := [1 2]",
      "2:9: unexpected number token: expected \",\" or \"]\" | "
        + "2:9: unexpected number token: expected rule value term (e.g., p := <VALUE> { ... })"),
    SyntaxCase(
      "p { some x in [1] }",
      "2:12: unexpected identifier token: expected \\n or ; or } "
        + "(hint: `import future.keywords.in` for `some x in xs` expressions)", .v0),
    SyntaxCase(
      "p := 007",
      "2:6: unexpected number token: expected number without leading zero | "
        + "2:6: unexpected number token: expected rule value term (e.g., p := <VALUE> { ... })"),
  ]

  @Test("what is wrong is said where it is", arguments: rules)
  func statements(_ example: SyntaxCase) {
    let found = Syntax.findings("package p\n" + example.text + "\n", example.version)
    #expect(found.joined(separator: " | ") == example.want)
  }

  static let texts: [[UInt8]] = [
    Array("package p\nq := \"a\0b\"\n".utf8),
    Array("package p\n\0".utf8),
    Array("package p\nq := \"".utf8) + [0xFF, 0x22],
    Array("package p\nq := \"".utf8) + [0xC0, 0x80, 0x22],
    Array("package p\nq := \"".utf8) + [0xED, 0xA0, 0x80, 0x22],
    Array("package p\n# ".utf8) + [0xE2, 0x82],
    Array("package p\nq := \"\u{FEFF}\"\n".utf8),
  ]

  @Test("bytes that are no text are refused", arguments: texts)
  func illegalBytes(_ bytes: [UInt8]) {
    #expect(throws: Diagnostics.self) { try Parser.module(SourceText(name: "", bytes: bytes)) }
  }

  @Test("a byte-order mark may start a text, and lines may end with CR LF")
  func lineEnds() throws {
    let module = try Parser.module(SourceText(name: "", text: "\u{FEFF}package p\r\np if {\r\n  a # x\r\n  b\r\n}\r\n"))
    #expect(module.rules[0].body.count == 2)
    #expect(module.rules[0].body[1].location.row == 4)
  }

  @Test("a finding shows its line with a caret")
  func details() {
    #expect(throws: Diagnostics.self) { try Syntax.module("\tp := [1,, 2]\n") }
    do {
      _ = try Syntax.module("\tp := [1,, 2]\n")
    } catch {
      #expect((error as? Diagnostics)?.all.first?.details == ["p := [1,, 2]", "        ^"])
    }
  }

  @Test("a faulty statement ends the reading, the rules before it are not judged")
  func firstFault() {
    #expect(Syntax.findings("package p\na { b }\nq := }\nr := ]\n").allSatisfy { $0.hasPrefix("3:6:") })
  }
}
