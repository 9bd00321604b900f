import PolicyDomain
import Testing

/// Files that are no domains: each is an error that says where and what to do, never a crash.
@Suite struct BadInputTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let message: String
    let place: String

    init(_ name: String, _ text: String, _ message: String, at place: String) {
      testDescription = name
      self.text = text
      self.message = message
      self.place = place
    }
  }

  @Test(
    "a file that is no domain is refused with message, line and column",
    arguments: [
      Example("not YAML", "{{{ not: [yaml\n", "did not find expected", at: "2:1"),
      Example("a scalar", "hello", "cannot unmarshal !!str `hello`", at: "1:1"),
      Example("a list", "- a\n- b\n", "cannot unmarshal !!seq", at: "1:1"),
      Example("tabs", "kind: PolicyDomain\nspec:\n\troles: []\n", "cannot start any token", at: "3:1"),
      Example("a loop of anchors", "a: &a [*a]\n", "found undefined alias", at: "1:8"),
      Example("an undefined alias", "a: *b\n", "found undefined alias", at: "1:4"),
      Example("no kind", "apiVersion: iamlite.manetu.io/v1beta1\n", "expected PolicyDomain got ", at: "1:1"),
      Example("another kind", "kind: Pod\n", "expected PolicyDomain got Pod", at: "1:7"),
      Example(
        "an unknown version", "kind: PolicyDomain\napiVersion: iamlite.manetu.io/v9\n",
        "unsupported PolicyDomain API Version iamlite.manetu.io/v9", at: "2:13"),
      Example("no version", "kind: PolicyDomain\n", "unsupported PolicyDomain API Version ", at: "1:1"),
      Example("a kind that is a list", "kind: [PolicyDomain]\n", "cannot unmarshal !!seq into string", at: "1:7"),
      Example(
        "a duplicate key", DomainText.header + "spec:\n  roles: []\n  roles: []\n",
        "mapping key \"roles\" already defined at line 6", at: "7:3"),
      Example(
        "a map for a list", DomainText.header + "spec:\n  roles:\n    a: b\n", "cannot unmarshal !!map into []",
        at: "7:5"),
      Example(
        "a scalar for a list", DomainText.header + "spec:\n  operations:\n    - selector: .*\n",
        "cannot unmarshal !!str `.*` into []string", at: "7:17"),
      Example(
        "a quoted boolean", DomainText.header + "spec:\n  roles:\n    - default: \"true\"\n",
        "cannot unmarshal !!str `true` into bool", at: "7:16"),
      Example(
        "a selector that is no expression", DomainText.header + "spec:\n  operations:\n    - selector: [\"(\"]\n",
        "error parsing regexp: missing ): `^($`", at: "7:18"),
      Example(
        "a selector with look-ahead", DomainText.header + "spec:\n  resources:\n    - selector: [\"(?!a)\"]\n",
        "error parsing regexp: ", at: "7:18"),
      Example(
        "a list for an annotation of v1alpha4",
        "apiVersion: iamlite.manetu.io/v1alpha4\nkind: PolicyDomain\nspec:\n  roles:\n    - annotations:\n"
          + "        - {name: a, value: [1]}\n", "cannot unmarshal !!seq into string", at: "6:28"),
      Example("a merge of a scalar", DomainText.header + "spec:\n  <<: x\n", "map merge requires map", at: "6:7"),
    ])
  func refuses(_ example: Example) {
    let problems = DomainText.problems(example.text)
    #expect(problems.count == 1)
    #expect(problems.first?.message.contains(example.message) == true, "\(problems)")
    #expect(problems.first?.position?.place == example.place)
    #expect(problems.first?.position?.file == "domain.yml")
    #expect(problems.first?.remedy?.isEmpty == false)
  }

  @Test("all type errors are listed together")
  func listsAll() {
    let problems = DomainText.problems(
      DomainText.header
        + "spec:\n  roles: 1\n  scopes: {}\n  groups:\n    - roles: x\n  operations:\n    - selector: 3\n")
    #expect(problems.map { $0.position?.line } == [6, 9, 7, 11])
  }

  @Test("10,000 aliases to a list of 100 are refused, and quickly")
  func refusesManyAliases() {
    let list = (0..<100).map { "{name: a\($0), value: 1}" }.joined(separator: ", ")
    let aliases = (0..<10_000).map { "    - {mrn: r\($0), annotations: *a}" }.joined(separator: "\n")
    let text = DomainText.header + "spec:\n  groups:\n    - annotations: &a [\(list)]\n  roles:\n\(aliases)\n"
    let problems = DomainText.problems(text)
    #expect(problems.first?.message.contains("aliases of this file expand") == true)
  }

  @Test("10,000 aliases to one text are fine")
  func takesManySmallAliases() throws {
    let aliases = (0..<10_000).map { "    - {mrn: r\($0), policy: *p}" }.joined(separator: "\n")
    let text = DomainText.header + "spec:\n  groups:\n    - mrn: &p p\n  roles:\n\(aliases)\n"
    #expect(try DomainText.parse(text).roles.count == 10_000)
  }

  @Test("aliases of aliases that double nine times nine are refused")
  func refusesBombs() {
    var text = DomainText.header + "spec:\n  roles:\n    - annotations:\n      - name: bomb\n        value:\n"
    text += "          a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let row = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "          a\(level): &a\(level) [\(row)]\n"
    }
    #expect(DomainText.problems(text).first?.message.contains("aliases of this file expand") == true)
  }

  @Test("deep nesting is refused", arguments: ["[", "{a: ", "- "])
  func refusesDepth(_ opening: String) {
    let text = "kind: " + String(repeating: opening, count: 100_000)
    #expect(!DomainText.problems(text).isEmpty)
  }

  @Test("bytes that are no text are refused", arguments: [[0xFF], [0x61, 0x0A, 0xC3, 0x28], [0x00], [0x61, 0x07]])
  func refusesBinary(_ bytes: [Int]) {
    #expect(!DomainText.problems(bytes.map { UInt8($0) }).isEmpty)
  }

  @Test("an empty file is no domain", arguments: ["", "\n\n", "# nothing\n", "---\n"])
  func refusesEmpty(_ text: String) {
    #expect(DomainText.problems(text).first?.message == "expected PolicyDomain got ")
  }
}
