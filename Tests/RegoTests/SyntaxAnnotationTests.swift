import Rego
import Testing

struct SyntaxAnnotationTests {
  @Test("a block belongs to what follows it, and has its scope")
  func scopes() throws {
    let text = """
      # METADATA
      # title: all
      package p

      # METADATA
      # scope: document
      # title: both
      a := 1 if x

      # METADATA
      # title: second
      a := 1 if y

      # METADATA
      # entrypoint: true
      b := 2
      """
    let module = try Parser.module(SourceText(name: "", text: text))
    #expect(module.annotations.map(\.scope) == ["package", "document", "rule", "document"])
    #expect(module.annotations.map(\.rule) == [nil, 0, 1, 2])
    #expect(module.rules.map { $0.annotations.map(\.scope) } == [["document"], ["document", "rule"], ["document"]])
    #expect(module.annotations[1].text == "scope: document\ntitle: both\n")
    #expect(module.annotations[1].location.text == "# METADATA\n# scope: document\n# title: both")
  }

  static let refused = [
    SyntaxCase("# METADATA\np := 1", "2:1: expected METADATA block, found whitespace"),
    SyntaxCase(
      "# METADATA\n# scope: world\np := 1",
      "2:1: invalid annotation scope 'world'. Use one of 'rule', 'document', 'package', or 'subpackages'"),
    SyntaxCase(
      "# METADATA\n# scope: package\np := 1", "2:1: annotation scope 'package' must be applied to package (have rule)"),
    SyntaxCase(
      "# METADATA\n# title: x\nimport data.a",
      "2:1: invalid annotation scope 'import'. Use one of 'rule', 'document', 'package', or 'subpackages'"),
    SyntaxCase(
      "# METADATA\n# scope: rule\n# entrypoint: true\np := 1",
      "2:1: annotation entrypoint applied to non-document or package scope 'rule'"),
  ]

  @Test("misplaced blocks are refused", arguments: refused)
  func faults(_ example: SyntaxCase) {
    #expect(Syntax.findings("package p\n" + example.text + "\n") == [example.want])
  }

  @Test("blocks are comments when nobody asks for them")
  func unread() throws {
    let source = SourceText(name: "", text: "package p\n# METADATA\n# scope: world\nq := 1\n")
    #expect(try Parser.module(source, readsAnnotations: false).annotations.isEmpty)
  }
}
