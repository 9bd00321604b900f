import Rego
import TestSupport
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
    let module = try Parser.module(SourceText(name: "", text: text), annotations: .lines)
    #expect(module.annotations.map(\.scope) == ["package", "document", "rule", "document"])
    #expect(module.annotations.map(\.rule) == [nil, 0, 1, 2])
    #expect(module.rules.map { $0.annotations.map(\.scope) } == [["document"], ["document", "rule"], ["document"]])
    #expect(module.annotations.map(\.title) == ["all", "both", "second", ""])
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
    #expect(Syntax.findings("package p\n" + example.text + "\n", annotations: .lines) == [example.want])
  }

  @Test("blocks are comments when nobody asks for them")
  func unread() throws {
    let source = SourceText(name: "", text: "package p\n# METADATA\n# scope: world\nq := 1\n")
    #expect(try Parser.module(source).annotations.isEmpty)
  }

  @Test("keys of one's own data are texts")
  func keys() {
    func scalar(_ text: String) -> YAMLNode { YAMLNode(.scalar(text, isPlain: true), line: 1) }
    func mapping(_ key: String, _ value: YAMLNode) -> YAMLNode {
      YAMLNode(.mapping([(key: scalar(key), value: value)]), line: 1)
    }
    let numbered = mapping("1", scalar("x"))
    let cases = [
      (mapping("custom", mapping("a", mapping("b", numbered))), "invalid map key type(s): b"),
      (
        mapping("schemas", YAMLNode(.sequence([mapping("input", numbered)]), line: 1)),
        "invalid schema definition: invalid map key type(s): "
      ),
    ]
    for (node, message) in cases {
      let reader = AnnotationReader { (_) throws(AnnotationReader.ReadError) in node }
      let findings = Syntax.findings("package p\n# METADATA\n# x: y\nq := 1\n", annotations: reader)
      #expect(findings == ["2:1: \(message)"])
    }
  }

  @Test("a block says all that it says")
  func fields() throws {
    let text = """
      package p
      # METADATA
      # title: who
      # description: what
      # organizations: ["a", "b"]
      # authors: ["Jane Doe <jane@example.com>", {"name": "Bo"}]
      # related_resources: ["https://example.com/a b", {"ref": "http://x", "description": "y"}]
      # schemas: [{"input.x": "schema.a.b"}, {"data.y": {"type": "string"}}]
      # compile: {"unknowns": ["input.u"], "mask_rule": "mask"}
      # custom: {"n": 1.0, "k": [true, null, "1"]}
      # entrypoint: yes
      q := 1
      """
    let block = try Parser.module(SourceText(name: "", text: text), annotations: .lines).annotations[0]
    #expect([block.title, block.description, block.scope] == ["who", "what", "document"])
    #expect(block.organizations == ["a", "b"])
    #expect(block.authors.map(\.name) == ["Jane Doe", "Bo"] && block.authors[0].email == "jane@example.com")
    #expect(block.relatedResources.map(\.url) == ["https://example.com/a%20b", "http://x"])
    #expect(block.schemas.map { "\(Term(.reference($0.path), at: .none))" } == ["input.x", "data.y"])
    #expect(block.compile?.unknowns.count == 1 && block.compile?.maskRule.count == 1)
    #expect(block.custom?.json == #"{"k":[true,null,"1"],"n":1}"#)
    #expect(block.isEntrypoint)
  }

  @Test("a block is nested no deeper than terms")
  func nesting() {
    let text = "custom: " + String(repeating: "[", count: 150) + String(repeating: "]", count: 150)
    let findings = Syntax.findings("package p\n# METADATA\n# \(text)\nq := 1\n", annotations: .lines)
    #expect(findings == ["3:1: yaml: unmarshal errors:\n  line 1: nested deeper than 100 levels"])
  }
}
