import PolicyDomain
import Rego
import Testing

/// Selectors: anchored as text, matched by RE2.
@Suite struct SelectorTests {
  @Test(
    "selectors pick what the reference's pick",
    arguments: [
      ("^pre", ["pre"], ["prefix", "apre"]), ("a|b", ["axx", "xxb", "a", "b"], ["xax", "c"]),
      ("op.*", ["op", "opx"], ["op\nx", "xop"]), (".*", ["", "anything"], ["a\nb"]), ("", [""], ["a", "\n"]),
      ("x\\$", ["x$", "x$yz"], ["x"]), ("(?i)abc", ["ABC", "abc"], ["abcd"]), ("a.c", ["abc"], ["ac", "abbc"]),
      ("(?<n>a)b", ["ab"], ["a"]), ("(?P<n>a)b", ["ab"], ["a"]), ("[(?<n>]", ["<", "("], ["a"]),
      ("api:.*", ["api:", "api:x"], ["xapi:"]), ("a\\.b", ["a.b"], ["axb"]), ("[[:alpha:]]+", ["abc"], ["a1"]),
      ("\\Q(?<n>\\E.*", ["(?<n>x"], ["n"]), ("é.", ["é☃"], ["é"]), ("^$", [""], ["x"]), ("$", [""], ["$"]),
    ])
  func picks(_ pattern: String, _ matching: [String], _ others: [String]) throws {
    let selector = try Selector(Positioned(pattern, at: SourcePosition(file: "x")))
    for text in matching { #expect(selector.matches(text), "`\(pattern)` should match `\(text)`") }
    for text in others { #expect(!selector.matches(text), "`\(pattern)` should not match `\(text)`") }
  }

  @Test("anchors are added as text", arguments: [("a|b", "^a|b$"), ("^a", "^a$"), ("x\\$", "^x\\$"), ("", "^$")])
  func anchors(_ pattern: String, _ anchored: String) {
    #expect(Selector.anchored(pattern) == anchored)
  }

  @Test("what RE2 does not know is refused", arguments: ["(", "\\1", "(?!a)", "(?<=a)b", "[z-a]", "a{1001}", "**"])
  func refuses(_ pattern: String) {
    #expect(throws: (any Error).self) { try Selector(Positioned(pattern, at: SourcePosition(file: "x"))) }
  }

  static let patterns = [
    "a:b", "a:.*", ".*:b", "a:.*:b", "a.*b.*c", ".*", "..*", "a:.*?", "a.*.*b", "a\\.b:.*", "a\\:b", "a:(b|c):.*",
    "(a|b)",
    "a|b", "a:b|c:.*", "a:[bc]", "a:[^:]+:b", "[a-c]+:b", "(?:a|bc)+:d", "(ab)?c", "(?P<n>a):b", "(?i)a:B", "a{2}:b",
    "a{0,1}b", "a{,2}b", "é:.*", "é?a", "\\d+:a", "\\pL:a", "a\\b:b", "[[:alpha:]]:b", "[]a]:b", "[^]a]:b", "a:\\$",
    "x\\$",
    "\\Qa.*\\E", "a+:b*:c", "((a|b):(c|d)|e):f", "a:(?:b|):c", "a\nb.*",
  ]
  static let texts = [
    "", "a", "b", "c", "a:b", "a:c", "a:", ":b", "a:x:b", "a:b:b", "abc", "axbxc", "a.b:c", "axb:c", "a:b:c", "a:c:d",
    "axx", "xb", "a:x", "c:zz", "aa:b", "ab", "bc", "bcbc:d", "abc", "A:b", "é:x", "éa", "7:a", "é:a", "]:b", "x:b",
    "a:$", "x$", "x$y", "a.*", "aaa:bb:c", "a:c:f", "e:f", "a::c", "a\nb", "a:\n", "a:x\nb", "a\nbc", "\n",
  ]

  @Test("selectors pick what RE2 finds by the anchored pattern", arguments: patterns)
  func agreesWithRE2(_ pattern: String) throws {
    let selector = try Selector(Positioned(pattern, at: SourcePosition(file: "x")))
    let expression = try RegularExpression(Selector.anchored(pattern))
    for text in Self.texts {
      #expect(selector.matches(text) == expression.isFound(in: text), "`\(pattern)` and `\(text)`")
    }
  }

  @Test("what a selector requires is in every text that it picks", arguments: patterns)
  func requiredTexts(_ pattern: String) throws {
    let selector = try Selector(Positioned(pattern, at: SourcePosition(file: "x")))
    for text in Self.texts where selector.matches(text) {
      for list in selector.requiredTexts {
        #expect(!list.contains([]))
        let isHeld = list.contains { text.contains(String(decoding: $0, as: UTF8.self)) }
        #expect(isHeld, "`\(pattern)` and `\(text)`")
      }
    }
  }

  @Test(
    "what a selector requires is known for usual patterns",
    arguments: [
      ("mrn:(a|b):x-17:[a-z]+", [["mrn:a:x-17:", "mrn:b:x-17:"]]), ("mrn:[^:]+:t9:.*", [["mrn:"], [":t9:"]]),
      (".*:read", [[":read"]]), ("(?i)abc", []), ("(a|b+):c", [["a", "b"], [":c"]]), ("ab*c", [["a"], ["c"]]),
      ("a|b", [["a", "b"]]), ("[ab]c?", [["ac", "a", "bc", "b"]]),
    ])
  func knows(_ pattern: String, _ lists: [[String]]) throws {
    let selector = try Selector(Positioned(pattern, at: SourcePosition(file: "x")))
    let known = selector.requiredTexts.map { $0.map { String(decoding: $0, as: UTF8.self) } }
    #expect(known == lists)
  }
}
