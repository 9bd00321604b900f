import Rego
import Testing

/// Nothing that a policy or a request nests makes anything recurse without a bound.
@Suite struct LimitNestingTests {
  struct Text: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let policy: String

    init(_ what: String, _ policy: String) {
      testDescription = what
      self.policy = policy
    }
  }

  static func nested(_ opening: String, _ inner: String, _ closing: String, _ count: Int = 20_000) -> String {
    String(repeating: opening, count: count) + inner + String(repeating: closing, count: count)
  }

  /// A text 33,000 times, with a number for each `#`.
  static func numbered(_ text: String) -> String {
    let parts = text.split(separator: "#", omittingEmptySubsequences: false)
    return (0..<33_000).map { parts.joined(separator: "\($0)") }.joined()
  }

  static let texts: [Text] = [
    Text("arrays", "p := " + nested("[", "1", "]")),
    Text("sets", "p := " + nested("{", "1", "}")),
    Text("objects", "p := " + nested(#"{"a":"#, "1", "}")),
    Text("parentheses", "p := " + nested("(", "1", ")")),
    Text("comprehensions", "p := " + nested("[x | x := ", "1", "]")),
    Text("calls", "p := " + nested("count(", "[]", ")")),
    Text("brackets", "p := " + nested("input[", "0", "]")),
    Text("every", "p if " + nested("every x in input { ", "true", " }")),
    Text("templates", "p := " + nested("$\"{", "1", "}\"")),
    Text("open brackets", "p := " + nested("[", "", "")),
    Text("minus signs", "p := " + nested("-", "1", "")),
    Text("negations", "p if " + nested("not ", "true", "")),
    Text("sums", "p := 1" + nested(" + 1", "", "")),
    Text("comparisons", "p := 1" + nested(" == 1", "", "")),
    Text("pipes", "p := {1}" + nested(" | {1}", "", "")),
    Text("a reference", "p := input" + nested(".a", "", "")),
    Text("brackets of a reference", "p := input" + nested("[0]", "", "")),
    Text("a call of calls", "p := f" + nested("(1)", "", "")),
    Text("else", "p := 1 if false" + nested(" else := 2 if false", "", "", 10_000)),
    Text("with", "p if true" + nested(" with input as 1", "", "")),
    Text("expressions", "p if { true" + nested("; true", "", "") + " }"),
    Text("some", "p if { some x" + nested(", x", "", "") + " }"),
    Text("a head", "p" + nested("[1]", "", "") + " := 1"),
    Text("a head of names", "p" + nested(".a", "", "") + " := 1"),
    Text("a package", "package t" + nested(".a", "", "") + "\np := 1"),
    Text("a reference into data", "p := data.b" + nested(".a", "", "")),
    Text("a document that with puts there", "p if data.b with data.b" + nested(".a", "", "") + " as 1"),
    Text("an import", "import data" + nested(".a", "", "") + "\np := 1"),
    Text("rules", nested("p := 1\n", "", "", 3_000)),
    Text("arguments", "f(x" + nested(", _", "", "") + ") := 1\np := 1"),
    Text("a string", "p := \"" + nested("\\u0041", "", "") + "\""),
    Text("an array's elements", "p := [input.a" + numbered(", #") + "]"),
    Text("an object's keys", "p := {input.a: 1" + numbered(", #: 1") + "}"),
    Text("a set's members", "p := {input.a" + numbered(", #") + "}"),
    Text("a pattern's elements", "p if [x" + numbered(", #") + "] = input.b"),
    Text("a call's arguments", "f(_" + numbered(", x#") + ") := 1\np := f(1" + numbered(", #") + ")"),
    Text("variables", "p if {\n" + LimitTests.lines(4_000) { "x\($0) := input.a" } + "\n}"),
    Text("a digit string", "p := 1" + nested("0", "", "") + " + 1"),
  ]

  /// Each is answered, or refused with a finding; none may end the process.
  @Test(arguments: texts) func `a policy of any shape is compiled or refused`(text: Text) throws {
    do {
      let (prepared, evaluator) = try EvaluationCase("", text.policy, query: "data", .undefined).prepare()
      let value = try evaluator.evaluate(prepared, input: Value.null)
      #expect(value.kind == .array)
    } catch let findings as Diagnostics {
      #expect(!findings.all.isEmpty)
    } catch let finding as Diagnostic {
      #expect(finding.code == .evalLimit)
    }
  }

  @Test func `input of the deepest nesting is read, compared, written and put into sets`() throws {
    let depth = JSONReader.nestingMax
    let input = Self.nested("[", "1", "]", depth - 1)
    let policy = """
      p if { input == q; {input, q} == {q}; [input] < [q, 1]; r[input]; json.marshal(input) == json.marshal(q) }
      q := json.unmarshal(input.text) if input.text
      q := input if is_array(input)
      r contains q
      """
    try EvaluationCase("", policy, input: input, "true").check()
    try EvaluationCase("", "p := count([1 | walk(input, _)])", input: input, "\(depth)").check()
  }

  @Test func `values that a policy nests deeper and deeper end by an error`() throws {
    let inner = Self.nested("[", "x", "]", 60)
    let functions = LimitTests.lines(400) { "f\($0)(x) := f\($0 + 1)(\(inner))" } + "\nf400(x) := x\n"
    for use in ["f0(1)", "f0(1) == f0(2)", "{f0(1), f0(2)}", "json.marshal(f0(1))", "[y | walk(f0(1), y)]"] {
      let example = LimitTests.Endless("", functions + "p := \(use)")
      #expect(try example.failure()?.code == .evalLimit, "\(use)")
    }
  }

  @Test func `values that a request nests deeper and deeper end by an error`() throws {
    let deep = Self.nested("[", "1", "]", 1_500)
    let rounds = LimitTests.lines(300) {
      "f\($0)(x) := f\($0 + 1)(json.patch(input.deep, [{\"op\": \"add\", \"path\": input.path, \"value\": x}]))"
    }
    let path = String(repeating: "/0", count: 1_500)
    let example = LimitTests.Endless(
      "", rounds + "\nf300(x) := x\np := f0(1)", input: #"{"deep":\#(deep),"path":"\#(path)"}"#)
    #expect(try example.failure()?.code == .evalLimit)
  }
}
