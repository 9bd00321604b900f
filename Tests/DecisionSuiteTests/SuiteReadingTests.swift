import DecisionSuite
import PolicyDomain
import Testing

struct SuiteReadingTests {
  @Test("keys without effect warn, and name the one that was meant")
  func unknownKeys() throws {
    let suite = try SuiteBench.suite(
      """
      x-callers: {a: &a {sub: a}}
      test: []
      tests:
        - nam: a
          name: t
          porc: {principal: *a, anything: 1}
          result: {alow: true, settled-by: all, zzzzzz: 1, phases: {systems: grant}}
          expect: {porcInclude: {}}
      """)
    let expected = [
      "t/s.yaml:2:1: key `test` in the suite has no effect; did you mean `tests`?",
      "t/s.yaml:4:5: key `nam` in test `t` has no effect; did you mean `name`?",
      "t/s.yaml:7:14: key `alow` in `result` has no effect; did you mean `allow`?",
      "t/s.yaml:7:26: key `settled-by` in `result` has no effect; did you mean `settledBy`?",
      "t/s.yaml:7:43: key `zzzzzz` in `result` has no effect",
      "t/s.yaml:7:63: key `systems` in `phases` has no effect; did you mean `system`?",
      "t/s.yaml:8:14: key `porcInclude` in `expect` has no effect; did you mean `porcIncludes`?",
    ]
    #expect(suite.warnings.map(\.description).sorted() == expected.sorted())
  }

  @Test(
    "says what is no suite, and where",
    arguments: [
      ("- a", "t/s.yaml:1:1: cannot unmarshal !!seq into a suite of tests"), ("tests: [", "t/s.yaml:"),
      ("tests: {a: 1}", "t/s.yaml:1:8: cannot unmarshal !!map into []value: `tests` must be a list"),
      ("tests: [a]", "t/s.yaml:1:9: cannot unmarshal !!str `a` into a test"),
      ("tests: [{porc: [1]}]", "t/s.yaml:1:16: `porc` must be a mapping"),
      ("tests: [{porc: {}, result: {settledBy: luck}}]", "`settledBy` is `luck`; write one of `system`"),
      (
        "tests: [{porc: {}, result: {phases: {scope: undecided}}}]",
        "`scope` is `undecided`; write one of `grant`, `deny`"
      ),
      ("tests: [{input: {}, expect: {porc: {1: 2}}}]", "`porc` cannot be written as JSON: a map with a key"),
    ])
  func complaints(text: String, message: String) throws {
    let error = #expect(throws: DomainError.self) { try SuiteBench.suite(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test("an empty file has no tests", arguments: ["", "tests:", "tests: []", "other: 1"])
  func empty(text: String) throws {
    #expect(try SuiteBench.suite(text).cases.isEmpty)
  }

  @Test(
    "patterns match names as shells match files",
    arguments: [
      ("*", "abc", true), ("*", "a/b", false), ("a*c", "abbc", true), ("a*c", "abbd", false), ("*/*", "a/b", true),
      ("?", "a", true), ("?", "/", false), ("?", "", false), ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false),
      ("[^a-c]x", "dx", true), ("\\*", "*", true), ("\\*", "a", false), ("[", "[", true), ("[", "a", false),
      ("[]a]", "[]a]", true), ("a[", "a[", true), ("", "", true), ("a**b*", "axxbyy", true), ("[\\]]", "]", true),
      ("*a*a*a*a*a*a*a*b", String(repeating: "a", count: 2000), false), ("ä?", "äö", true),
    ])
  func patterns(pattern: String, name: String, isMatch: Bool) {
    #expect(NamePattern(pattern).matches(name) == isMatch)
  }
}
