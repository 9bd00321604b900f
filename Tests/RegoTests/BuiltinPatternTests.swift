import Testing

@testable import Rego

@Suite struct BuiltinPatternTests {
  static let regex: [BuiltinCall] = [
    .init("regex.match", #"["^/v[0-9]+/(?<who>[a-z]+)$", "/v2/ada"]"#, "true"),
    .init("regex.match", #"["^b", "ab"]"#, "false"),
    .init("regex.match", #"["(", "a"]"#, "!error parsing regexp: missing closing ): `(`"),
    .init("regex.match", #"["a**", "a"]"#, "!error parsing regexp: invalid nested repetition operator: `**`"),
    .init("regex.match", #"["[b-a]", "a"]"#, "!error parsing regexp: invalid character class range: `b-a`"),
    .init("regex.is_valid", #"["[[]]"]"#, "true"),
    .init("regex.is_valid", #"["(?!a)"]"#, "false"),
    .init("regex.is_valid", "[1]", "false"),
    .init("regex.find_n", #"["[0-9]+", "a1b22c333", 2]"#, #"["1", "22"]"#),
    .init("regex.find_n", #"["é*", "éaéé", -1]"#, #"["é", "éé"]"#),
    .init("regex.find_n", #"["x*", "añ", -1]"#, #"["", "", ""]"#),
    .init("regex.find_all_string_submatch_n", #"["(\\w)(\\d)?", "a1b", -1]"#, #"[["a1", "a", "1"], ["b", "b", ""]]"#),
    .init("regex.split", #"["[,;] *", "a, b;c"]"#, #"["a", "b", "c"]"#),
    .init("regex.split", #"["a*", "baac"]"#, #"["b", "c"]"#),
    .init("regex.replace", #"["Doe, Jane", "(\\w+), (?P<first>\\w+)", "${first} $1"]"#, #""Jane Doe""#),
    .init("regex.replace", #"["abc", "[b]", "$$$0$"]"#, #""a$b$c""#),
    .init("regex.replace", #"["abc", "b", "<$1z>"]"#, #""a<>c""#),
    .init("regex.replace", #"["ñé", "", "-"]"#, #""-ñ-é-""#),
    .init("regex.replace", #"["abab", "ab", "x"]"#, #""xx""#),
    .init("regex.template_match", #"["mrn:{[a-z]+}:x.y", "mrn:doc:x.y", "{", "}"]"#, "true"),
    .init("regex.template_match", #"["mrn:{[a-z]+}:x.y", "mrn:doc:xzy", "{", "}"]"#, "false"),
    .init("regex.template_match", #"["mrn:}", "mrn", "{", "}"]"#, #"!unbalanced braces in "mrn:}""#),
    .init(
      "regex.template_match", #"["a", "a", "", "}"]"#,
      "!start delimiter has to be exactly one character long but is 0 long"),
    .init("regex.globs_match", #"["a[bc]+d", "..cd"]"#, "true"),
    .init("regex.globs_match", #"["a+", "b*"]"#, "false"),
    .init("regex.globs_match", #"["x*", "y*"]"#, "false"),
    .init(
      "regex.globs_match", #"["*a", "a"]"#,
      "!input:*a, pos:1, flag '*' must be preceded by a non-flag: the input provided is invalid"),
  ]

  static let globs: [BuiltinCall] = [
    .init("glob.match", #"["/v1/*/items", ["/"], "/v1/ada/items"]"#, "true"),
    .init("glob.match", #"["/v1/*/items", ["/"], "/v1/a/b/items"]"#, "false"),
    .init("glob.match", #"["/v1/**/items", ["/"], "/v1/a/b/items"]"#, "true"),
    .init("glob.match", #"["a*c", null, "a.b.c"]"#, "true"),
    .init("glob.match", #"["a*c", [], "a.b.c"]"#, "false"),
    .init("glob.match", #"["*.?x*", ["/", "."], "ab.éxyz"]"#, "true"),
    .init("glob.match", #"["[!a-c]*[xy]", [], "dabx"]"#, "true"),
    .init("glob.match", #"["{read,write}:{doc,im*}:**", [":"], "write:image:a:b"]"#, "true"),
    .init("glob.match", #"["{read,write}:{doc,im*}:**", [":"], "list:image:a:b"]"#, "false"),
    .init("glob.match", #"["{a,{b,c}d}e", [], "cde"]"#, "true"),
    .init("glob.match", #"["{ä,}b", [], "b"]"#, "true"),
    .init("glob.match", #"["a\\*b\\", [], "a*b"]"#, "true"),
    .init("glob.match", #"["a,b}", [], "a,b}"]"#, "true"),
    .init("glob.match", #"["{a,b", [], "b"]"#, "true"),
    .init("glob.match", #"["*a*a*b", [], "aaaaaaab"]"#, "true"),
    .init("glob.match", #"["[", [], "a"]"#, "!unexpected end of input"),
    .init("glob.match", #"["[]", [], "a"]"#, "!could not parse range"),
    .init("glob.match", #"["[b-a]", [], "a"]"#, "!hi character 'a' should be greater than lo 'b'"),
    .init("glob.match", #"["a", ["::"], "a"]"#, "!operand 2 must be array of runes but got array containing string"),
    .init("glob.match", #"["a", {}, "a"]"#, "!operand 2 must be one of {array, null} but got object"),
    .init("glob.quote_meta", #"["a*[b]{c}?\\d"]"#, #""a\\*\\[b\\]\\{c\\}\\?\\\\d""#),
  ]

  @Test(arguments: regex) func `regular expressions are those of RE2`(call: BuiltinCall) throws { try call.check() }
  @Test(arguments: globs) func `globs match by their delimiters`(call: BuiltinCall) throws { try call.check() }

  @Test func `going back to the last star finds what the automaton finds`() throws {
    let letters: [Character] = ["a", "b", "/", "é"]
    for _ in 0..<3_000 {
      let parts = (0..<Int.random(in: 0...6)).map { _ in ["a", "b", "/", "é", "*", "*", "?"].randomElement() ?? "" }
      let pattern = parts.joined()
      let text = String((0..<Int.random(in: 0...8)).map { _ in letters.randomElement() ?? "a" })
      let plain = try matches(pattern, text)
      // A group of one makes it an automaton.
      #expect(try matches("{\(pattern)}", text) == plain, "\(pattern) on \(text)")
    }
  }

  private func matches(_ pattern: String, _ text: String) throws -> Bool {
    let compiled = try Array(pattern.utf8).withUnsafeBufferPointer { try GlobPattern($0, delimiters: [0x2F]) }
    return Array(text.utf8).withUnsafeBufferPointer { compiled.matches($0) }
  }

  @Test func `a pattern made to be slow is matched in linear time`() throws {
    let text = String(repeating: "a", count: 100_000)
    #expect(try matches("{**a**a**a**a**a**a*}b", text) == false)
  }

  @Test func `more patterns than the cache holds are all right`() throws {
    let context = BuiltinContext(arena: Arena())
    for round in 0..<600 {
      let pattern = context.arena.string("^a{\(round % 300)}$")
      let regex = try Regex.compiled(context, pattern)
      let text = [UInt8](repeating: 97, count: round % 300)
      #expect(text.withUnsafeBufferPointer { regex.matches($0) })
    }
  }
}
