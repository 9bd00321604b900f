import PolicyDomain
import Testing

struct ReferenceBuilderTests {
  static let files: [String: String] = [
    "a.rego": "package a\n\tx = 1\n\n\n", "empty.rego": "", "spaces.rego": "package a \nx = 1",
    "lead.rego": "\n  x = 1",
    "dir/b.rego": "package b",
  ]

  static func build(_ text: String, file: String = "d.yml") throws(ReferenceBuilder.Failure) -> String {
    let builder = ReferenceBuilder(
      file: file,
      readFile: { path in
        if path == "folder" { return .failure(FileFailure(isMissing: false, reason: "read folder: is a directory")) }
        return files[path].map { .success(Array($0.utf8)) }
          ?? .failure(FileFailure(isMissing: true, reason: "open \(path): no such file or directory"))
      }, absolutePath: { "/srv/\($0)" })
    return try builder.build(Array(text.utf8))
  }

  struct Layout: Sendable, CustomTestStringConvertible {
    let source: String
    let built: String
    var testDescription: String { source }

    init(_ source: String, _ built: String) {
      self.source = source
      self.built = built
    }
  }

  @Test(
    "indents by four, and two behind a dash",
    arguments: [
      Layout("a:\n b:\n  c: 1\n", "a:\n    b:\n        c: 1\n"),
      Layout("a:\n- b: 1\n  c:\n  - 2\n", "a:\n    - b: 1\n      c:\n        - 2\n"),
      Layout("- - 1\n  - 2\n-\n  a: 1\n", "- - 1\n  - 2\n- a: 1\n"),
      Layout("? [a, b]\n: c\n? - x\n: y\n", "[a, b]: c\n? - x\n: y\n"), Layout("", "null\n"), Layout("~\n", "~\n"),
      Layout("---\na: 1\n...\n---\nb: 2\n", "a: 1\n"), Layout("a:\n\n\nb:   2\n", "a:\nb: 2\n"),
    ])
  func indents(_ layout: Layout) throws {
    #expect(try Self.build(layout.source) == layout.built)
  }

  @Test(
    "keeps anchors, aliases, tags and the style of scalars and collections",
    arguments: [
      Layout("a: &x [1, 'b', \"c\"]\nb: *x\n", "a: &x [1, 'b', \"c\"]\nb: *x\n"),
      Layout("a: &m\n  k: {l: [*n, ], m}\n", ""),
      Layout("&k a: &m\n  b: &n c\n*n : [*m]\n", "&k a: &m\n    b: &n c\n*n : [*m]\n"),
      Layout("a: &m\n  b: 1\nc:\n  <<: *m\n  d: *m\n", "a: &m\n    b: 1\nc:\n    <<: *m\n    d: *m\n"),
      Layout("a: !!str 1\nb: !x {c: 1}\n", "a: !!str 1\nb: !x {c: 1}\n"),
      Layout("a: [b: 1, {c: }]\n", "a: [{b: 1}, {c: null}]\n"),
      Layout(
        "a: 'it''s'\nb: \"\\u00e9\\t\\\"\"\nc: plain text\n  folded\n",
        "a: 'it''s'\nb: \"é\\t\\\"\"\nc: plain text folded\n"),
      Layout("a: |-\n  x\n\n   y\nb: >\n  f\n  g\n\n  h\n", "a: |-\n    x\n\n     y\nb: >\n    f g\n\n    h\n"),
      Layout("a: |+\n  x\n\nb: 1\n", "a: |+\n    x\n\nb: 1\n"), Layout("a: |2\n    x\n", "a: |4\n      x\n"),
    ])
  func keepsStyles(_ layout: Layout) throws {
    guard !layout.built.isEmpty else {
      #expect(throws: ReferenceBuilder.Failure.self) { try Self.build(layout.source) }
      return
    }
    #expect(try Self.build(layout.source) == layout.built)
  }

  @Test(
    "keeps every comment at what it stands at",
    arguments: [
      Layout(
        "# head\n\na: 1   # one\n# b's\nb:  # two\n   # inner\n   - 1\n",
        "# head\n\na: 1 # one\n# b's\nb: # two\n    # inner\n    - 1\n"),
      Layout("a:\n  b: 1\n  # foot\nc: 2\n", "a:\n    b: 1\n    # foot\nc: 2\n"),
      Layout("a:\n- b: 1\n# next\n- c: 1\n# d's\nd: 2\n", "a:\n    - b: 1\n    # next\n    - c: 1\n# d's\nd: 2\n"),
      Layout("a: '#no' # yes\nb: x#no\nc: \"a\n  # no\"\n", "a: '#no' # yes\nb: x#no\nc: \"a # no\"\n"),
      Layout("a: | # head\n  # text\nb: 1 # b\n", "a: | # head\n    # text\nb: 1 # b\n"),
      Layout("a: [1, # one\n  2] # end\n", "# one\na: [1, 2] # end\n"),
      Layout("a:\n  # why\n  - *x # alias\n", ""),
      Layout(
        "x: &x 1\na:\n  # why\n  - *x # alias\n  # and\n  - *x\n",
        "x: &x 1\na:\n    # why\n    - *x # alias\n    # and\n    - *x\n"),
      Layout("a: 1\n\n# end\n", "a: 1\n\n# end\n"), Layout("a: 1 # x\r\nb: 2\r\n", "a: 1 # x\nb: 2\n"),
    ])
  func keepsComments(_ layout: Layout) throws {
    try keepsStyles(layout)
  }

  @Test(
    "puts files in their places",
    arguments: [
      Layout(
        "kind: PolicyDomainReference # k\nspec:\n  policies:\n    - mrn: p\n      rego_filename: a.rego # c\n",
        "kind: PolicyDomain # k\nspec:\n    policies:\n        - mrn: p\n          rego: | # c\n            package a\n            \tx = 1\n"
      ),
      Layout("rego_filename: dir/b.rego\n", "rego: |\n    package b\n"),
      Layout("rego_filename: empty.rego\n", "rego: \"\"\n"),
      Layout("rego_filename: spaces.rego\n", "rego: \"package a \\nx = 1\\n\"\n"),
      Layout("- rego_filename: lead.rego\n", "- rego: |2\n\n      x = 1\n"),
      Layout("x: {'rego_filename': \"dir/b.rego\"}\n", "x: {'rego': \"package b\\n\"}\n"),
      Layout("f: &f dir/b.rego\nrego_filename: *f\n", "f: &f dir/b.rego\nrego: |\n    package b\n"),
      Layout("kind: \"X\"\n", "kind: \"PolicyDomain\"\n"), Layout("name: x\n", "name: x\n"),
    ])
  func inlines(_ layout: Layout) throws {
    #expect(try Self.build(layout.source) == layout.built)
  }

  @Test("looks beside the YAML file first")
  func besides() throws {
    #expect(try Self.build("rego_filename: b.rego\n", file: "dir/d.yml") == "rego: |\n    package b\n")
    #expect(try Self.build("rego_filename: a.rego\n", file: "dir/d.yml").hasPrefix("rego: |\n    package a\n"))
  }

  @Test(
    "says what is wrong in the reference's words, with the place",
    arguments: [
      ("{rego: a, rego_filename: b}", "d.yml:1:11: cannot specify both 'rego' and 'rego_filename' in the same block"),
      ("policies: [{mrn: p}]", "d.yml:1:12: missing 'rego' or 'rego_filename' in 'policies' entry"),
      ("mappers:\n  - name: m", "d.yml:2:5: missing 'rego' or 'rego_filename' in 'mappers' entry"),
      ("rego_filename: ''", "d.yml:1:16: rego_filename cannot be empty"),
      ("rego_filename: [a]", "d.yml:1:16: rego_filename cannot be empty"),
      ("rego_filename: no.rego", "d.yml:1:16: failed to read rego file 'no.rego': file not found: /srv/no.rego"),
      ("rego_filename: folder", "d.yml:1:16: failed to read rego file 'folder': read folder: is a directory"),
      ("a: [", "failed to parse YAML: "), ("a: 1\na: 2\n", "d.yml:2:1: failed to parse YAML: mapping key \"a\""),
    ])
  func complaints(text: String, expected: String) throws {
    let failure = #expect(throws: ReferenceBuilder.Failure.self) { try Self.build(text) }
    #expect(failure?.description.contains(expected) == true, "\(failure?.description ?? "")")
  }

  @Test("survives nesting that no person writes", arguments: [500, 5000, 100_000])
  func nesting(depth: Int) {
    let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    if depth > 900 {
      #expect(throws: ReferenceBuilder.Failure.self) { try Self.build(text) }
    } else {
      #expect(throws: Never.self) { try Self.build(text) }
    }
  }

  @Test(
    "names the result",
    arguments: [("a.yml", "a-built.yml"), ("d.x/a", "d.x/a-built"), ("d/a.b.yaml", "d/a.b-built.yaml")])
  func names(input: String, output: String) {
    #expect(ReferenceBuilder.outputPath(for: input) == output)
  }
}
