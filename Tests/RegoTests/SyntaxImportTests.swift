import Rego
import Testing

struct SyntaxImportTests {
  @Test("packages and imports keep their paths and aliases")
  func paths() throws {
    let module = try Parser.module(
      SourceText(name: "m", text: "package a.if[\"b c\"]\nimport input\nimport data.x.y as z\nimport data.in.q\n"))
    #expect(module.package.map(\.description) == ["data", "\"a\"", "\"if\"", "\"b c\""])
    #expect(
      module.imports.map(\.description) == ["import input", "import data.x.y as z", "import data[\"in\"].q"])
    #expect(module.imports.map(\.alias) == [nil, "z", nil])
  }

  @Test("v0 knows a word as a keyword from its import on")
  func futureKeywords() throws {
    let names = "import data.x\nif = 1\n"
    #expect(try Syntax.module(names, .v0).rules.map(\.head.description) == ["if = 1"])
    let text = "import future.keywords.if\nimport future.keywords.contains\np contains 1 if true\n"
    #expect(try Syntax.module(text, .v0).version == .v0)
    #expect(throws: Diagnostics.self) { try Syntax.module("import future.keywords.if\nq = 1\nif = 1\n", .v0) }
  }

  @Test("every brings in")
  func everyImpliesIn() throws {
    let module = try Syntax.module("import future.keywords.every\np { every x in [1] { x in [1] } }\n", .v0)
    #expect(module.rules[0].body[0].description == "every x in [1] { internal.member_2(x, [1]) }")
  }

  @Test("importing rego.v1 makes a v0 module v1")
  func regoV1() throws {
    #expect(try Syntax.module("import rego.v1\np contains 1 if { 1 in [1] }\n", .v0).version == .v1)
    #expect(
      Syntax.findings("package p\nimport rego.v1\np { true }\n", .v0) == [
        "3:1: `if` keyword is required before rule body"
      ])
    #expect(try Syntax.module("import rego.v1\np := 1\n", .v0CompatibleV1).version == .v0CompatibleV1)
  }

  static let refused = [
    SyntaxCase(
      "import foo.bar",
      "2:8: unexpected import path, must begin with one of: {data, future, input, rego}, got: foo "
        + "(hint: if this is unexpected, try updating OPA)"
    ),
    SyntaxCase("import data.x[y]", "2:15: unexpected var token: expecting string"),
    SyntaxCase("import data.a.every", "2:15: unexpected import path, must not end with a keyword, got: every"),
    SyntaxCase("import future.words", "2:8: invalid import, must be `future.keywords`"),
    SyntaxCase("import future.keywords.unless", "2:8: unexpected keyword, must be one of [contains every if in]"),
    SyntaxCase("import future.keywords.if as when", "2:8: `future` imports cannot be aliased"),
    SyntaxCase("import rego.v2", "2:8: invalid import `rego.v2`, must be `rego.v1`"),
    SyntaxCase("import rego.v1 as r", "2:8: `rego` imports cannot be aliased", .v0),
    SyntaxCase("import data.x as y.z", "3:0: unexpected eof token: expected var"),
  ]

  @Test("faulty imports are refused", arguments: refused)
  func faults(_ example: SyntaxCase) {
    #expect(Syntax.findings("package p\n" + example.text + "\n", example.version) == [example.want])
  }
}
