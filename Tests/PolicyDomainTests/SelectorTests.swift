import PolicyDomain
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
}
