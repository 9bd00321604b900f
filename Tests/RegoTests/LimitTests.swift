import Rego
import Testing

/// What a policy or a request can make large ends in an error, whatever it is.
@Suite struct LimitTests {
  /// A policy that would run, grow or nest without an end that anybody would live to see.
  struct Endless: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let policy: String
    var input = "null"

    init(_ what: String, _ policy: String, input: String = "null") {
      testDescription = what
      self.policy = policy
      self.input = input
    }

    /// The error that its evaluation ends with.
    func failure(_ limits: Evaluator.Limits = .init()) throws -> Diagnostic? {
      let (prepared, evaluator) = try EvaluationCase("", policy, .undefined).prepare(limits: limits)
      let input = try Document(json: input)
      return #expect(throws: Diagnostic.self) { _ = try evaluator.evaluate(prepared, input: input.value) }
    }
  }

  static func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined(separator: "\n") }

  static let hundred = "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31]"

  static let steps: [Endless] = [
    Endless(
      "a product of six collections",
      "p if { input[a]; input[b]; input[c]; input[d]; input[e]; input[f]; a + b + c + d + e + f < 0 }", input: hundred),
    Endless(
      "a comprehension over a billion pairs",
      "p := count([1 | some x in numbers.range(1, 31623); some y in numbers.range(1, 31623); x + y < 0])"),
    Endless(
      "nested comprehensions",
      "p := [[[[[0 | input[_] < 0; input[_] < 0] | input[_]] | input[_]] | input[_]] | input[_]]", input: hundred),
    Endless(
      "every in every",
      "p if every a in input { every b in input { every c in input { every d in input { every e in input { a + b + c + d + e >= 0 } } } } }",
      input: hundred),
    Endless(
      "functions that call two functions each",
      lines(60) { "f\($0)(x) := f\($0 + 1)(x) + f\($0 + 1)(x + 1)" } + "\nf60(x) := x\np := f0(1)"),
    Endless(
      "with over with",
      lines(60) { "r\($0) := [a, b] if { a := r\($0 + 1) with input as 1; b := r\($0 + 1) with input as 2 }" }
        + "\nr60 := input\np := r0"),
    Endless(
      "a negation of a product",
      "p if not q\nq if { input[a]; input[b]; input[c]; input[d]; input[e]; input[f]; a + b + c + d + e + f < 0 }",
      input: hundred),
    Endless(
      "a walk over itself",
      "p := [1 | walk(input, [a, _]); walk(input, [b, _]); walk(input, [c, _]); walk(input, [d, _]); walk(input, [e, _]); count(array.concat(a, array.concat(b, array.concat(c, array.concat(d, e))))) > 9]",
      input: hundred),
  ]

  static let memory: [Endless] = [
    Endless(
      "strings that double",
      "p := s60\ns0 := \"0123456789\"\n" + lines(60) { "s\($0 + 1) := concat(\"\", [s\($0), s\($0)])" }),
    Endless(
      "arrays that double", "p := s60\ns0 := [1, 2]\n" + lines(60) { "s\($0 + 1) := array.concat(s\($0), s\($0))" }),
    Endless(
      "formats that double",
      "p := s60\ns0 := \"0123456789\"\n" + lines(60) { "s\($0 + 1) := sprintf(\"%s%v\", [s\($0), s\($0)])" }),
    Endless(
      "replacements that grow",
      "p := s60\ns0 := \"aaaaaaaaaa\"\n" + lines(60) { "s\($0 + 1) := replace(s\($0), \"a\", \"aaaaaaaaaa\")" }),
    Endless(
      "JSON that grows by its escapes",
      "p := s60\ns0 := \"\\\"\"\n" + lines(60) { "s\($0 + 1) := json.marshal(s\($0))" }),
    Endless("a range without end", "p := count(numbers.range(1, 1000000000000))"),
    Endless(
      "numbers that square", "p := s60\ns0 := 12345678901234567890\n" + lines(60) { "s\($0 + 1) := s\($0) * s\($0)" }),
    Endless("a shift without end", "p := bits.lsh(1, 999999999999)"),
    Endless(
      "a comprehension that keeps all it finds", "p := [[a, b, c, d] | input[a]; input[b]; input[c]; input[d]]",
      input: hundred),
    Endless(
      "a set that keeps all it finds", "p contains [a, b, c, d] if { input[a]; input[b]; input[c]; input[d] }",
      input: hundred),
  ]

  @Test(arguments: steps) func `an endless evaluation ends by its steps`(example: Endless) throws {
    var limits = Evaluator.Limits()
    limits.instructionsMax = 200_000
    let failure = try example.failure(limits)
    #expect(failure?.code == .evalLimit && failure?.message.contains("200000 steps") == true)
  }

  @Test(arguments: memory) func `a growing evaluation ends by its memory`(example: Endless) throws {
    var limits = Evaluator.Limits()
    limits.memoryBytesMax = 4 << 20
    #expect(try example.failure(limits)?.code == .evalLimit)
  }

  @Test func `rules that call each other deeply end by their depth`() throws {
    let rules = Self.lines(2_000) { "r\($0) := r\($0 + 1) + 1" } + "\nr2000 := 1\np := r0"
    #expect(try Endless("", rules).failure()?.code == .evalLimit)
    let functions = Self.lines(2_000) { "f\($0)(x) := f\($0 + 1)(x + 1)" } + "\nf2000(x) := x\np := f0(1)"
    #expect(try Endless("", functions).failure()?.code == .evalLimit)
    let partial = Self.lines(2_000) { "r\($0) contains x if some x in r\($0 + 1)" } + "\nr2000 := {1}\np := r0"
    #expect(try Endless("", partial).failure()?.code == .evalLimit)
    try EvaluationCase("", Self.lines(400) { "r\($0) := r\($0 + 1) + 1" } + "\nr400 := 1\np := r0", "401").check()
  }

  @Test(arguments: [
    "r$ := input.x.y", "f$(x) := x", "r.a$ contains 1", "r[\"a$\"] := 1", "g.f$([x, {\"k\": y}]) := x + y * 2",
    "r$ := f(f(input.x)) + 1 if { some x in [1]; every y in [x] { f(y) == 1 + y * 2 } }\nf$(x) := x",
    "r$ := [x | some x in [{1 | true}]] if { not f$(1)[0] }\nf$(x) := [x]", "import data.a$.b",
  ])
  func `what stands side by side is not nested, however much there is`(line: String) throws {
    let text = Self.lines(1_000) {
      line.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "\($0)")
    }
    let module = try Parser.module(SourceText(name: "", text: "package t\nf(x) := x\n" + text), version: .v1)
    #expect(module.rules.count + module.imports.count >= 1_001)
  }

  @Test func `functions that need all registers end by an error, not by undefined`() throws {
    let fields = (0..<3_000).map { "input.f\($0)" }.joined(separator: ",")
    let rules =
      Self.lines(60) { "f\($0)(x) := y if y := count([\(fields), f\($0 + 1)(x)])" } + "\nf60(x) := x\np := f0(1)"
    let input = "{" + (0..<3_000).map { "\"f\($0)\":1" }.joined(separator: ",") + "}"
    #expect(try Endless("", rules, input: input).failure()?.code == .evalLimit)
  }

  @Test func `packages nested deeply end by their depth when all are asked for`() throws {
    let names = (0..<1_000).map { "p\($0)" }.joined(separator: ".")
    let policy = "package \(names)\nx := 1\n---\npackage t\np := data.p0"
    #expect(try Endless("", policy).failure()?.code == .evalLimit)
    try EvaluationCase("", "package \(names)\nx := 1\n---\npackage t\np := data.\(names).x", "1").check()
  }
}
